import { MailRoster } from '../../src/constructs';
import type { MailRosterProps } from '../../src/constructs';
import { problemsOf, synth, untyped, withFile } from './synthesis';

type Options = Omit<MailRosterProps, 'rows' | 'csv' | 'mailo'>;

const read = (prop: 'csv' | 'mailo', content: string | Buffer, options: Options = {}) =>
  withFile('staff.txt', content, (path) =>
    Object.values(
      synth((stack) => new MailRoster(stack, 'staff', { [prop]: path, ...options })).resource?.['mail_user'] ?? {},
    ).map(({ '//': place, ...attributes }) => ({ attributes, place })),
  );
const csv = (content: string | Buffer, options?: Options) => read('csv', content, options);
const mailo = (content: string, options?: Options) => read('mailo', content, options);

const problems = (prop: 'csv' | 'mailo', content: string | Buffer, options: Options = {}) =>
  withFile('staff.txt', content, (path) =>
    problemsOf((stack) => new MailRoster(stack, 'staff', { [prop]: path, ...options })).map((problem) =>
      problem.replace('[acme/staff] staff.txt ', ''),
    ),
  );

const at = (line: number) => ({ metadata: { path: `acme/staff/staff.txt:${line}` } });

describe('a CSV file', () => {
  it('names attributes in camelCase or snake_case, fields after a dot, and leaves empty cells out', () => {
    const content = [
      'email,givenName,family_name,postal_address.postal_code,postalAddress.city,licences,must_change_password,forwarding.to,forwarding.keepCopy',
      'ada@acme.example,Ada,Lovelace,1000,Bruxelles,a; b;,true,x@y.example;z@y.example,0',
      'bob@acme.example,,,,,,,,',
    ].join('\n');
    expect(csv(content)).toEqual([
      {
        attributes: {
          email: 'ada@acme.example',
          given_name: 'Ada',
          family_name: 'Lovelace',
          postal_address: { postal_code: '1000', city: 'Bruxelles' },
          licences: ['a', 'b'],
          must_change_password: true,
          forwarding: { to: ['x@y.example', 'z@y.example'], keep_copy: false },
        },
        place: at(2),
      },
      { attributes: { email: 'bob@acme.example' }, place: at(3) },
    ]);
  });

  it('may have a byte order mark, CR LF, tabs, quotes, short and empty lines', () => {
    const content = '\ufeffemail\tdepartment\tplan\r\n\r\nada@acme.example\t"R & ""D"""\tpro\r\nbob@acme.example\r\n';
    expect(csv(content)).toEqual([
      { attributes: { email: 'ada@acme.example', department: 'R & "D"', plan: 'pro' }, place: at(3) },
      { attributes: { email: 'bob@acme.example' }, place: at(4) },
    ]);
  });

  it('holds data, never expressions', () => {
    expect(csv('email,department\nada@acme.example,${var.secret} %{x} $5')).toMatchObject([
      { attributes: { department: '$${var.secret} %%{x} $5' } },
    ]);
  });

  it('takes references to passwords, and drops plain ones when told so', () => {
    const content = 'email,initial_password\nada@acme.example,env:ADA\nbob@acme.example,hunter2';
    expect(csv(content, { passwords: 'ignore' }).map(({ attributes }) => attributes)).toEqual([
      { email: 'ada@acme.example', initial_password: 'env:ADA' },
      { email: 'bob@acme.example' },
    ]);
  });

  it('gets all bad lines shown together, each with line, column, value and what is allowed', () => {
    const content = [
      'email,quota,must_change_password,initial_password,postalAddress.country,licences',
      'ada@acme.example,25 gigs,maybe,hunter2,Belgium,a;<b>',
      '',
      ',1 GB',
      '"bob@acme.example",,"","",BE,"a',
      'b",extra',
      'ada@acme.example',
    ].join('\r\n');
    const found = problems('csv', content, { domain: 'acme.example' });
    expect(found).toEqual([
      '[acme] "ada@acme.example" is declared twice: as user by acme/staff/staff.txt:2 and as user by acme/staff/staff.txt:7; keep one of them',
      'line 2, column 3 (must_change_password): "maybe" is not allowed; write true, false, 1 or 0',
      expect.stringMatching(/^line 2, column 4 \(initial_password\) holds a password; write where it is found/),
      expect.stringMatching(/^line 2, column 2 \(quota\): "25 gigs" is not a size, write it like "25 GB"/),
      expect.stringMatching(/^line 2, column 5 \(postalAddress.country\): "Belgium" is not a country code/),
      'line 2, column 6 (licences): [1] "<b>" is not a name of at most 63 letters, digits, spaces and . _ + -',
      'line 4, column 1 (email): is empty; write a login or an address, or give the roster an address function',
      'line 5 has 7 columns, allowed are 6; quote a cell that holds the separator',
      expect.stringMatching(/^line 5, column 6 \(licences\): \[0\] "a\\nb" is not a name/),
    ]);
    expect(found.join()).not.toContain('hunter2');
  });

  it('gets all unknown columns shown together', () => {
    expect(problems('csv', 'email,plam,postalAddress,plan.x,email,zzzzzzzz,id\nx')).toEqual([
      'line 1, column 2: a user has no attribute "plam", did you mean "plan"?',
      'line 1, column 3: "postalAddress" is no attribute; a structured one takes a column for each field, such as "postalAddress.city"',
      'line 1, column 4: "plan.x" is no attribute; a structured one takes a column for each field, such as "postalAddress.city"',
      'line 1, column 5: "email" is there twice',
      expect.stringMatching(/^line 1, column 6: a user has no attribute "zzzzzzzz"; allowed are email, givenName/),
      expect.stringMatching(/^line 1, column 7: a user has no attribute "id"/),
    ]);
    expect(problems('csv', 'email;plan\nada;pro')).toEqual([
      'line 1, column 1: "email;plan" is no attribute; separate columns by commas or tabs',
    ]);
  });

  it.each<[string, string | Buffer, string]>([
    ['empty', '', 'is empty; its first line names attributes, such as "email,given_name"'],
    ['not in UTF-8', Buffer.from('email,given_name\nrené@acme.example,René', 'latin1'), 'is not in UTF-8; save it as UTF-8'],
    ['with an open quote', 'email\n"ada@acme.example', 'a quoted cell does not end; double the quotes inside it'],
  ])('that is %s is refused', (_, content, problem) => {
    expect(problems('csv', content)).toEqual([expect.stringContaining(problem)]);
  }); // prettier-ignore

  it('that is not there is named as it was written', () => {
    expect(problemsOf((stack) => new MailRoster(stack, 'staff', { csv: 'gone.csv' }))).toEqual([
      '[acme/staff] csv "gone.csv" is not there; a path starts at the folder in which synthesis runs',
    ]);
    expect(problemsOf((stack) => new MailRoster(stack, 'staff', { mailo: '.' }))).toEqual([
      expect.stringContaining('[acme/staff] mailo "." cannot be read'),
    ]);
  });
});

