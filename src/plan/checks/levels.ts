/** How grave the finding of a check is at one host: what the check says, unless the provider block says otherwise. */
import { defineFindings, finding, nearest } from '../../model';
import type { Finding, Findings, HostDeclaration } from '../../model';

export const LEVEL_FINDINGS = defineFindings({
  'check-unknown': {
    severity: 'error',
    meaning: 'The provider block sets the level of a check that does not exist, or of one that must always be heard.',
    remedy: 'Correct the code, or take it out of `checks`.',
  },
});

const levelOf = (code: string, { checks }: HostDeclaration): HostDeclaration['checks'][string] | undefined =>
  Object.hasOwn(checks, code) ? checks[code] : undefined;

/** Whether findings of a code are not to be heard at a host. */
export const isOff = (code: string, declaration: HostDeclaration): boolean => levelOf(code, declaration) === 'off';

/** The finding as grave as the provider block wants it, or none where it is not to be heard. */
export function levelled(
  found: Finding,
  declaration: HostDeclaration,
  catalogue: Findings<string>,
): readonly Finding[] {
  const level = levelOf(found.code, declaration);
  if (level === undefined || catalogue[found.code]?.allowable !== true) return [found];
  return level === 'off' ? [] : [{ ...found, severity: level }];
}

/** What the provider block says of checks that cannot be set. */
export function* unknownChecks(declaration: HostDeclaration, catalogue: Findings<string>): Iterable<Finding> {
  const allowable = Object.keys(catalogue)
    .filter((code) => catalogue[code]?.allowable)
    .sort();
  for (const code of Object.keys(declaration.checks)) {
    if (allowable.includes(code)) continue;
    const isKnown = Object.hasOwn(catalogue, code);
    const near = isKnown ? undefined : nearest(code, allowable);
    yield finding(LEVEL_FINDINGS, 'check-unknown', {
      summary: isKnown
        ? `checks of the provider block "${declaration.name}" sets ${JSON.stringify(code)}, which is always heard as it is`
        : `checks of the provider block "${declaration.name}" sets ${JSON.stringify(code)}, and there is no such check${near === undefined ? '' : `, did you mean ${JSON.stringify(near)}?`}`,
      attribute: 'checks',
      address: `provider.${declaration.name}`,
      declaredAt: declaration.declaredAt,
      fix: `take it out; those that can be set are ${allowable.join(', ')}`,
    });
  }
}
