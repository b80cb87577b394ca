/** What a new sandbox holds before its first request. */
import { KINDS, KIND_NAMES, attributeOf, isObject, parseObserved } from '../model';
import type { Json, KindName } from '../model';
import { Problem, invalid } from './problem';
import { isAddressKind } from './object';
import type { Write } from './object';

/** An object as a host would tell it, computed attributes (id, used bytes, last login) included. */
export interface SeedObject {
  readonly kind: KindName;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The address space or the kind within which an identity may be used once. */
const spaceOf = (kind: KindName): string => (isAddressKind(kind) ? 'address' : kind);

/**
 * Turns start data into writes. Values must be right and identities unique; the host's rules are not asked, so that odd states
 * can be practised on. Sensitive and plan-only attributes are left out.
 * @throws Problem `invalid`, `conflict`.
 */
export function startWrites(domains: readonly string[], seed: readonly SeedObject[]): Write[] {
  const seen = new Set<string>();
  const all = [...domains.map((name): SeedObject => ({ kind: 'domain', attributes: { name } })), ...seed];
  return all.map(({ kind, attributes: written }, index) => {
    // Start data may come from a file, so its form is checked too.
    if (!Object.hasOwn(KINDS, kind) || !isObject(written)) {
      const problem = `write { "kind": one of ${KIND_NAMES.join(', ')}, "attributes": { ... } }`;
      throw invalid(`object ${index + 1 - domains.length} of the start data`, [{ attribute: 'kind', problem }]);
    }
    const { attributes, problems } = parseObserved(kind, written);
    const identity: unknown = attributes[KINDS[kind].identity as keyof typeof attributes];
    const what =
      index < domains.length
        ? `domain ${index + 1}`
        : `object ${index + 1 - domains.length} of the start data, a ${kind}`;
    const unknown = Object.keys(written).filter((name) => attributeOf(kind, name) === undefined);
    const errors = [
      ...problems,
      ...unknown.map((attribute) => ({ attribute, problem: `is no attribute of a ${kind}` })),
    ];
    if (errors.length > 0) throw invalid(what, errors);
    if (typeof identity !== 'string') throw invalid(what, [{ attribute: KINDS[kind].identity, problem: 'is missing' }]);
    const key = `${spaceOf(kind)} ${identity}`;
    if (seen.has(key)) throw new Problem('conflict', `${JSON.stringify(identity)} is in the start data twice`);
    seen.add(key);
    const present = Object.entries(attributes).filter(([, value]) => value !== null);
    return {
      kind,
      put: { identity, attributes: Object.fromEntries(present) as Record<string, Json>, secrets: {}, revision: 1 },
    };
  });
}
