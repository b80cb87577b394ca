/** Whether the plan keeps the rules of the host, so that it is refused before the host refuses half of it. */
import { KINDS, defineFindings, domainOf, finding, localPartOf } from '../../model';
import type { Finding } from '../../model';
import { allowedValues, refusedValue } from '../../host';
import type { HostRule } from '../../host';
import type { UnorderedChange } from '../diff';
import { defineCheck, listed, ofEach } from './check';
import type { CheckInput } from './check';

const FINDINGS = defineFindings({
  'address-reserved': {
    severity: 'error',
    meaning: 'An address is declared that the host keeps for itself.',
    remedy: 'Choose another address.',
  },
  'remove-needs-close': {
    severity: 'error',
    meaning: 'The host removes such an object only after it was closed.',
    remedy: 'Close it first, in a plan of its own.',
  },
  'domain-not-empty': {
    severity: 'error',
    meaning: 'A domain would be removed that still has addresses.',
    remedy: 'Move or remove its addresses first.',
  },
  'organization-refused': {
    severity: 'error',
    meaning: 'A second organisation is declared at a host that has one only.',
    remedy: 'Declare the one that the host has.',
  },
  'rename-leaves-domain': {
    severity: 'error',
    meaning: 'The host renames such an object only within its domain.',
    remedy: 'Keep the domain, or move the mail by hand and declare the new object without `previously`.',
  },
  'value-refused': {
    severity: 'error',
    meaning: 'A value is declared that the host refuses, or takes and does not keep.',
    remedy: 'Declare a value that the host allows, or leave the attribute out.',
  },
});

function* run(input: CheckInput): Iterable<Finding> {
  // A domain with addresses is kept whatever the host would do: some remove all mailboxes in it without asking.
  yield* emptyDomains(input);
  for (const rule of input.facts.rules) yield* broken(rule, input);
  yield* refusedValues(input);
}

function* broken(rule: HostRule, input: CheckInput): Iterable<Finding> {
  switch (rule.rule) {
    case 'reserved-local-part': {
      const reserved = new Set(rule.localParts);
      for (const change of input.changes)
        if (
          (change.action === 'create' || change.action === 'rename') &&
          change.identity.includes('@') &&
          reserved.has(localPartOf(change.identity))
        )
          yield finding(FINDINGS, 'address-reserved', {
            summary: `${JSON.stringify(change.identity)} cannot be made at host "${input.facts.name}": ${rule.because}`,
            address: change.address,
            declaredAt: change.declaredAt,
            attribute: KINDS[change.kind].identity,
            fix: 'choose another address',
          });
      return;
    }
    case 'remove-only-when-closed':
      for (const change of input.changes)
        if (change.action === 'delete' && change.kind === rule.kind && change.observed?.status !== 'closed')
          yield finding(FINDINGS, 'remove-needs-close', {
            summary: `${change.kind} ${JSON.stringify(change.identity)} cannot be removed while it is open: ${rule.because}`,
            address: change.address,
            declaredAt: change.declaredAt,
            fix: 'close it first, in a plan of its own',
          });
      return;
    case 'one-organization': {
      const others = input.after.filter(({ kind }) => kind === 'organization').map(({ identity }) => identity);
      for (const change of input.changes)
        if (change.action === 'create' && change.kind === 'organization' && others.length > 1)
          yield finding(FINDINGS, 'organization-refused', {
            summary: `organization ${JSON.stringify(change.identity)} cannot be made at host "${input.facts.name}" beside ${listed(others.filter((name) => name !== change.identity))}: ${rule.because}`,
            address: change.address,
            declaredAt: change.declaredAt,
            attribute: KINDS.organization.identity,
            fix: 'declare one organisation, by the name that the host has for it',
          });
      return;
    }
    case 'domain-must-exist':
    case 'domain-must-be-empty':
      // Both are kept for every host: see the references check and emptyDomains.
      return;
    case 'rename-keeps-domain':
      for (const change of input.changes)
        if (change.action === 'rename' && change.kind === rule.kind && leavesDomain(change))
          yield finding(FINDINGS, 'rename-leaves-domain', {
            summary: `${change.kind} ${JSON.stringify(change.from)} cannot be renamed to ${JSON.stringify(change.identity)} at host "${input.facts.name}": ${rule.because}`,
            address: change.address,
            declaredAt: change.declaredAt,
            attribute: 'previously',
            fix: 'keep the domain; or move the mail by hand and declare the new one without `previously`',
          });
      return;
    case 'value':
      // All of them together: see refusedValues.
      return;
    default:
      rule satisfies never;
  }
}

const leavesDomain = ({ identity, from }: UnorderedChange): boolean =>
  from !== undefined && domainOf(identity) !== domainOf(from);

function* emptyDomains({ changes, after, facts }: CheckInput): Iterable<Finding> {
  const removed = new Map(
    changes
      .filter(({ action, kind }) => action === 'delete' && kind === 'domain')
      .map((change) => [change.identity, change]),
  );
  if (removed.size === 0) return;
  const held = new Map<string, number>();
  for (const { identity } of after)
    if (identity.includes('@')) held.set(domainOf(identity), (held.get(domainOf(identity)) ?? 0) + 1);
  for (const [domain, change] of removed) {
    const count = held.get(domain);
    if (count === undefined) continue;
    yield finding(FINDINGS, 'domain-not-empty', {
      summary: `the domain ${JSON.stringify(domain)} would be removed from host "${facts.name}", but ${count} address${count === 1 ? '' : 'es'} would still be in it`,
      address: change.address,
      declaredAt: change.declaredAt,
      fix: 'move or remove its addresses first, or declare the domain',
    });
  }
}

/** One finding an object: what else is wrong with it is told when that is put right. */
function* refusedValues({ changes, facts }: CheckInput): Iterable<Finding> {
  const refused = changes.flatMap((change) => {
    const written = Object.fromEntries(change.attributes.map(({ name, after }) => [name, after]));
    const found = refusedValue(facts.rules, change.kind, written);
    return found === undefined ? [] : [{ identity: change.identity, change, found }];
  });
  yield* ofEach(refused, ({ change, found: { rule, name, value } }) =>
    finding(FINDINGS, 'value-refused', {
      summary: `${change.kind} ${JSON.stringify(change.identity)}: ${JSON.stringify(name)} cannot be ${value === null ? 'cleared' : JSON.stringify(value)} at host "${facts.name}": ${rule.because}`,
      address: change.address,
      declaredAt: change.declaredAt,
      attribute: rule.attribute,
      fix: value === null ? 'leave it out, or declare a value' : `allowed is ${allowedValues(rule.must)}`,
    }),
  );
}

export const rules = defineCheck({ findings: FINDINGS, run });
