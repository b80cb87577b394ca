import { DRIVERS } from '../../src/drivers';
import { conformanceCases } from '../../src/host/conformance';
import { KIND_NAMES, declarableAttributes, attributeOf } from '../../src/model';
import { TESTED_HOSTS, TESTED_LIVE } from '../support/worlds';

it('every driver is tested', () => {
  const untested = Object.keys(DRIVERS).filter((name) => !(name in TESTED_HOSTS) && !TESTED_LIVE.includes(name));
  expect(untested.map((name) => `add "${name}" to TESTED_HOSTS in test/support/worlds.ts`)).toEqual([]);
});

describe.each(Object.keys(TESTED_HOSTS))('the driver %s', (name) => {
  it('keeps the contract, case by case', async () => {
    const tested = await TESTED_HOSTS[name]?.();
    if (tested === undefined) throw new Error(`no host for the driver ${name}`);
    const told: string[] = [];
    try {
      for (const { name: what, run } of conformanceCases(tested.host, tested.world))
        // A story: later cases build on earlier ones, so that each is told and the first that fails is not the last.
        await run().catch((thrown: unknown) => told.push(`${what}: ${String(thrown)}`));
    } finally {
      await tested.close();
    }
    expect(told).toEqual([]);
  });
});

it('the sandbox stores every attribute of the model', () => {
  for (const kind of KIND_NAMES) {
    const expected = declarableAttributes(kind).filter((attribute) => attributeOf(kind, attribute)?.planOnly !== true);
    expect(DRIVERS['sandbox']?.supports[kind]).toEqual(expect.arrayContaining([...expected]));
  }
});
