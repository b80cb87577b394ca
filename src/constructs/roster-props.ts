/** What may be said of a roster, and what is wrong with what was said? */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isObject, nearest, parseDomainName, quote } from '../model';
import { checkAttributes, lifecycleProblems, problemText, providerProblems } from './check';
import { isReferable, isReference } from './declared-value';
import type { DomainLike, MailLifecycle, MailMeta } from './mail-object';
import type { MailUserProps } from './props.generated';
import { readArray, readCsv, readMailo } from './roster-table';
import type { Passwords, Table } from './roster-table';
import type { TerraformProvider } from './terraform';

/** One user of a roster: the attributes of a MailUser. The address may be a login, which the roster's domain completes. */
export type RosterRow = Omit<MailUserProps, keyof MailMeta | 'email'> & Partial<Pick<MailUserProps, 'email'>>;

/** What the user of a roster may be given for all rows. */
export type RosterDefaults = Omit<MailUserProps, keyof MailMeta | 'email'>;

/** A table of users, and what holds for all of them. Exactly one of `rows`, `csv` and `mailo` is given. */
export interface MailRosterProps {
  /**
   * Users written in the program, or fetched by it from elsewhere.
   * @default none
   * @example [{ email: 'ada@acme.example', givenName: 'Ada' }]
   */
  readonly rows?: readonly RosterRow[];
  /**
   * Path of a CSV file (UTF-8) whose first line names attributes, in camelCase or snake_case, with a dot before a field
   * (`postalAddress.city`). Columns are separated by commas or tabs, members of a list inside a cell by `;`. An empty cell is left out.
   * @default none
   * @example 'staff.csv'
   */
  readonly csv?: string;
  /**
   * Path of the tab-separated file that Mailo's console imports (UTF-8, no header): first name, last name, login or address,
   * password, service, gender, recovery address, 1 where the password must be changed. Cells may be empty, last columns left out.
   * @default none
   * @example 'accounts.txt'
   */
  readonly mailo?: string;
  /**
   * Domain that completes a login to an address.
   * @default none: every row has a whole address
   */
  readonly domain?: DomainLike;
  /**
   * Makes the address or login of a row that has none.
   * @default none: such a row is refused
   * @example (row) => `${row.givenName}.${row.familyName}`
   */
  readonly address?: (row: RosterRow) => string;
  /**
   * Attributes of every row that does not have them itself.
   * @default none
   * @example { plan: 'pro_10go', quota: '10 GB' }
   */
  readonly defaults?: RosterDefaults;
  /**
   * What to do with a plain password in a file: `refuse` the line, or `ignore` the cell. It is never kept; a reference
   * such as `env:NAME` always is.
   * @default 'refuse'
   */
  readonly passwords?: Passwords;
  /**
   * What the numbers in Mailo's gender column mean. Its documentation does not say.
   * @default { 1: 'male', 2: 'female' }
   */
  readonly genders?: Readonly<Record<string, NonNullable<MailUserProps['gender']>>>;
  /**
   * The MailProvider of the host that keeps them.
   * @default the MailProvider of the stack that has no alias
   */
  readonly provider?: TerraformProvider;
  /**
   * Limits to what may be done to each of them.
   * @default no limits
   */
  readonly lifecycle?: MailLifecycle<'user'>;
}

const SOURCES = ['rows', 'csv', 'mailo'] as const;
const PROPS = [...SOURCES, 'domain', 'address', 'defaults', 'passwords', 'genders', 'provider', 'lifecycle'];
const GENDERS = { 1: 'male', 2: 'female' };

/** The domain that completes logins, where it is known. */
export function domainText({ domain }: MailRosterProps): string | undefined {
  const name: unknown = isReferable(domain) ? domain.declaredIdentity : domain;
  return typeof name === 'string' && !isReference(name) ? name : undefined;
}

/** Says what is wrong with the props, apart from the rows themselves. */
export function rosterProblems(props: MailRosterProps): string[] {
  const problems = Object.keys(props)
    .filter((name) => !PROPS.includes(name))
    .map((name) => {
      const near = nearest(name, PROPS);
      return `a roster has no prop ${quote(name)}${near === undefined ? `; allowed are ${PROPS.join(', ')}` : `, did you mean ${quote(near)}?`}`;
    });
  const given = SOURCES.filter((source) => props[source] !== undefined);
  if (given.length !== 1)
    problems.push(
      `a roster takes exactly one of rows, csv and mailo, got ${given.length === 0 ? 'none' : given.join(' and ')}`,
    );
  const domain = domainText(props);
  if (props.domain !== undefined) {
    const parsed = domain === undefined ? undefined : parseDomainName(domain);
    if (parsed === undefined)
      problems.push('domain is not known at synthesis; write it as text, such as "acme.example"');
    else if (!parsed.ok) problems.push(`domain ${parsed.problem}`);
  }
  if (props.address !== undefined && typeof props.address !== 'function')
    problems.push(`address is ${quote(props.address)}, write a function such as (row) => "login"`);
  if (props.passwords !== undefined && !['refuse', 'ignore'].includes(props.passwords))
    problems.push(`passwords is ${quote(props.passwords)}, allowed are "refuse" and "ignore"`);
  if (props.genders !== undefined && !isObject(props.genders))
    problems.push(`genders is ${quote(props.genders)}, write an object such as { 1: "male", 2: "female" }`);
  if (props.defaults !== undefined && !isObject(props.defaults))
    problems.push(`defaults is ${quote(props.defaults)}, write an object such as { plan: "pro" }`);
  else
    for (const problem of checkAttributes('user', { ...props.defaults }).problems)
      if (problem.reason !== 'missing') problems.push(`defaults: ${problemText(problem)}`);
  return [...problems, ...providerProblems(props.provider), ...lifecycleProblems('user', props.lifecycle)];
}

/** Reads the rows from where the props say they are; what cannot be read is a problem of the table. */
export function readTable(props: MailRosterProps): Table {
  const { rows, csv, mailo, passwords = 'refuse' } = props;
  const genders: Readonly<Record<string, string>> = isObject(props.genders) ? props.genders : GENDERS;
  if (rows !== undefined)
    return Array.isArray(rows) ? readArray(rows) : refused(`rows is ${quote(rows)}, write a list`);
  const [prop, path] = csv !== undefined ? ['csv', csv] : ['mailo', mailo];
  if (path === undefined) return readArray([]);
  if (typeof path !== 'string') return refused(`${prop} is ${quote(path)}, write the path of a file`);
  const name = basename(path);
  try {
    const content = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    return prop === 'csv' ? readCsv(content, name, passwords) : readMailo(content, name, passwords, genders);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return refused(`${name} is not in UTF-8; save it as UTF-8`);
    if (code === 'ENOENT')
      return refused(`${prop} ${quote(path)} is not there; a path starts at the folder in which synthesis runs`);
    return refused(`${prop} ${quote(path)} cannot be read: ${(thrown as Error).message}`);
  }
}

const refused = (text: string): Table => ({ ...readArray([]), problems: [{ line: 0, text }] });
