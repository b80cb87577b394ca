import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { KINDS, KIND_NAMES, declarableAttributes } from '../../src/model';

const ROOT = resolve(__dirname, '../..');

const RIGHT = `
import { TerraformStack } from 'cdktf';
import { MailAlias, MailDomain, MailGroup, MailOrganization, MailProvider, MailRoster, MailUser } from 'mailstate';
declare const stack: TerraformStack;
const provider = new MailProvider(stack, 'mail', { host: 'sandbox', scope: { user: 'close' }, token: 'env:T' });
const ada = new MailUser(stack, 'ada', { email: 'a@b.example', quota: 5, displayName: null, provider, forwarding: { to: ['x'], keepCopy: true } });
const domain = new MailDomain(stack, 'd', { name: 'b.example', catchAll: [ada], dkim: { keyLength: 2048 } });
const team = new MailGroup(stack, 'g', { address: 'g@b.example', members: [ada, 'x@y.example'], lifecycle: { ignoreChanges: ['members'] } });
new MailOrganization(stack, 'o', { name: 'b', administrators: [ada] });
const staff = new MailRoster(stack, 'r', { csv: 'staff.csv', domain, defaults: { plan: 'pro' }, address: (row) => String(row.givenName) });
new MailAlias(stack, 'i', { address: 'i@b.example', targets: [team, staff.user('x')], active: true });
`;

const WRONG = `
import { TerraformStack } from 'cdktf';
import { MailDomain, MailGroup, MailUser } from 'mailstate';
declare const stack: TerraformStack;
const domain = new MailDomain(stack, 'd', { name: 'b.example' });
const ada = new MailUser(stack, 'a', { email: 'a@b.example', qouta: '1 GB' });
new MailUser(stack, 'b', { givenName: 'B' });
new MailUser(stack, 'c', { email: 'c@b.example', status: 'gone' });
new MailGroup(stack, 'g', { address: 'g@b.example', members: [domain] });
new MailDomain(stack, 'e', { name: 'e.example', aliasOf: ada });
new MailUser(stack, 'f', { email: null });
new MailUser(stack, 'h', { email: 'h@b.example', id: '7' });
new MailUser(stack, 'i', { email: 'i@b.example', lifecycle: { ignoreChanges: ['qouta'] } });
`;

/** An editor with two programs of users, whose imports are the real ones. */
function openEditor() {
  const programs = new Map([
    [join(ROOT, 'test/right.ts'), RIGHT],
    [join(ROOT, 'test/wrong.ts'), WRONG],
  ]);
  const [right = '', wrong = ''] = programs.keys();
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile).config as object;
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [right], include: [] }, ts.sys, ROOT);
  const service = ts.createLanguageService({
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getCompilationSettings: () => ({ ...options, types: [], incremental: false, tsBuildInfoFile: undefined }),
    getScriptFileNames: () => [...programs.keys()],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const text = programs.get(name) ?? ts.sys.readFile(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => ROOT,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => programs.has(name) || ts.sys.fileExists(name),
  });
  const plain = (parts: readonly ts.SymbolDisplayPart[] = []): string => ts.displayPartsToString([...parts]);
  const errorsOf = (file: string): string[] =>
    service.getSemanticDiagnostics(file).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  return {
    hover(at: string): string {
      const info = service.getQuickInfoAtPosition(right, RIGHT.indexOf(at));
      return [plain(info?.documentation), ...(info?.tags ?? []).map((tag) => `@${tag.name} ${plain(tag.text)}`)].join(
        '\n',
      );
    },
    rightErrors: () => errorsOf(right),
    wrongErrors: () => errorsOf(wrong),
  };
}

jest.setTimeout(60_000);
const editor = openEditor();

it('lets a program with right props compile', () => {
  expect(editor.rightErrors()).toEqual([]);
});

it.each([
  ['quota:', 'Most the mailbox may hold, such as "25 GB".', '@default left as the host has it', '@example "10 GB"'],
  ['forwarding:', 'Passes arriving mail on.', '`null` clears it.', '@example {"to":["grace@acme.example"]'],
  ['keepCopy:', 'Whether the mailbox keeps a copy.'],
  ['members:', 'Who receives its mail: users, aliases, other groups, outside addresses.', 'Order and repeats mean nothing.'],
  ['active:', 'Whether the address accepts mail.', '@default true'],
  ['token:', 'never the token itself', '@default none'],
  ['plan:', 'Plan, box type or class of service'],
  ['provider,', 'The MailProvider of the host that keeps it.', '@default the MailProvider of the stack that has no alias'],
  ['lifecycle:', 'Limits to what may be done to it.'],
  ['MailUser(', 'A mailbox and the account that opens it.'],
])('shows what %s means when the pointer rests on it', (at, ...texts) => {
  const shown = editor.hover(at);
  for (const text of texts) expect(shown).toContain(text);
}); // prettier-ignore

it('refuses wrong props in the editor', () => {
  const wrong = editor.wrongErrors();
  const expected = [
    /'qouta' does not exist.*MailUserProps/s,
    /Property 'email' is missing/,
    /"gone"' is not assignable/,
    /'MailDomain' is not assignable to type 'AddressLike'/,
    /'MailUser' is not assignable to type .*DomainLike/s,
    /'null' is not assignable to type 'string'/,
    /'id' does not exist/,
    /"qouta"' is not assignable/,
  ];
  expect(wrong).toHaveLength(expected.length);
  expected.forEach((pattern, i) => expect(wrong[i]).toMatch(pattern));
});

it('hold every attribute that may be declared', () => {
  const text = readFileSync(join(ROOT, 'src/constructs/props.generated.ts'), 'utf8');
  for (const kind of KIND_NAMES) {
    const start = text.indexOf(`Props extends MailMeta<'${kind}'>`);
    const body = text.slice(start, text.indexOf('\n}\n', start));
    for (const name of declarableAttributes(kind))
      expect(body).toMatch(new RegExp(`readonly ${name}${KINDS[kind].attributes[name]?.required ? '' : '\\?'}: `));
  }
});