describe('the file that Mailo imports', () => {
  it('has eight columns, of which the last may be left out', () => {
    const content =
      'Ada\tLovelace\tada\tenv:ADA\tVoirie\t2\tada@elsewhere.example\t1\r\nBob\tBee\tbob@other.example\r\nEve\tOh\n';
    const address = ({ givenName, familyName }: { givenName?: string | null; familyName?: string | null }) =>
      `${givenName}.${familyName}`.toLowerCase();
    expect(mailo(content, { domain: 'acme.example', address })).toEqual([
      {
        attributes: {
          given_name: 'Ada',
          family_name: 'Lovelace',
          email: 'ada@acme.example',
          initial_password: 'env:ADA',
          department: 'Voirie',
          gender: 'female',
          recovery_address: 'ada@elsewhere.example',
          must_change_password: true,
        },
        place: at(1),
      },
      { attributes: { given_name: 'Bob', family_name: 'Bee', email: 'bob@other.example' }, place: at(2) },
      { attributes: { given_name: 'Eve', family_name: 'Oh', email: 'eve.oh@acme.example' }, place: at(3) },
    ]);
  });

  it('may number genders otherwise', () => {
    const users = mailo('Ada\tL\tada@acme.example\t\t\t1', { genders: { 1: 'female', 2: 'male' } });
    expect(users).toMatchObject([{ attributes: { gender: 'female' } }]);
    const wrong = problems('mailo', 'A\tL\ta@acme.example\t\t\t1', { genders: untyped({ 1: 'f' }) });
    expect(wrong).toEqual(['line 1, column 6 (genre): "f" is not one of "female", "male", "other"']);
  });

  it('gets all bad lines shown together and no password repeated', () => {
    const content = [
      'Ada\tLovelace\tada@acme.example\thunter2\tVoirie\t3\tnowhere\toui',
      'Bob\tBee\t\t\t\t',
      'Eve\tOh\teve@acme.example\t\t\t\t\t\tninth',
    ].join('\n');
    const found = problems('mailo', content);
    expect(found).toEqual([
      expect.stringMatching(/^line 1, column 4 \(mot de passe\) holds a password; write where it is found/),
      'line 1, column 6 (genre): "3" is not allowed; write 1 (male) or 2 (female)',
      'line 1, column 8 (changement de mot de passe obligatoire): "oui" is not allowed; write 1 or empty',
      'line 1, column 7 (adresse de secours): "nowhere" has no "@", write an address such as "ada@acme.example"',
      'line 2, column 3 (identifiant ou adresse e-mail): is empty; write a login or an address, or give the roster an address function',
      'line 3 has 9 columns, allowed are 8; quote a cell that holds the separator',
    ]);
    expect(found.join()).not.toContain('hunter2');
  });
});
