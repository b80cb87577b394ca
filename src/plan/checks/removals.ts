/** Whether one plan takes away too much, counted against what the host holds, so that deleting code cannot switch the guard off. */
import { KIND_NAMES, defineFindings, finding, plural } from '../../model';
import type { Finding } from '../../model';
import { defineCheck } from './check';
import type { CheckInput } from './check';

/** Largest part of a kind that one plan may close or remove where the declaration does not say. */
export const DEFAULT_REMOVALS = 0.25;

const FINDINGS = defineFindings({
  'too-many-removals': {
    severity: 'error',
    meaning: 'One plan would close or remove more objects of a kind than the thresholds of the provider block allow.',
    remedy: 'Look whether the code lost something; if all of it is meant, allow the finding once.',
    allowable: true,
  },
});

const percent = (part: number): string => `${Math.round(part * 1000) / 10} %`;

function* run({ changes, observed, declaration, facts }: CheckInput): Iterable<Finding> {
  const { removals = DEFAULT_REMOVALS, removalCount = Infinity } = declaration.thresholds;
  for (const kind of KIND_NAMES) {
    const count = changes.filter(
      (change) => change.kind === kind && (change.action === 'close' || change.action === 'delete'),
    ).length;
    const held = observed.collections[kind]?.objects.size ?? 0;
    if (count === 0 || (count <= held * removals && count <= removalCount)) continue;
    const limit = count > removalCount ? `at most ${removalCount}` : `at most ${percent(removals)}`;
    yield finding(FINDINGS, 'too-many-removals', {
      summary: `${count} of the ${held} ${plural(kind)} at host "${facts.name}" would be closed or removed (${percent(count / held)}), allowed are ${limit}`,
      declaredAt: declaration.declaredAt,
      fix: 'see whether the code lost something; if all of it is meant, run once with --allow too-many-removals',
    });
  }
}

export const removals = defineCheck({ findings: FINDINGS, run });
