/** What a client's body asks to be written, once the model has checked and normalised it. */
import { KINDS, attributeOf, isObject, parseDeclared } from '../model';
import type { Json, KindName } from '../model';
import { Problem, invalid } from './problem';
import type { RefusedAttribute } from './problem';
import { SHORTEST_SECRET } from './secret';

export interface Written {
  /** Normalised; null clears. */
  readonly attributes: Readonly<Record<string, Json>>;
  /** Plain secrets by attribute; null forgets. To be hashed and dropped at once. */
  readonly secrets: Readonly<Record<string, string | null>>;
}

/** Normalises an identity; undefined where no object can have it. */
export function identityFrom(kind: KindName, raw: string): string | undefined {
  const result = attributeOf(kind, KINDS[kind].identity)?.type.safeParse(raw);
  return result?.success ? (result.data as string) : undefined;
}

const said = (kind: KindName, identity: unknown): string =>
  typeof identity === 'string' ? `${kind} ${JSON.stringify(identity)}` : `${kind}`;

function checkSecret(value: unknown): string | undefined {
  if (value === null) return undefined;
  if (typeof value !== 'string') return 'expected a text';
  return value.length < SHORTEST_SECRET
    ? `is shorter than the ${SHORTEST_SECRET} characters a secret must have`
    : undefined;
}

/** Whether a name is an attribute of the declaration only, which no host knows. */
const isPlanOnly = (kind: KindName, name: string): boolean => attributeOf(kind, name)?.planOnly === true;

/**
 * Reads the body of a creation or of a merge patch.
 * @param existing The identity of the object that is patched; absent for a creation.
 * @throws Problem `bad-request` for a body that is no object, `invalid` naming every refused attribute.
 */
export function readWritten(kind: KindName, body: unknown, existing?: string): Written {
  if (!isObject(body)) throw new Problem('bad-request', 'the body must be a JSON object of attributes');
  const { identity } = KINDS[kind];
  const errors: RefusedAttribute[] = [];
  const plain: Record<string, unknown> = {};
  const secrets: Record<string, string | null> = {};
  for (const [name, value] of Object.entries(body)) {
    if (isPlanOnly(kind, name)) {
      errors.push({ attribute: name, problem: `a ${kind} has no attribute ${JSON.stringify(name)} at this host` });
    } else if (attributeOf(kind, name)?.sensitive) {
      const problem = checkSecret(value);
      if (problem === undefined) secrets[name] = value as string | null;
      else errors.push({ attribute: name, problem });
    } else plain[name] = value;
  }
  const { attributes, problems } = parseDeclared(
    kind,
    existing === undefined ? plain : { [identity]: existing, ...plain },
  );
  for (const { attribute, problem, reason } of problems)
    // A patch names only what changes.
    if (existing === undefined || reason !== 'missing') errors.push({ attribute, problem });
  const written = attributes as Readonly<Record<string, Json>>;
  if (existing !== undefined && identity in written && written[identity] !== existing)
    errors.push({ attribute: identity, problem: `is ${JSON.stringify(existing)} and is changed by a rename only` });
  if (errors.length > 0) throw invalid(said(kind, existing ?? body[identity]), errors);
  return { attributes: written, secrets };
}
