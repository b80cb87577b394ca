import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { generatedPasswords, randomPassword } from '../../src/apply';
import type { ApplyOptions, PasswordOptions } from '../../src/apply';
import type { AttributeChange } from '../../src/plan';
import { MemoryHost } from '../support/memory-host';
import { applied, change, changeOf, planOf, to } from '../support/applying';
import { scratch } from '../support/scratch';

const ADA = 'ada@acme.example';
const GENERATED: AttributeChange = { name: 'initialPassword', after: 'generated', sensitive: true };
const folder = scratch();
let count = 0;

/** Passwords of a project of its own; what is encrypted can be read here. */
function project(over: Partial<PasswordOptions> = {}) {
  const directory = folder(`project-${++count}`);
  mkdirSync(directory);
  const secrets = join(directory, '.mailstate', 'secrets');
  let next = count;
  const passwords = generatedPasswords({
    directory,
    recipients: () => ['age1ada', 'age1grace'],
    encrypt: (text, recipients) => Promise.resolve(`for ${recipients.join(' and ')}: ${text}`),
    // A generator that is no secret, but goes through all residues.
    random: (below) => (next = (next * 1103515245 + 12345) % 2147483648) % below,
    ...over,
  });
  return {
    passwords,
    secrets,
    files: () => readdirSync(secrets).sort(),
    /** The password in a file. */
    inside: (name: string) => /^for age1ada and age1grace: (.*)\n$/.exec(readFileSync(join(secrets, name), 'utf8'))?.[1], // prettier-ignore
  };
}

const create = (identity = ADA, attributes: readonly AttributeChange[] = []) =>
  change('create', 'user', identity, { attributes: [GENERATED, ...attributes] });
const run = (host: MemoryHost, passwords: ApplyOptions['passwords'], changes = [create()]) =>
  applied(planOf(changes), [host], { passwords });

describe('a generated password', () => {
  it('is 24 letters and digits of every class, none that is taken for another', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat({ max: 1_000_000 })), (numbers) => {
        const password = randomPassword((below) => Number(numbers.next().value) % below);
        expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*[2-9])[a-zA-Z2-9]{24}$/);
        expect(password).not.toMatch(/[01OolI]/);
      }),
    );
  });

  it('is on the disk, encrypted, before the host hears of it', async () => {
    const { passwords, secrets, inside } = project();
    const host = new MemoryHost();
    let before: string | undefined;
    host.during = ({ method }) => {
      if (method === 'create') before = inside(`${ADA}.1.age`);
    };
    const { report } = await run(host, passwords);
    expect(report.done).toHaveLength(1);
    expect(host.passwords.get(ADA)).toMatch(/^[a-zA-Z2-9]{24}$/);
    expect(before).toBe(host.passwords.get(ADA));
    expect(statSync(join(secrets, `${ADA}.1.age`)).mode & 0o777).toBe(0o600);
    expect(statSync(secrets).mode & 0o777).toBe(0o700);
  });

  it('is told of by its file alone', async () => {
    const { passwords } = project();
    const host = new MemoryHost();
    const { report, events } = await run(host, passwords);
    expect(report.findings).toEqual([
      {
        severity: 'info',
        code: 'password-generated',
        summary: `the new password of user ${ADA} at host "mail" is in .mailstate/secrets/${ADA}.1.age, encrypted`,
        fix: `let one of the secretRecipients read it with "age -d -i KEYFILE .mailstate/secrets/${ADA}.1.age"`,
      },
    ]);
    expect(JSON.stringify(events)).not.toContain(host.passwords.get(ADA));
  });

  it('is set anew with its version, in a file of its own', async () => {
    const { passwords, files, inside } = project();
    const host = new MemoryHost();
    host.put('user', { email: ADA, passwordVersion: 1 });
    const update = changeOf(host, 'update', 'user', ADA, { attributes: [GENERATED, ...to({ passwordVersion: 2 })] });
    await run(host, passwords, [update]);
    expect(files()).toEqual([`${ADA}.2.age`]);
    expect(host.passwords.get(ADA)).toBe(inside(`${ADA}.2.age`));
  });

  it('never replaces one that an earlier apply may have set', async () => {
    const { passwords, secrets, files, inside } = project();
    mkdirSync(secrets, { recursive: true });
    writeFileSync(join(secrets, `${ADA}.1.age`), 'for age1ada and age1grace: earlier\n');
    const host = new MemoryHost();
    await run(host, passwords);
    expect(files()).toEqual([`${ADA}.1-2.age`, `${ADA}.1.age`]);
    expect(inside(`${ADA}.1.age`)).toBe('earlier');
    expect(inside(`${ADA}.1-2.age`)).toBe(host.passwords.get(ADA));
  });

  it('can be read whatever becomes of the call', async () => {
    for (const fault of ['after', 'nothing'] as const) {
      const { passwords, files, inside } = project();
      const host = new MemoryHost();
      host.fault = ({ method }) => (method === 'create' ? fault : undefined);
      const { report } = await run(host, passwords);
      expect(files()).toEqual([`${ADA}.1.age`]);
      if (fault === 'nothing') continue;
      expect(host.passwords.get(ADA)).toBe(inside(`${ADA}.1.age`));
      expect(report.findings).toMatchObject([{ severity: 'warning', code: 'password-uncertain' }]);
    }
  });

  it('is not made for what is not sent', async () => {
    const { passwords } = project();
    const host = new MemoryHost();
    host.put('user', { email: ADA, passwordVersion: 1 });
    const update = changeOf(host, 'update', 'user', ADA, { attributes: [GENERATED, ...to({ passwordVersion: 2 })] });
    host.edit('user', ADA, { passwordVersion: 2 });
    const { report } = await run(host, passwords, [update]);
    expect(report.adopted).toHaveLength(1);
    expect(passwords.fileOf(update)).toBeUndefined();
  });

  it.each<[string, Partial<PasswordOptions>, RegExp]>([
    ['nobody could read it', { recipients: () => [] }, /nobody could read it; write secretRecipients/],
    ['it cannot be encrypted', { encrypt: (text) => Promise.reject(new Error(`bad ${text}`)) }, /could not be kept in \.mailstate.secrets, so it was not set: it could not be encrypted$/], // prettier-ignore
    ['it cannot be written', { directory: '/dev/null' }, /so it was not set: ENOTDIR$/],
  ])('is not set when %s', async (_, over, message) => {
    const { passwords } = project(over);
    const host = new MemoryHost();
    const { report } = await run(host, passwords);
    expect(host.passwords.size).toBe(0);
    expect(report.failed).toMatchObject([{ failure: { code: 'INVALID', outcome: 'not-done' } }]);
    expect(report.failed[0]?.failure.message).toMatch(message);
  });

  it('has a file whose name stays in the folder and fits, whatever the address', async () => {
    const { passwords, files } = project();
    const host = new MemoryHost();
    const long = `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.example`;
    const addresses = ['a/../../b@acme.example', 'x%2f@acme.example', long, `${long}s`];
    await run(host, passwords, addresses.map((address) => create(address))); // prettier-ignore
    expect(files()).toHaveLength(4);
    expect(files()).toContain('a%2f..%2f..%2fb@acme.example.1.age');
    for (const name of files()) expect(name.length).toBeLessThan(200);
  });

  it('is the same for one change however often it is asked for', async () => {
    const { passwords, files } = project();
    const one = create();
    expect(new Set(await Promise.all([passwords.of(one), passwords.of(one), passwords.of(one)])).size).toBe(1);
    expect(files()).toEqual([`${ADA}.1.age`]);
  });
});
