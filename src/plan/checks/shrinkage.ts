/** Whether a collection lost so much since the last look that the host, and not somebody, may have lost it. */
import { defineFindings, finding, plural } from '../../model';
import type { Finding } from '../../model';
import { defineCheck } from './check';
import type { CheckInput } from './check';

/** Also what lets the removals in such a collection pass. */
export const SHRANK = 'collection-shrank';

const FINDINGS = defineFindings({
  [SHRANK]: {
    severity: 'error',
    meaning:
      'A complete collection holds far fewer objects than at the last look; what the scope policy would remove in it is left alone.',
    remedy:
      'Look at the host, which may have lost data or answer for another one; if the loss is meant, allow the finding.',
    allowable: true,
  },
});

function* run({ shrunk, facts, declaration }: CheckInput): Iterable<Finding> {
  for (const { kind, before, now, withheld, created } of shrunk) {
    const kinds = plural(kind);
    const consequences = [
      ...(withheld > 0 ? [`${withheld} that the policy would close or remove are left alone`] : []),
      ...(created > 0 ? [`${created} would be created, empty, that may have been there before`] : []),
    ];
    yield finding(FINDINGS, SHRANK, {
      summary: `host "${facts.name}" holds ${now} ${now === 1 ? kind : kinds}, and held ${before} at the last look`,
      detail: consequences.length === 0 ? 'it may have lost its data' : consequences.join('; '),
      declaredAt: declaration.declaredAt,
      fix: `see in the host’s console what became of the ${kinds}; if all of it is meant, run once with --allow ${SHRANK}`,
    });
  }
}

export const shrinkage = defineCheck({ findings: FINDINGS, run });
