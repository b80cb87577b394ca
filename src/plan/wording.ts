/** What planning says when it must leave something out, in the words of the person who declared it. */
import { finding, plural, toSnakeCase, withArticle } from '../model';
import type { DesiredObject, Finding, KindName } from '../model';
import type { HostFacts } from '../host';
import { PLAN_FINDINGS } from './findings';

const at = ({ address, declaredAt }: { readonly address?: string; readonly declaredAt?: string }) => ({
  address,
  declaredAt,
});
const list = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ');
const others = (count: number): string => (count === 1 ? '' : `, and ${count - 1} more`);

export const kindUnsupported = (first: DesiredObject, count: number, facts: HostFacts): Finding =>
  finding(PLAN_FINDINGS, 'kind-unsupported', {
    summary: `host "${facts.name}" (${facts.driver}) has no ${plural(first.kind)}, but ${JSON.stringify(first.identity)} is declared${others(count)}`,
    ...at(first),
    fix: `remove the ${plural(first.kind)} from the code, or declare them at another host`,
  });

export const attributeUnsupported = (
  first: DesiredObject,
  attribute: string,
  count: number,
  facts: HostFacts,
): Finding =>
  finding(PLAN_FINDINGS, 'attribute-unsupported', {
    summary: `host "${facts.name}" (${facts.driver}) cannot store ${attribute} (${toSnakeCase(attribute)}) of ${withArticle(first.kind)}, declared by ${JSON.stringify(first.identity)}${others(count)}`,
    attribute,
    ...at(first),
    fix: `leave it out, or run with --allow attribute-unsupported to go on without it`,
  });

export const renameUnsupported = (object: DesiredObject, from: string, facts: HostFacts): Finding =>
  finding(PLAN_FINDINGS, 'rename-unsupported', {
    summary: `host "${facts.name}" (${facts.driver}) cannot rename the ${object.kind} ${JSON.stringify(from)} to ${JSON.stringify(object.identity)}`,
    detail: 'creating the new one and deleting the old one would leave the mail behind',
    attribute: 'previously',
    ...at(object),
    fix: `keep ${JSON.stringify(from)} and declare ${JSON.stringify(object.identity)} as an alias of it`,
  });

export const renameAmbiguous = (object: DesiredObject, previous: readonly string[]): Finding =>
  finding(PLAN_FINDINGS, 'rename-ambiguous', {
    summary: `${object.kind} ${JSON.stringify(object.identity)} was previously ${list(previous)}, and all of them are at the host`,
    attribute: 'previously',
    ...at(object),
    fix: 'name in previously only the one that becomes this object',
  });

export const renameClaimedTwice = (object: DesiredObject, rival: DesiredObject, from: string): Finding =>
  finding(PLAN_FINDINGS, 'rename-claimed-twice', {
    summary: `${JSON.stringify(object.identity)} and ${JSON.stringify(rival.identity)} both say that they were previously ${JSON.stringify(from)}`,
    detail: `the other is ${rival.address}${rival.declaredAt === undefined ? '' : ` at ${rival.declaredAt}`}`,
    attribute: 'previously',
    ...at(object),
    fix: `take ${JSON.stringify(from)} out of the previously of one of them`,
  });

export const renameSourceDeclared = (object: DesiredObject, other: DesiredObject): Finding =>
  finding(PLAN_FINDINGS, 'rename-source-declared', {
    summary: `${object.kind} ${JSON.stringify(object.identity)} was previously ${JSON.stringify(other.identity)}, which is declared as well (${other.address})`,
    detail: 'the mailbox could belong to either of them, and must not be handed to the wrong one',
    attribute: 'previously',
    ...at(object),
    fix: `to rename, apply without ${other.address} first and add it in a second plan; otherwise take ${JSON.stringify(other.identity)} out of previously`,
  });

export const previousStillThere = (object: DesiredObject, previous: readonly string[]): Finding =>
  finding(PLAN_FINDINGS, 'previous-still-there', {
    summary: `${object.kind} ${JSON.stringify(object.identity)} is at the host, and so is what it previously was: ${list(previous)}`,
    detail: 'nothing is renamed; the previous one is treated as not declared',
    attribute: 'previously',
    ...at(object),
    fix: 'look which of them is in use, then take previously out of the code',
  });

export const closeUnsupported = (
  object: {
    readonly kind: KindName;
    readonly identity: string;
    readonly address?: string;
    readonly declaredAt?: string;
  },
  facts: HostFacts,
): Finding =>
  finding(PLAN_FINDINGS, 'close-unsupported', {
    summary: `host "${facts.name}" (${facts.driver}) cannot close or reopen the ${object.kind} ${JSON.stringify(object.identity)}`,
    attribute: 'status',
    ...at(object),
    fix: 'declare the status "locked" where the host has it, or close it by the host’s own means',
  });

export const preventDestroy = (object: DesiredObject): Finding =>
  finding(PLAN_FINDINGS, 'prevent-destroy', {
    summary: `${object.kind} ${JSON.stringify(object.identity)} would be closed, but its lifecycle has prevent_destroy`,
    attribute: 'status',
    ...at(object),
    fix: 'take prevent_destroy out of its lifecycle first, in a change of its own',
  });

export const removalUnsafe = (kind: KindName, count: number, facts: HostFacts): Finding =>
  finding(PLAN_FINDINGS, 'removal-unsafe', {
    summary: `${count} undeclared ${count === 1 ? `${kind} is` : `${plural(kind)} are`} left at host "${facts.name}", because its list of ${plural(kind)} was not complete`,
    fix: 'run the plan again; once the list is read to its end the policy applies',
  });

export const renameUnsafe = (object: DesiredObject, previous: readonly string[], facts: HostFacts): Finding =>
  finding(PLAN_FINDINGS, 'rename-unsafe', {
    summary: `${object.kind} ${JSON.stringify(object.identity)} was previously ${list(previous)}, and the list of ${plural(object.kind)} of host "${facts.name}" was not complete, so it is left`,
    detail: 'creating it could leave the previous one behind, with its mail',
    attribute: 'previously',
    ...at(object),
    fix: 'run the plan again; once the list is read to its end it is renamed or created',
  });

export const dependencyCycle = (
  ring: readonly {
    readonly kind: KindName;
    readonly identity: string;
    readonly address?: string;
    readonly declaredAt?: string;
    readonly action: string;
  }[],
): Finding => {
  const renames = ring.every(({ action }) => action === 'rename');
  const ordered = [...ring].sort((a, b) => (a.identity < b.identity ? -1 : 1));
  const names = ordered.map(({ kind, identity }) => `${kind} ${JSON.stringify(identity)}`);
  const shown = names.length > 5 ? [...names.slice(0, 5), `${names.length - 5} more`] : names;
  return finding(PLAN_FINDINGS, renames ? 'rename-cycle' : 'dependency-cycle', {
    summary: renames
      ? `${shown.join(', ')} swap their addresses`
      : `${shown.join(', ')} need one another to exist first`,
    ...at(ordered[0] ?? {}),
    fix: renames
      ? 'rename one of them to a temporary address first, in a plan of its own'
      : 'take one of the references (or depends_on) out of the ring',
  });
};
