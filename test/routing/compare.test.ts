/** Does compare name exactly the addresses whose mail changes, and say how? */
import fc from 'fast-check';
import { compare, describeEffect, routingTable } from '../../src/routing';
import type { DeliveryChange, RoutedObject } from '../../src/routing';
import { expected, step } from './reference';
import { alias, anyState, anyTwoStates, domain, group, user } from './states';

const changes = (before: readonly RoutedObject[], after: readonly RoutedObject[], limit?: number) =>
  compare(routingTable(before), routingTable(after), limit);
const told = (list: readonly DeliveryChange[]) =>
  Object.fromEntries(list.map(({ address, effects }) => [address, effects.map(describeEffect)]));

const acme = domain('acme.example');
const open = domain('acme.example', { catchAll: ['ada@acme.example'] });
const ada = user('ada@acme.example');
const grace = user('grace@acme.example');

describe('compare', () => {
  it('names black holes, and what led into them', () => {
    const before = [acme, ada, alias('info@acme.example', ['ada@acme.example'])];
    const after = [
      acme,
      user('ada@acme.example', { status: 'closed' }),
      alias('info@acme.example', ['ada@acme.example']),
    ];
    expect(told(changes(before, after))).toEqual({
      'ada@acme.example': ['stops being delivered: the user is closed'],
      'info@acme.example': ['stops being delivered: it leads to nobody'],
    });
  });

  it('names who gains and loses mail, and mail that newly leaves the organisation', () => {
    const before = [acme, ada, grace, group('team@acme.example', ['ada@acme.example'])];
    const after = [acme, ada, grace, group('team@acme.example', ['grace@acme.example', 'partner@elsewhere.example'])];
    expect(told(changes(before, after))).toEqual({
      'team@acme.example': [
        'newly leaves the organisation: partner@elsewhere.example',
        'no longer reaches ada@acme.example',
        'newly reaches grace@acme.example, partner@elsewhere.example',
      ],
    });
  });

  it('names what a catch-all starts and stops to catch, and what hides it', () => {
    const after = [open, ada, grace, alias('info@acme.example', ['grace@acme.example'])];
    const before = [open, ada, user('old@acme.example'), alias('x@acme.example', ['info@acme.example'])];
    expect(told(changes(before, after))).toEqual({
      'grace@acme.example': [
        'no longer reaches ada@acme.example',
        'is no longer caught by the catch-all of acme.example',
        'newly reaches grace@acme.example',
      ],
      'info@acme.example': [
        'hides the catch-all of acme.example',
        'no longer reaches ada@acme.example',
        'is no longer caught by the catch-all of acme.example',
        'newly reaches grace@acme.example',
      ],
      'old@acme.example': [
        'no longer reaches old@acme.example',
        'starts to be caught by the catch-all of acme.example',
        'newly reaches ada@acme.example',
      ],
      'x@acme.example': ['starts to be caught by the catch-all of acme.example'],
    });
  });

  it('tells a new catch-all once, as any other address of its domain, and for the role addresses', () => {
    expect(told(changes([acme, ada], [open, ada]))).toEqual(
      Object.fromEntries(
        ['*@acme.example', 'abuse@acme.example', 'postmaster@acme.example'].map((address) => [
          address,
          ['starts to be caught by the catch-all of acme.example', 'starts being delivered to ada@acme.example'],
        ]),
      ),
    );
  });

  it('tells an alias domain once, and the address that hides another', () => {
    const before = [acme, ada, domain('acme.test'), alias('ada@acme.test', ['x@elsewhere.example'])];
    const after = [
      acme,
      ada,
      domain('acme.test', { aliasOf: 'acme.example' }),
      alias('ada@acme.test', ['x@elsewhere.example']),
    ];
    expect(told(changes(before, after))).toEqual({
      '*@acme.test': ['starts being delivered to *@acme.example'],
      'ada@acme.test': ['hides ada@acme.example, to which its alias domain would lead'],
    });
  });

  it('leaves out what an alias domain implies', () => {
    const labs = domain('acme.test', { aliasOf: 'acme.example' });
    const list = group('list@elsewhere.example', ['ada@acme.test']);
    expect(Object.keys(told(changes([acme, labs, list], [acme, labs, list, ada])))).toEqual(['ada@acme.example']);
  });

  it('names new loops and addresses that exist twice', () => {
    const before = [acme, ada, group('a@acme.example', ['ada@acme.example'])];
    const after = [
      acme,
      ada,
      group('a@acme.example', ['a@acme.example', 'ada@acme.example']),
      alias('ada@acme.example', ['a@acme.example']),
    ];
    expect(told(changes(before, after))).toEqual({
      'a@acme.example': ['starts to lead back to itself, so the loop is cut'],
      'ada@acme.example': ['exists as user and alias at once; the user decides'],
    });
  });

  it('counts a domain that leaves the host as no longer delivered, and passes its mail outside', () => {
    const team = [domain('acme.test'), group('team@acme.test', ['ada@acme.example'])];
    expect(told(changes([acme, ada, ...team], team))).toEqual({
      'ada@acme.example': ['stops being delivered: its domain is not at the host'],
      'team@acme.test': [
        'newly leaves the organisation: ada@acme.example',
        'no longer reaches ada@acme.example',
        'newly reaches ada@acme.example',
      ],
    });
  });

  it('puts the most severe first, then sorts by address', () => {
    const before = [acme, ada, grace, user('z@acme.example'), user('b@acme.example')];
    const after = [acme, ada, alias('out@acme.example', ['x@elsewhere.example']), user('new@acme.example')];
    expect(changes(before, after).map(({ address }) => address)).toEqual([
      'b@acme.example', 'grace@acme.example', 'z@acme.example', 'out@acme.example', 'new@acme.example',
    ]); // prettier-ignore
  });

  it('cuts long lists and counts all of them', () => {
    const users = Array.from({ length: 40 }, (_, i) => user(`u${10 + i}@acme.example`));
    const [change] = changes(
      [acme, ...users],
      [
        acme,
        ...users,
        group(
          'all@acme.example',
          users.map(({ identity }) => identity),
        ),
      ],
      2,
    );
    expect(change).toMatchObject({
      address: 'all@acme.example',
      gained: { count: 40, first: ['u10@acme.example', 'u11@acme.example'] },
    });
    expect(change?.effects.map(describeEffect)).toEqual([
      'starts being delivered to u10@acme.example, u11@acme.example and 38 more',
    ]);
  });

  it('finds nothing between a state and itself', () => {
    fc.assert(fc.property(anyState, (state) => expect(changes(state, structuredClone(state))).toEqual([])));
  });

  it('is plain JSON', () => {
    fc.assert(
      fc.property(anyTwoStates, ([before, after]) => {
        const result = changes(before, after);
        expect(JSON.parse(JSON.stringify(result))).toStrictEqual(result);
      }),
    );
  });

  it('swaps gained and lost when the states are swapped', () => {
    fc.assert(
      fc.property(anyTwoStates, ([before, after]) => {
        const moved = (list: DeliveryChange[], forwards: boolean) =>
          list
            .filter(({ gained, lost }) => gained.count + lost.count > 0)
            .map(({ address, gained, lost }) =>
              forwards ? { address, gained, lost } : { address, gained: lost, lost: gained },
            )
            .sort((a, b) => (a.address < b.address ? -1 : 1));
        expect(moved(changes(after, before), false)).toEqual(moved(changes(before, after), true));
      }),
    );
  });

  it('finds exactly the addresses whose recipients differ by the rules, and whom they gain and lose', () => {
    fc.assert(
      fc.property(anyTwoStates, ([before, after]) => {
        const found = new Map(changes(before, after, 1000).map((change) => [change.address, change]));
        const minus = (a: readonly string[], b: readonly string[]) =>
          a
            .filter((who) => !b.includes(who))
            .map(plain)
            .sort();
        const seen: unknown[] = [];
        const foreseen: unknown[] = [];
        for (const address of everyAddress(before, after)) {
          const change = found.get(address);
          if (change === undefined && isLedOn(before, after, address)) continue;
          const [was, is] = [hosted(before, address), hosted(after, address)];
          const loops = change?.effects.some(({ effect }) => effect === 'loops') ?? false;
          seen.push({ address, loops, gained: change?.gained.first ?? [], lost: change?.lost.first ?? [] });
          foreseen.push({
            address,
            loops: is.loops && !was.loops,
            gained: minus(is.recipients, was.recipients),
            lost: minus(was.recipients, is.recipients),
          });
          if (change === undefined) continue;
          seen.push(change.before.recipients.first, change.after.outside.first);
          foreseen.push(was.recipients.map(plain).sort(), is.recipients.filter((who) => who !== plain(who)).map(plain));
        }
        expect(seen).toEqual(foreseen);
      }),
      { numRuns: 500 },
    );
  });
});

