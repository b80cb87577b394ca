import { PROVIDER } from '../../../src/model';
import { heard, planOf } from '../../support/checked';
import type { Situation } from '../../support/checked';
import { desired, observed } from '../../support/states';

const domain = desired('domain', { name: 'acme.example' });
const heldDomain = observed('domain', { name: 'acme.example' });
const secretRecipients = PROVIDER.secretRecipients.samples[0] as string[];
const ada = (written: object) => desired('user', { email: 'ada@acme.example', ...written });
const held = (answered: object) => [heldDomain, observed('user', { email: 'ada@acme.example', ...answered })];

/** What is written of the user. */
const written = (situation: Situation) =>
  planOf(situation).changes.flatMap(({ kind, action, attributes }) =>
    kind === 'user' ? [[action, ...attributes.map(({ name, after }) => `${name}=${String(after)}`)].join(' ')] : [],
  );
const codes = (situation: Situation) =>
  heard({ host: { checks: { 'role-undeliverable': 'off' } }, ...situation }).map(({ code }) => code).filter((code) => code.startsWith('password')); // prettier-ignore

describe('passwordVersion', () => {
  it.each([
    ['differs', { passwordVersion: 1 }, 2, ['update initialPassword=env:ADA passwordVersion=2']],
    ['is not kept yet', {}, 1, ['update initialPassword=env:ADA passwordVersion=1']],
    ['is lower', { passwordVersion: 3 }, 2, ['update initialPassword=env:ADA passwordVersion=2']],
    ['is the same', { passwordVersion: 2 }, 2, []],
    ['is cleared', { passwordVersion: 2 }, null, ['update passwordVersion=null']],
  ])('sets the password anew when it %s', (_, kept, passwordVersion, expected) => {
    const wanted = [domain, ada({ initialPassword: 'env:ADA', passwordVersion })];
    expect(written({ desired: wanted, observed: held(kept) })).toEqual(expected);
  });

  it('marks what is sent as a secret', () => {
    const wanted = [domain, ada({ initialPassword: 'env:ADA', passwordVersion: 2 })];
    const { changes } = planOf({ desired: wanted, observed: held({ passwordVersion: 1 }) });
    expect(changes[0]?.attributes).toEqual([
      { name: 'initialPassword', after: 'env:ADA', sensitive: true },
      { name: 'passwordVersion', before: 1, after: 2 },
    ]);
  });

  it('heeds what the lifecycle leaves alone', () => {
    for (const ignoreChanges of [['passwordVersion'], 'all'] as const) {
      const wanted = { ...ada({ initialPassword: 'env:ADA', passwordVersion: 2 }), lifecycle: { preventDestroy: false, ignoreChanges } }; // prettier-ignore
      expect(written({ desired: [domain, wanted], observed: held({ passwordVersion: 1 }) })).toEqual([]);
    }
  });

  it('leaves the password alone when something else changes', () => {
    const wanted = [domain, ada({ initialPassword: 'env:ADA', passwordVersion: 2, givenName: 'Ada' })];
    expect(written({ desired: wanted, observed: held({ passwordVersion: 2 }) })).toEqual(['update givenName=Ada']);
  });

  it('is pointless without a password', () => {
    expect(codes({ desired: [domain, ada({ passwordVersion: 1 })] })).toEqual(['password-version-alone']);
    expect(codes({ desired: [domain, ada({ passwordVersion: 1, initialPassword: 'env:ADA' })] })).toEqual([]);
    expect(codes({ desired: [domain, ada({ passwordVersion: null })] })).toEqual([]);
  });
});

describe('a password to be generated', () => {
  const wanted = [domain, ada({ initialPassword: 'generated', passwordVersion: 2 })];

  it('needs somebody who can read it', () => {
    expect(codes({ desired: wanted })).toEqual(['password-for-nobody']);
    expect(codes({ desired: wanted, observed: held({ passwordVersion: 1 }) })).toEqual(['password-for-nobody']);
    expect(codes({ desired: wanted, host: { secretRecipients } })).toEqual([]);
  });

  it('needs nobody where none is made', () => {
    expect(codes({ desired: wanted, observed: held({ passwordVersion: 2 }) })).toEqual([]);
  });
});
