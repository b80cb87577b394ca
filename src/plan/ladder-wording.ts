/** What the removal of a mailbox says at each rung: where it stands, what would be lost, what comes next and when. */
import { defineFindings, finding, formatByteSize, withArticle } from '../model';
import type { DesiredObject, Finding, ObservedObject } from '../model';
import type { HostFacts } from '../host';
import type { Removal, Rung } from './removal';

export const LADDER_FINDINGS = defineFindings({
  'removal-step': {
    severity: 'info',
    meaning:
      'A mailbox is being taken down; the finding says which step this plan takes, what is lost and what comes next.',
    remedy: 'Read it. Take the removal out of the code to stop: the mailbox then stays as it is.',
  },
  'removal-final': {
    severity: 'warning',
    meaning: 'This plan deletes a mailbox and all mail in it, as approved.',
    remedy: 'Make sure that nothing in it is needed any more; there may be no way back.',
  },
  'removal-not-approved': {
    severity: 'error',
    meaning:
      'The removal of a mailbox is not approved as it must be: by a declared administrator, for this very address, and not expired.',
    remedy: 'Have it approved as the finding says; the mailbox is not touched until then.',
  },
  'removal-still-referenced': {
    severity: 'error',
    meaning: 'A mailbox is to be removed that other declarations still name.',
    remedy: 'Take it out of those declarations first.',
  },
  'removal-last-target': {
    severity: 'error',
    meaning:
      'A mailbox is to be removed that is the only target of an alias which is not declared, so the alias would lead to nobody.',
    remedy:
      'Declare the alias with another target, name a successor, or let the scope policy remove undeclared aliases.',
  },
});

const place = ({ address, declaredAt }: DesiredObject) => ({ address, declaredAt, attribute: 'removal' });

/** What the mailbox holds, as far as the host tells. */
function loss(present: ObservedObject | undefined): string {
  const { usedBytes, lastLoginAt } = (present?.attributes ?? {}) as {
    readonly usedBytes?: number;
    readonly lastLoginAt?: string;
  };
  const parts = [
    usedBytes === undefined ? undefined : `it holds ${formatByteSize(usedBytes)}`,
    lastLoginAt === undefined ? undefined : `it was last used on ${lastLoginAt.slice(0, 10)}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? 'the host does not tell its size nor when it was last used' : parts.join(', ');
}

/** Which rung this plan takes for a mailbox. */
export function step(
  object: DesiredObject,
  removal: Removal,
  rung: Rung,
  present: ObservedObject | undefined,
  facts: HostFacts,
): Finding {
  const name = object.identity;
  const to = removal.successor;
  const deletion = `it may be deleted from ${removal.notBefore} on, until ${removal.expires}`;
  const code = rung === 'delete' ? 'removal-final' : 'removal-step';
  const said = ((): readonly [summary: string, next: string] => {
    switch (rung) {
      case 'detach':
        return [
          `step 1 of 4 of removing ${name}: it is taken out of the groups, aliases and settings that name it`,
          `the next plan ${to === undefined ? 'closes it' : `passes its mail on to ${to}`}`,
        ];
      case 'forward':
        return [
          `step 2 of 4 of removing ${name}: nobody can log in, and its mail goes on to ${to ?? ''}, with a copy kept`,
          `from ${removal.notBefore} on a plan closes it, and the one after that deletes it`,
        ];
      case 'close':
        return [
          `step 2 of 4 of removing ${name}: it is closed, so mail to it is refused and its content is kept`,
          deletion,
        ];
      case 'keep':
        return [
          `step 3 of 4 of removing ${name}: it stays closed with its content until ${removal.notBefore}`,
          deletion,
        ];
      case 'delete':
        return [
          `step 4 of 4 of removing ${name}: it is deleted from host "${facts.name}" with all its mail, as approved by ${removal.approvedBy} (${removal.reason})`,
          to === undefined ? 'the address is free afterwards' : `the address becomes an alias of ${to}`,
        ];
      case 'gone':
        return [
          `${name} is not at host "${facts.name}" any more`,
          to === undefined
            ? 'the removal can be taken out of the code'
            : `its address stays an alias of ${to}; to keep that, declare the alias and take the removal out of the code`,
        ];
      default:
        return rung satisfies never;
    }
  })();
  return finding(LADDER_FINDINGS, code, {
    summary: said[0],
    ...place(object),
    detail: rung === 'gone' ? said[1] : `${loss(present)}; ${said[1]}`,
  });
}

export const stillReferenced = (object: DesiredObject, attribute: string, identity: string): Finding =>
  finding(LADDER_FINDINGS, 'removal-still-referenced', {
    summary: `${identity} is to be removed, but ${object.kind} ${JSON.stringify(object.identity)} names it in ${attribute}`,
    ...place(object),
    attribute,
    fix: `take ${identity} out of ${attribute}, or the removal out of the code`,
  });

export const lastTarget = (alias: ObservedObject, identity: string, facts: HostFacts): Finding =>
  finding(LADDER_FINDINGS, 'removal-last-target', {
    summary: `${identity} is to be removed, and ${withArticle(alias.kind)} at host "${facts.name}" that is not declared, ${alias.identity}, leads to nobody else`,
    fix: `declare ${alias.identity} with another target, or name a successor in the removal`,
  });