const plain = (recipient: string) => recipient.replace(' (outside)', '');
const domainAt = (objects: readonly RoutedObject[], address: string) =>
  objects.find(({ kind, identity }) => kind === 'domain' && identity === address.split('@')[1])?.attributes as
    { readonly aliasOf?: string | null; readonly active?: boolean } | undefined;

/** By the rules, but for addresses whose domain the host lacks: it does not take their mail. */
const hosted = (objects: readonly RoutedObject[], address: string) =>
  domainAt(objects, address) === undefined ? { recipients: [], loops: false } : expected(objects, address);

/** Whether an address may be left out: it has no object and its domain stands for the same other one, or comes or goes as one that does. */
const isLedOn = (before: readonly RoutedObject[], after: readonly RoutedObject[], address: string) => {
  const [was, is] = [domainAt(before, address), domainAt(after, address)];
  const leads = [was, is].filter((attributes) => attributes?.aliasOf && attributes.active !== false).length;
  const exists = [before, after].some(
    (state) => domainAt(state, address) && state.some(({ identity }) => identity === address),
  );
  if (leads === 2) return !exists && was?.aliasOf === is?.aliasOf;
  return !exists && leads === 1 && (was === undefined || is === undefined);
};

/** Every identity and role address, every address named as a manager, and all that mail to these leads to in either state. */
function everyAddress(...states: (readonly RoutedObject[])[]): Set<string> {
  const found = new Set<string>();
  for (const { kind, identity, attributes } of states.flat()) {
    if (kind === 'domain') for (const role of ['postmaster', 'abuse']) found.add(`${role}@${identity}`);
    else found.add(identity);
    if ('managers' in attributes) for (const manager of attributes.managers as string[]) found.add(manager);
  }
  // A set is walked to its end even while it grows.
  for (const address of found)
    for (const state of states) for (const next of step(state, address).next) found.add(next);
  return found;
}
