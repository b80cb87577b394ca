/** Whether mail would run in a circle: aliases, groups and alias domains that lead back to themselves. */
import { defineFindings, finding, referencesOf } from '../../model';
import type { Finding } from '../../model';
import { components } from '../../routing';
import { defineCheck, placeOf } from './check';
import type { FutureObject } from '../after';
import type { CheckInput } from './check';

const FINDINGS = defineFindings({
  'mail-loop': {
    severity: 'error',
    meaning: 'Aliases or groups lead back to themselves, so a message to them runs in a circle.',
    remedy: 'Take one member or target out of the circle.',
    allowable: true,
  },
  'domain-loop': {
    severity: 'error',
    meaning:
      'A domain stands for itself or belongs to itself, perhaps through others, so all mail to it would be refused.',
    remedy: 'Let one of the domains stand by itself.',
  },
});

/** The attributes along which a message to an alias or a group travels on. */
const ONWARD = { alias: 'targets', group: 'members' } as const;

/** The attributes by which a domain leads to another. */
const OF_DOMAINS = ['aliasOf', 'subdomainOf'] as const;

function* run({ after }: CheckInput): Iterable<Finding> {
  const addressed = after.filter(({ kind }) => kind === 'alias' || kind === 'group');
  for (const { ring, lead, names } of circles(addressed, ({ kind }) => ONWARD[kind as keyof typeof ONWARD]))
    yield finding(FINDINGS, 'mail-loop', {
      summary:
        ring.length === 1
          ? `${lead.kind} ${names} leads back to itself`
          : `${names} lead back to themselves through one another`,
      detail: 'a message to any of them would run in a circle',
      attribute: ONWARD[lead.kind as keyof typeof ONWARD],
      ...placeOf(lead),
      fix: 'take one of them out of the other’s members or targets',
    });
  const domains = after.filter(({ kind }) => kind === 'domain');
  for (const attribute of OF_DOMAINS)
    for (const { ring, lead, names } of circles(domains, () => attribute))
      yield finding(FINDINGS, 'domain-loop', {
        summary:
          ring.length === 1
            ? `domain ${names} names itself in ${attribute}`
            : `the domains ${names} name one another in ${attribute}`,
        detail: 'none of them can be there before the other',
        attribute,
        ...placeOf(lead),
        fix: `leave ${attribute} out at one of them`,
      });
}

interface Circle {
  readonly ring: readonly FutureObject[];
  /** The first of them that is declared. */
  readonly lead: FutureObject;
  /** The first of them, quoted. */
  readonly names: string;
}

/** Objects that lead back to themselves; a circle that nobody declared is the host's own affair. */
function* circles(objects: readonly FutureObject[], attributeOf: (object: FutureObject) => string): Iterable<Circle> {
  const nodes = new Map(objects.map(({ identity }, node) => [identity, node]));
  const onward = objects.map((object) => {
    const name = attributeOf(object);
    return referencesOf(object.kind, name, object.attributes[name]).flatMap((identity) => nodes.get(identity) ?? []);
  });
  for (const { members, cyclic } of components(onward, onward.keys())) {
    if (!cyclic) continue;
    const ring = members.flatMap((node) => objects[node] ?? []).sort((a, b) => (a.identity < b.identity ? -1 : 1));
    const lead = ring.find(({ declared }) => declared !== undefined);
    if (lead === undefined) continue;
    const names = ring.map(({ identity }) => JSON.stringify(identity));
    const shown = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
    yield { ring, lead, names: shown };
  }
}

export const loops = defineCheck({ findings: FINDINGS, run });
