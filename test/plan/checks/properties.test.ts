import fc from 'fast-check';
import { ALL_PLAN_FINDINGS } from '../../../src/plan';
import type { Plan } from '../../../src/plan';
import { CHECKS } from '../../../src/plan/checks';
import { KIND_NAMES } from '../../../src/model';
import type { DesiredObject, Finding } from '../../../src/model';
import { ada, atHost, domain, planOf, scope, user } from '../../support/checked';
import { anyObjects, asObserved } from '../../support/states';

const everything = scope({ domain: 'remove', user: 'close', alias: 'remove', group: 'remove' });
const anyLook = fc.array(
  fc.record({ host: fc.constant('mail'), kind: fc.constantFrom(...KIND_NAMES), count: fc.nat(30) }),
);
/** Codes of checks that judge what is done, so that they have nothing to say where nothing is. */
const OF_CHANGES: ReadonlySet<string> = new Set([
  'too-many-removals', 'last-administrator', 'own-account', 'role-address-undeliverable', 'group-emptied', 'outside-members', 'closing-last-target', 'mail-leaves-organisation', 'over-limit',
]); // prettier-ignore

describe('checks', () => {
  it('have something to say of any two states, and never fail', () => {
    fc.assert(
      fc.property(anyObjects, anyObjects, anyLook, (wanted, held, lastLook) => {
        const plan = planOf({
          desired: wanted,
          observed: held.map(asObserved),
          host: { scope: everything, thresholds: {}, username: ada },
          lastLook,
        });
        for (const { code } of plan.findings) expect(Object.keys(ALL_PLAN_FINDINGS)).toContain(code);
      }),
      { numRuns: 150 },
    );
  });

  it('block no plan that changes nothing, and find no new fault with it', () => {
    fc.assert(
      fc.property(anyObjects, (objects: readonly DesiredObject[]) => {
        const plan = planOf({ desired: objects, observed: objects.map(asObserved), host: { username: ada } });
        fc.pre(plan.changes.length === 0);
        const said = plan.findings.filter(({ code }) => CHECKS.some(({ findings }) => Object.hasOwn(findings, code)));
        expect(said.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(said.filter(({ code }) => OF_CHANGES.has(code))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('say the same whatever the order of declarations and of the host’s answers', () => {
    fc.assert(
      fc.property(anyObjects, anyObjects, (wanted, held) => {
        const given = { host: { scope: everything, thresholds: {} } };
        const one = planOf({ ...given, desired: wanted, observed: held.map(asObserved) });
        const other = planOf({ ...given, desired: wanted.toReversed(), observed: held.map(asObserved).toReversed() });
        const said = (plan: Plan): Finding[] => plan.findings.filter(({ code }) => OF_CHANGES.has(code));
        expect(said(other)).toEqual(said(one));
      }),
      { numRuns: 100 },
    );
  });

  it('take few words for one cause that touches thousands', () => {
    const names = Array.from({ length: 5_000 }, (_, i) => `u${i}`);
    const plan = planOf({
      desired: [domain(), ...names.map((name) => user(name, { status: 'closed' }))],
      observed: [
        atHost.domain(),
        ...names.map((name) => atHost.user(name)),
        ...names.map((name) => atHost.alias(`${name}.alias`, [`${name}@acme.example`])),
      ],
    });
    expect(plan.findings).toHaveLength(10);
    expect(plan.findings.map(({ summary }) => summary).join()).toContain('and so with 4990 more');
  });

  it('have codes of their own, each with its meaning and its remedy', () => {
    const codes = CHECKS.flatMap(({ findings }) => Object.keys(findings));
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(ALL_PLAN_FINDINGS[code]?.remedy).toMatch(/\.$/);
  });
});
