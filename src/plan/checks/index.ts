/** All checks, in the order in which they run. A new check is its file and one line here. */
import { administrators } from './administrators';
import { cascades } from './cascades';
import type { Check } from './check';
import { lastTarget } from './last-target';
import { leaving } from './leaving';
import { limits } from './limits';
import { loops } from './loops';
import { members } from './members';
import { occupied } from './occupied';
import { ownAccount } from './own-account';
import { passwords } from './passwords';
import { references } from './references';
import { removals } from './removals';
import { roleAddresses } from './role-addresses';
import { rules } from './rules';
import { shrinkage } from './shrinkage';

export const CHECKS: readonly Check[] = [
  references,
  occupied,
  loops,
  rules,
  cascades,
  removals,
  shrinkage,
  administrators,
  ownAccount,
  roleAddresses,
  members,
  lastTarget,
  leaving,
  limits,
  passwords,
];
export type { Check, CheckInput } from './check';
export { LEVEL_FINDINGS, isOff, levelled, unknownChecks } from './levels';
export { SHRANK } from './shrinkage';
