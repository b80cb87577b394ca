/** All checks, in the order in which they run. A new check is its file and one line here. */
import type { Check } from './check';
import { loops } from './loops';
import { occupied } from './occupied';
import { references } from './references';
import { removals } from './removals';
import { rules } from './rules';

export const CHECKS: readonly Check[] = [references, occupied, loops, rules, removals];
export type { Check, CheckInput } from './check';
