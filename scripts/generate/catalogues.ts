/** Which catalogues of findings are there? One line for each, and each in the part of docs/reference/findings.md that it belongs to. */
import { APPLY_FINDINGS } from '../../src/apply/findings';
import { CLI_FINDINGS } from '../../src/cli/findings';
import { OBSERVE_FINDINGS } from '../../src/host';
import { MANIFEST_FINDINGS } from '../../src/manifest';
import type { Findings } from '../../src/model';
import { PLAN_FILE_FINDINGS } from '../../src/plan';
import { CHECKS, LEVEL_FINDINGS } from '../../src/plan/checks';
import { PLAN_FINDINGS } from '../../src/plan/findings';
import { LADDER_FINDINGS } from '../../src/plan/ladder-wording';

export interface CataloguePart {
  readonly title: string;
  readonly about: string;
  readonly catalogues: readonly Findings<string>[];
}

export const CATALOGUE_PARTS: readonly CataloguePart[] = [
  {
    title: 'Declarations',
    about: 'Said when the manifest is loaded, before any host is asked.',
    catalogues: [MANIFEST_FINDINGS],
  },
  {
    title: 'Provider blocks',
    about: 'Said when a provider block is matched with its driver.',
    catalogues: [CLI_FINDINGS],
  },
  { title: 'Hosts', about: 'Said when a host is read.', catalogues: [OBSERVE_FINDINGS] },
  {
    title: 'Plans',
    about: 'Said when what is declared and what the host holds are compared.',
    catalogues: [PLAN_FINDINGS, LADDER_FINDINGS],
  },
  {
    title: 'Checks',
    about:
      'Said of a plan as a whole. How grave they are can be set for each host with `checks` in the provider block.',
    catalogues: [LEVEL_FINDINGS, ...CHECKS.map(({ findings }) => findings)],
  },
  { title: 'Saved plans', about: 'Said when a plan file is read.', catalogues: [PLAN_FILE_FINDINGS] },
  { title: 'Apply', about: 'Said while a plan is carried out, and after.', catalogues: [APPLY_FINDINGS] },
];
