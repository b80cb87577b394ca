/** Whether mail would run in a circle: aliases and groups that lead back to themselves. */
import { defineFindings, finding, referencesOf } from '../../model';
import type { Finding } from '../../model';
import { stronglyConnected } from '../graph';
import { defineCheck, placeOf } from './check';
import type { CheckInput } from './check';

const FINDINGS = defineFindings({
  'mail-loop': {
    severity: 'error',
    meaning: 'Aliases or groups lead back to themselves, so a message to them runs in a circle.',
    remedy: 'Take one member or target out of the circle.',
    allowable: true,
  },
});

/** The attributes along which a message to an alias or a group travels on. */
const ONWARD = { alias: 'targets', group: 'members' } as const;

function* run({ after }: CheckInput): Iterable<Finding> {
  const objects = after.filter(({ kind }) => kind === 'alias' || kind === 'group');
  const nodes = new Map(objects.map(({ identity }, node) => [identity, node]));
  const onward = objects.map(({ kind, attributes }) => {
    const name = ONWARD[kind as keyof typeof ONWARD];
    return referencesOf(kind, name, attributes[name]).flatMap((identity) => nodes.get(identity) ?? []);
  });
  for (const ring of stronglyConnected(objects.length, (node) => onward[node] ?? [])) {
    const first = ring[0] ?? 0;
    if (ring.length === 1 && !onward[first]?.includes(first)) continue;
    const members = ring.flatMap((node) => objects[node] ?? []).sort((a, b) => (a.identity < b.identity ? -1 : 1));
    const lead = members.find(({ declared }) => declared !== undefined);
    // A circle that nobody declared is the host's own affair.
    if (lead === undefined) continue;
    const names = members.map(({ identity }) => JSON.stringify(identity));
    const shown = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
    yield finding(FINDINGS, 'mail-loop', {
      summary:
        names.length === 1
          ? `${lead.kind} ${shown} leads back to itself`
          : `${shown} lead back to themselves through one another`,
      detail: 'a message to any of them would run in a circle',
      attribute: ONWARD[lead.kind as keyof typeof ONWARD],
      ...placeOf(lead),
      fix: 'take one of them out of the other’s members or targets',
    });
  }
}

export const loops = defineCheck({ findings: FINDINGS, run });
