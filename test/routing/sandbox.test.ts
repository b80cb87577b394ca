/** Does routing foresee what the sandbox, which follows the rules in its own way, does with mail? */
import fc from 'fast-check';
import { resolve, routingTable } from '../../src/routing';
import type { RoutedObject } from '../../src/routing';
import { startSandbox } from '../../src/sandbox';
import type { Sandbox } from '../../src/sandbox';
import { anyAddress, anyState } from './states';

/** What the sandbox answers about a delivery, as far as it is compared. */
interface Answer {
  readonly recipients: readonly string[];
  readonly outside: readonly string[];
  readonly reason: string | null;
}

async function askSandbox(sandbox: Sandbox, address: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${sandbox.token}` };
  const response = await fetch(`${sandbox.url}/v1/delivery/${encodeURIComponent(address)}`, { headers });
  return (await response.json()) as Answer;
}

/** Many states side by side: each gets domains of its own, so that one sandbox answers for all of them. */
const manyStates = fc
  .array(fc.tuple(anyState, fc.uniqueArray(anyAddress, { minLength: 3, maxLength: 6 })), {
    minLength: 40,
    maxLength: 40,
  })
  .map((cases) => {
    const apart = <T>(value: T, index: number) =>
      JSON.parse(JSON.stringify(value).replace(/\.(example|test)\b/g, `.s${index}.$1`)) as T;
    return {
      objects: cases.flatMap(([objects], index) => apart(objects, index)),
      addresses: cases.flatMap(([, addresses], index) => apart(addresses, index)),
    };
  });

const seedOf = ({ kind, attributes }: RoutedObject) => ({ kind, attributes: attributes as Record<string, unknown> });

describe('routing and the sandbox', () => {
  it('agree on who receives, for any state and address', async () => {
    await fc.assert(
      fc.asyncProperty(manyStates, async ({ objects, addresses }) => {
        const sandbox = await startSandbox({ seed: objects.map(seedOf) });
        try {
          const table = routingTable(objects);
          for (const address of addresses) {
            const [ours, theirs] = [resolve(table, address), await askSandbox(sandbox, address)];
            expect(ours).toMatchObject({ address, recipients: theirs.recipients, outside: theirs.outside });
            expect(ours.refused === undefined).toBe(theirs.reason === null);
          }
        } finally {
          await sandbox.close();
        }
      }),
      // A failing case is told as it is: making it smaller would start a sandbox hundreds of times.
      { numRuns: 3, endOnFailure: true },
    );
  });
});
