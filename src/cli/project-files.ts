/** What does a new project consist of? */
import { versionOf } from './version';

interface ProjectFile {
  readonly name: string;
  readonly text: string;
}

/** From the fresh project to the first mailbox. */
export const NEXT_COMMANDS = [
  'npm install',
  'npx mailstate sandbox                     # a mail host to practise on, in a terminal of its own',
  'MAIL_TOKEN=practice npx mailstate apply   # shows the plan, asks, applies',
] as const;

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** A name that npm accepts. */
const packageName = (folder: string): string =>
  folder
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'mail';

/**
 * @param folder Name of the project's folder.
 * @param host Name of the driver.
 */
export const projectFiles = (folder: string, host: string): readonly ProjectFile[] => [
  { name: 'main.ts', text: program(host) },
  {
    name: 'package.json',
    text: json({
      name: packageName(folder),
      private: true,
      scripts: { validate: 'mailstate validate', plan: 'mailstate plan', apply: 'mailstate apply' },
      dependencies: { cdktf: '^0.21.0', constructs: '^10.4.2', mailstate: `^${versionOf()}` },
      devDependencies: { '@types/node': '^20.19.0', 'ts-node': '^10.9.2', typescript: '~5.9.0' },
    }),
  },
  {
    name: 'tsconfig.json',
    text: json({
      compilerOptions: {
        target: 'ES2022', module: 'Node16', moduleResolution: 'Node16', strict: true, noEmit: true, skipLibCheck: true, types: ['node'],
      }, // prettier-ignore
      include: ['*.ts'],
    }),
  },
  { name: 'cdktf.json', text: json({ language: 'typescript', app: 'npx ts-node main.ts', sendCrashReports: 'false' }) },
  {
    name: '.gitignore',
    text: ['node_modules/', 'cdktf.out/', '.mailstate/', 'plan.json', 'terraform.tfstate*', ''].join('\n'),
  },
  { name: 'README.md', text: readme(folder) },
];

const program = (host: string): string => `import { App, TerraformStack } from 'cdktf';
import { MailAlias, MailDomain, MailGroup, MailProvider, MailUser } from 'mailstate';

const app = new App();
const stack = new TerraformStack(app, 'mail');

// Which mail host, and where its token is found; never the token itself.
new MailProvider(stack, 'host', {
  host: '${host}',
  endpoint: '${host === 'sandbox' ? 'http://127.0.0.1:8025' : 'https://mail.example.org'}',
  token: 'env:MAIL_TOKEN',
});

new MailDomain(stack, 'domain', { name: 'acme.example' });

const ada = new MailUser(stack, 'ada', { email: 'ada@acme.example', givenName: 'Ada', familyName: 'Lovelace', quota: '5 GB' });
const grace = new MailUser(stack, 'grace', { email: 'grace@acme.example', givenName: 'Grace', familyName: 'Hopper' });

new MailAlias(stack, 'info', { address: 'info@acme.example', targets: [ada] });
new MailGroup(stack, 'team', { address: 'team@acme.example', name: 'Team', members: [ada, grace] });

app.synth();
`;

const readme = (folder: string): string => `# ${folder}

Mail administration as code: \`main.ts\` says which domains, users, aliases and groups there are, and mailstate brings
the mail host to that state.

\`\`\`sh
${NEXT_COMMANDS.join('\n')}
\`\`\`

Then change \`main.ts\`, run \`mailstate plan\` to see what it would do, and \`mailstate apply\` to do it. A second
\`mailstate plan\` says that there are no changes.
`;
