/** Makes plans of small situations and tells what the checks say of them. */
import type {
  DesiredObject,
  Finding,
  HostDeclaration,
  KindName,
  ObservedObject,
  ObservedState,
  ScopeRule,
} from '../../src/model';
import type { HostFacts } from '../../src/host';
import { makePlan } from '../../src/plan';
import type { LastLook, Plan } from '../../src/plan';
import { declaration, desired, desiredState, facts, observed, observedState } from './states';

export interface Situation {
  readonly desired?: readonly DesiredObject[];
  readonly observed?: readonly ObservedObject[] | ObservedState;
  /** Removals are let pass, so that small states can lose what they want, unless it says otherwise. */
  readonly host?: Partial<HostDeclaration>;
  readonly facts?: Partial<HostFacts>;
  readonly allow?: readonly string[];
  readonly lastLook?: LastLook;
}

export function planOf({ host, facts: over, allow = [], lastLook = [], ...given }: Situation): Plan {
  const held = given.observed ?? [];
  return makePlan({
    desired: desiredState(given.desired ?? [], [declaration({ thresholds: { removals: 1 }, ...host })]),
    observed: ['collections' in held ? held : observedState(held)],
    facts: [facts(over)],
    now: Date.UTC(2026, 0, 31),
    allow,
    lastLook,
  });
}

/** The findings that are not merely good to know. */
export const heard = (situation: Situation): readonly Finding[] =>
  planOf(situation).findings.filter(({ severity }) => severity !== 'info');

/** Each finding as `severity code`. */
export const codesOf = (situation: Situation): string[] =>
  heard(situation).map(({ severity, code }) => `${severity} ${code}`);

export const ada = 'ada@acme.example';
export const grace = 'grace@acme.example';
export const partner = 'partner@elsewhere.example';

/** What is declared, in the domain acme.example. */
export const domain = (rest: object = {}): DesiredObject => desired('domain', { name: 'acme.example', ...rest });
export const user = (name: string, rest: object = {}): DesiredObject =>
  desired('user', { email: `${name}@acme.example`, ...rest });
export const alias = (name: string, targets: readonly string[], rest: object = {}): DesiredObject =>
  desired('alias', { address: `${name}@acme.example`, targets, ...rest });
export const group = (name: string, rest: object): DesiredObject =>
  desired('group', { address: `${name}@acme.example`, ...rest });
export const organization = (...administrators: readonly string[]): DesiredObject =>
  desired('organization', { name: 'acme', administrators });

/** What is at the host. */
export const atHost = {
  domain: (rest: object = {}): ObservedObject => observed('domain', { name: 'acme.example', ...rest }),
  user: (name: string, rest: object = {}): ObservedObject =>
    observed('user', { email: `${name}@acme.example`, ...rest }),
  alias: (name: string, targets: readonly string[], rest: object = {}): ObservedObject =>
    observed('alias', { address: `${name}@acme.example`, targets, ...rest }),
  group: (name: string, rest: object): ObservedObject =>
    observed('group', { address: `${name}@acme.example`, ...rest }),
  organization: (administrators: readonly string[], rest: object = {}): ObservedObject =>
    observed('organization', { name: 'acme', administrators, ...rest }),
} as const;

/** The domain, Ada and Grace, at the host. */
export const people: readonly ObservedObject[] = [atHost.domain(), atHost.user('ada'), atHost.user('grace')];

/** A scope that keeps what is not declared, but for what is said. */
export const scope = (rules: { readonly [K in KindName]?: ScopeRule }): HostDeclaration['scope'] => ({
  ...declaration().scope,
  ...rules,
});
export const closing = { scope: scope({ user: 'close' }) } as const;
export const removing = { scope: scope({ alias: 'remove' }) } as const;

/** A situation, the findings that it makes, and what the first of them says. */
export type Row = readonly [situation: string, given: Situation, findings: readonly string[], says?: RegExp];

/** Tests that each situation makes exactly its findings, and that every finding says what to do. */
export function describeSituations(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    for (const [situation, given, findings, says = /./] of rows)
      it(`${findings.length === 0 ? 'is silent' : 'speaks'} when ${situation}`, () => {
        const found = heard(given);
        expect(found.map(({ severity, code }) => `${severity} ${code}`)).toEqual(findings);
        if (found.length > 0) expect(found[0]?.summary).toMatch(says);
        for (const { summary, fix } of found) {
          expect(fix).toBeTruthy();
          expect(summary).not.toMatch(/\.$/);
        }
      });
  });
}
