/** Whether a group loses its last member, or lets in its first from outside. */
import { defineFindings, domainOf, finding, referencesOf } from '../../model';
import type { Finding } from '../../model';
import type { UnorderedChange } from '../diff';
import { defineCheck, listed, ofEach } from './check';
import type { CheckInput } from './check';

const FINDINGS = defineFindings({
  'group-emptied': {
    severity: 'error',
    meaning: 'The last member would leave a group that stays, so mail to it would reach nobody.',
    remedy: 'Keep a member, or take the group out of the code if it is not needed any more.',
    allowable: true,
  },
  'outside-members': {
    severity: 'error',
    meaning: 'A group that had no members outside the organisation would get some.',
    remedy: 'Make sure that they may read all that is sent to the group; then allow the finding.',
    allowable: true,
  },
});

interface Membership {
  readonly identity: string;
  readonly change: UnorderedChange;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

const placeOf = ({ address, declaredAt }: UnorderedChange) => ({ address, declaredAt, attribute: 'members' });

function* run(input: CheckInput): Iterable<Finding> {
  const changed: Membership[] = input.changes.flatMap((change) => {
    const members = change.attributes.find(({ name }) => name === 'members');
    if (change.kind !== 'group' || change.action !== 'update' || members === undefined) return [];
    const [before, after] = [members.before, members.after].map((list) => referencesOf('group', 'members', list));
    return [{ identity: change.identity, change, before: before ?? [], after: after ?? [] }];
  });
  if (changed.length === 0) return;

  const emptied = changed.filter(({ before, after }) => before.length > 0 && after.length === 0);
  yield* ofEach(emptied, ({ identity, change, before }) =>
    finding(FINDINGS, 'group-emptied', {
      summary: `group ${JSON.stringify(identity)} would lose its last member (${listed(before)})`,
      detail: 'mail to it would reach nobody, and some hosts remove a group without members',
      ...placeOf(change),
      fix: 'keep a member, or take the group out of the code and let the scope policy remove it',
    }),
  );

  const own = ownDomains(input);
  const outside = (members: readonly string[]): string[] => members.filter((member) => !own.has(domainOf(member)));
  const opened = changed.filter(({ before, after }) => outside(before).length === 0 && outside(after).length > 0);
  yield* ofEach(opened, ({ identity, change, after }) =>
    finding(FINDINGS, 'outside-members', {
      summary: `group ${JSON.stringify(identity)} had no members outside the organisation and would get ${listed(outside(after))}`,
      detail: 'they would receive all mail to the group',
      ...placeOf(change),
      fix: 'if they may read it, run once with --allow outside-members; otherwise take them out of members',
    }),
  );
}

/** The domains of the organisation; where the host has none as objects, or told only some, those of its users. */
function ownDomains({ after, observed }: CheckInput): ReadonlySet<string> {
  const own = new Set(observed.collections.domain?.objects.keys());
  for (const { kind, identity } of after) {
    if (kind === 'domain') own.add(identity);
    else if (kind === 'user') own.add(domainOf(identity));
  }
  return own;
}

export const members = defineCheck({ findings: FINDINGS, run });
