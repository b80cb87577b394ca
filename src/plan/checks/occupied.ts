/** Whether a declared address already belongs to an object of another kind at the host. */
import { defineFindings, finding, withArticle } from '../../model';
import type { Finding } from '../../model';
import { defineCheck, placeOf } from './check';
import type { CheckInput } from './check';

const FINDINGS = defineFindings({
  'address-occupied': {
    severity: 'error',
    meaning: 'A declared address is at the host already, as another kind of object that is not declared.',
    remedy: 'Declare it as what it is, remove the other object first, or choose another address.',
  },
});

function* run({ after, facts }: CheckInput): Iterable<Finding> {
  const undeclared = new Map<string, string>();
  for (const { kind, identity, declared } of after)
    if (declared === undefined && identity.includes('@')) undeclared.set(identity, kind);
  for (const object of after) {
    const occupant = object.declared === undefined ? undefined : undeclared.get(object.identity);
    if (occupant === undefined) continue;
    yield finding(FINDINGS, 'address-occupied', {
      summary: `${JSON.stringify(object.identity)} is declared as ${object.kind}, but is ${withArticle(occupant)} at host "${facts.name}"`,
      detail: 'an address belongs to one object; the host would refuse, or hide one of them behind the other',
      ...placeOf(object),
      fix: `declare it as ${occupant}, or remove the ${occupant} at the host first`,
    });
  }
}

export const occupied = defineCheck({ findings: FINDINGS, run });
