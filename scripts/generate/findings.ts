/** What does each code mean, and what is to be done about it? The page docs/reference/findings.md. */
import { CATALOGUE_PARTS } from './catalogues';
import type { CataloguePart } from './catalogues';
import { code, page, table } from './markdown';

const INTRODUCTION = `Whatever mailstate has to say carries a code. Codes are stable: they can be searched for, and named in
\`--allow CODE\` where the last column says so. An **error** blocks the plan, a **warning** wants a look, **info** is good to know.`;

/** The page. */
export const findingsPage = (): string => page('# Findings', INTRODUCTION, ...CATALOGUE_PARTS.flatMap(section));

function section({ title, about, catalogues }: CataloguePart): string[] {
  const rows = catalogues.flatMap((catalogue) =>
    Object.entries(catalogue).map(([name, { severity, meaning, remedy, allowable }]) => [
      code(name),
      severity,
      meaning,
      remedy,
      allowable ? 'yes' : '',
    ]),
  );
  return [`## ${title}`, about, table(['code', 'severity', 'meaning', 'what to do', '`--allow`'], rows)];
}
