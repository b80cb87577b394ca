import { factsOf, observe } from '../../src/host';
import { isBlocked, makePlan } from '../../src/plan';
import type { Plan } from '../../src/plan';
import { applied } from '../support/applying';
import { desired, declaration, desiredState } from '../support/states';
import { sandboxWorld } from '../support/worlds';

const numbers = Array.from({ length: 30 }, (_, n) => n);
const user = (n: number): string => `u${n}@acme.example`;

/** A domain that needs a user, users, aliases of them, nested groups; the second state differs from the first everywhere. */
const company = (state: 'first' | 'second') => [
  desired('domain', { name: 'acme.example', catchAll: [user(state === 'first' ? 0 : 1)] }),
  ...numbers.map((n) =>
    desired('user', { email: user(n), givenName: state, quota: '5 GB', initialPassword: 'env:FIRST' }),
  ),
  ...numbers.map((n) =>
    desired('alias', {
      address: `a${n}@acme.example`,
      targets: [user(state === 'first' ? n : numbers.length - 1 - n)],
    }),
  ),
  ...numbers.map((n) =>
    desired('group', {
      address: `g${n}@acme.example`,
      members: n === 0 ? [user(0)] : [`g${n - 1}@acme.example`],
      description: state,
    }),
  ),
];

describe('the sandbox failing one call in five in every way', () => {
  it('comes to the declared state by applying again, and to nothing else', async () => {
    const { sandbox, host, context, close } = await sandboxWorld({ domains: [] }, { options: { timeoutSeconds: 5 } });
    const fresh = async (state: 'first' | 'second'): Promise<Plan> =>
      makePlan({
        desired: desiredState(company(state), [declaration()]),
        observed: [await observe(host, context)],
        facts: [factsOf(host)],
        now: 0,
      });
    for (const state of ['first', 'second'] as const) {
      sandbox.setFaults({ rate: 0.2, seed: 7, delay: 1 });
      for (let round = 0; round < 20; round++) {
        const plan = await fresh(state);
        if (isBlocked(plan)) continue;
        if (plan.changes.length === 0) break;
        await applied(plan, [host], { secret: context.secret });
      }
      sandbox.setFaults({ rate: 0 });
      const last = await fresh(state);
      expect(last.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(last.changes).toEqual([]);
      expect(last.unchanged).toBe(company(state).length);
      expect(last.undeclared).toEqual([]);
    }
    await close();
  });
});
