import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { MailGroup, MailProvider } from 'mailstate';

/** A file of groups as open-source projects keep them: who owns, manages and receives, and how each is set. */
interface GroupsFile {
  readonly groups: readonly {
    readonly email: string;
    readonly name: string;
    readonly description: string;
    readonly settings: Readonly<Record<string, string>>;
    readonly owners: readonly string[];
    readonly managers: readonly string[];
    readonly members: readonly string[];
  }[];
}

const file = process.env.GROUPS_FILE ?? join(__dirname, 'groups.json');
const { groups } = JSON.parse(readFileSync(file, 'utf8')) as GroupsFile;

const app = new App();
const stack = new TerraformStack(app, 'groups');

new MailProvider(stack, 'host', {
  host: 'sandbox',
  endpoint: process.env.MAIL_ENDPOINT ?? 'http://127.0.0.1:8025',
  token: 'env:MAIL_TOKEN',
  // A file may name groups of the domain that are kept somewhere else.
  checks: { 'reference-missing': 'warning' },
});

// An entry that stands in the file twice, word for word, is one group; two that differ are refused, since they have one name.
const distinct = new Map(groups.map((group) => [JSON.stringify(group), group]));

for (const { email, name, description, settings, owners, managers, members } of distinct.values())
  new MailGroup(stack, email.toLowerCase(), {
    address: email,
    name,
    ...(description === '' ? {} : { description }),
    // Whoever owns or manages a group of the file receives its mail as well.
    members: [...owners, ...managers, ...members],
    managers: [...managers],
    owners: [...owners],
    // Some groups only start with the members of the file and are kept by their owners afterwards.
    lifecycle: settings.ReconcileMembers === 'false' ? { ignoreChanges: ['members', 'managers', 'owners'] } : undefined,
  });

app.synth();
