/** Whether every password that is to be set can be found, and be given to somebody who may read it. */
import { defineFindings, finding } from '../../model';
import type { AttributesOf, DesiredObject, Finding } from '../../model';
import { defineCheck, ofEach } from './check';
import type { CheckInput } from './check';

const FINDINGS = defineFindings({
  'password-for-nobody': {
    severity: 'error',
    meaning: 'A password is to be generated, and the provider block names nobody for whom it could be encrypted.',
    remedy: 'Name public keys of age in `secretRecipients`, or say where the password is found.',
  },
  'password-version-alone': {
    severity: 'error',
    meaning: 'A `passwordVersion` is declared without an `initialPassword`, so there is nothing to set anew.',
    remedy: 'Declare `initialPassword` as well, or leave `passwordVersion` out.',
  },
});

function isAlone({ kind, attributes }: DesiredObject): boolean {
  if (kind !== 'user') return false;
  const { passwordVersion, initialPassword } = attributes as AttributesOf<'user'>;
  return typeof passwordVersion === 'number' && typeof initialPassword !== 'string';
}

function* run({ changes, desired, declaration, facts }: CheckInput): Iterable<Finding> {
  const { secretRecipients = [], declaredAt } = declaration;
  if (secretRecipients.length === 0)
    yield* ofEach(
      changes.filter(({ attributes }) =>
        attributes.some(({ sensitive, after }) => sensitive === true && after === 'generated'),
      ),
      ({ kind, identity, address }) =>
        finding(FINDINGS, 'password-for-nobody', {
          summary: `the password of ${kind} ${JSON.stringify(identity)} shall be generated, and host "${facts.name}" has no secretRecipients who could read it`,
          attribute: 'initialPassword',
          address,
          declaredAt,
          fix: 'write secretRecipients: ["age1…"] in the provider block, or initialPassword: "env:NAME"',
        }),
    );
  yield* ofEach(desired.filter(isAlone), ({ kind, identity, address, declaredAt: place }) =>
    finding(FINDINGS, 'password-version-alone', {
      summary: `${kind} ${JSON.stringify(identity)} has a passwordVersion and no initialPassword`,
      attribute: 'passwordVersion',
      address,
      declaredAt: place,
      fix: 'write where the password is found, such as initialPassword: "env:NAME", or leave passwordVersion out',
    }),
  );
}

export const passwords = defineCheck({ findings: FINDINGS, run });
