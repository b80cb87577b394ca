/** How are thousands of users declared from a table, without one construct for each? */
import type { Construct } from 'constructs';
import { isObject, KINDS, nearest, parseEmailAddress, quote } from '../model';
import type { AttributeProblem } from '../model';
import { checkAttributes } from './check';
import { Declarations } from './declarations';
import type { Declaration } from './declarations';
import { attributesToManifest, isReferable, isReference, toManifest } from './declared-value';
import { toTerraformLifecycle } from './mail-object';
import { resourceName } from './resource-name';
import { domainText, readTable, rosterProblems } from './roster-props';
import type { MailRosterProps } from './roster-props';
import type { Table, TableProblem, TableRow } from './roster-table';
import { addResources, ref, TerraformElement, TerraformStack, Token } from './terraform';
import type { Resources } from './terraform';

/** A row with its address, as far as that is understood. */
interface Entry extends TableRow {
  /** The address as it goes into the manifest: the row's own, made, or completed. */
  readonly email: unknown;
  /** Whether the CDK must look for references in it. */
  readonly refers: boolean;
  /** The normalised address. */
  readonly identity?: string;
}

/** Whether something that only synthesis knows is anywhere inside a value. */
function refers(value: unknown): boolean {
  if (isReference(value) || isReferable(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(refers);
}

/**
 * Users from a table: an array, a CSV file or Mailo's own file. All bad lines are shown together by `app.synth()`.
 *
 * @example
 * const staff = new MailRoster(this, 'staff', { csv: 'staff.csv', domain: 'acme.example', defaults: { plan: 'pro' } });
 * new MailAlias(this, 'info', { address: 'info@acme.example', targets: [staff.user('ada@acme.example')] });
 */
export class MailRoster extends TerraformElement {
  private readonly table: Table;
  private readonly entries: readonly Entry[];
  private readonly byAddress: ReadonlyMap<string, Entry>;
  /** Found before validation: rows without an address, users asked for and not there. */
  private readonly early: TableProblem[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: MailRosterProps,
  ) {
    super(scope, id);
    if (!isObject(props))
      throw new TypeError(
        `${this.node.path}: a roster takes an object, got ${quote(props)}; write { csv: "staff.csv" }`,
      );
    this.table = readTable(props);
    const defaultsRefer = refers(props.defaults);
    this.entries = this.table.rows.map((row) => this.entry(row, defaultsRefer));
    this.byAddress = new Map(
      this.entries.flatMap((entry) => (entry.identity === undefined ? [] : [[entry.identity, entry] as const])),
    );
    this.node.addValidation({ validate: () => [...rosterProblems(props), ...this.tableProblems()] });
    const stack = TerraformStack.of(this);
    Declarations.of(stack).add(() => this.declarations());
    addResources(stack, 'mail_user', () => this.resources(false));
  }

  /** A roster is many resources, so Terraform has no one name for it. */
  override get fqn(): string {
    throw new Error(`${this.node.path}: a roster cannot be referred to as a whole; refer to its users, such as staff.user("ada@acme.example")`); // prettier-ignore
  }

  /** The normalised addresses of the roster, in the order of its rows. */
  get addresses(): readonly string[] {
    return [...this.byAddress.keys()];
  }

  /**
   * Refers to one of the roster's users wherever an address may be written. One that is not there is named by `app.synth()`.
   * @param address Address, or the login that the roster's domain completes.
   */
  user(address: string): string {
    const whole = this.complete(address);
    const parsed = parseEmailAddress(String(whole));
    const entry = parsed.ok ? this.byAddress.get(parsed.value) : undefined;
    if (entry?.identity !== undefined)
      return Token.asString(ref(`mail_user.${resourceName(entry.identity)}.email`, TerraformStack.of(this)));
    const near = nearest(parsed.ok ? parsed.value : address, this.byAddress.keys());
    this.early.push({
      line: 0,
      text: `the roster has no user ${quote(address)}${near === undefined ? '' : `, did you mean ${quote(near)}?`}`,
    });
    return whole;
  }

  /** The rows with references, for the CDK to resolve; the others go into the manifest as they stand. */
  override toTerraform(): { [name: string]: unknown } {
    return this.entries.some((entry) => entry.refers) ? { resource: { mail_user: this.resources(true) } } : {};
  }

  private complete<T>(address: T): T | string {
    const domain = domainText(this.props);
    return typeof address === 'string' && domain !== undefined && !address.includes('@') && !isReference(address)
      ? `${address.trim()}@${domain}`
      : address;
  }

  private entry({ line, attributes }: TableRow, defaultsRefer: boolean): Entry {
    const email = this.complete(attributes['email'] ?? this.madeAddress(line, attributes));
    const parsed = typeof email === 'string' && !isReference(email) ? parseEmailAddress(email) : undefined;
    const identity = parsed?.ok ? parsed.value : undefined;
    return { line, attributes, email, identity, refers: defaultsRefer || refers(attributes) };
  }

  private madeAddress(line: number, attributes: TableRow['attributes']): string | undefined {
    const { address } = this.props;
    if (typeof address !== 'function') return undefined;
    try {
      return address(attributes);
    } catch (thrown) {
      const text = `${this.table.path(line)}: the address function failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
      this.early.push({ line, text });
      return undefined;
    }
  }

  private tableProblems(): string[] {
    const problems = [...this.table.problems, ...this.early];
    // Many rows share a department or a plan; what passed once needs no second look.
    const passed = new Map<string, Set<unknown>>();
    for (const entry of this.entries) {
      const doubtful: Record<string, unknown> = {};
      for (const name of Object.keys(entry.attributes))
        if (name !== 'email' && !passed.get(name)?.has(entry.attributes[name])) doubtful[name] = entry.attributes[name];
      const found = rowProblems(doubtful, entry);
      for (const problem of found) problems.push({ line: entry.line, text: this.problemText(entry.line, problem) });
      if (found.length === 0) remember(passed, doubtful);
    }
    return problems.sort((a, b) => a.line - b.line).map(({ text }) => text);
  }

  private problemText(line: number, { attribute, problem, reason }: AttributeProblem): string {
    const [, field, rest] = /^\.(\w+) ?(.*)$/s.exec(problem) ?? [undefined, undefined, problem];
    return reason === 'unknown'
      ? `${this.table.path(line)}: ${problem}`
      : `${this.table.place(line, attribute, field)}: ${rest}`;
  }

  private *declarations(): Iterable<Declaration> {
    const host = this.props.provider?.fqn;
    for (const { line, identity } of this.entries)
      yield { kind: 'user', identity, host, declaredAt: this.declaredAt(line) };
  }

  private declaredAt(line: number): string {
    return `${this.node.path}/${this.table.path(line)}`;
  }

  private resources(referring: boolean): Resources {
    const known = KINDS.user.attributes;
    const shared: Readonly<Record<string, unknown>> = {
      ...attributesToManifest(known, { ...this.props.defaults }),
      provider: this.props.provider?.fqn,
      lifecycle: toManifest(toTerraformLifecycle(this.props.lifecycle)),
    };
    const resources: Record<string, Record<string, unknown>> = {};
    for (const { line, attributes, email, identity, refers } of this.entries) {
      if (identity === undefined || refers !== referring) continue;
      const resource = attributesToManifest(known, attributes);
      for (const name of Object.keys(shared)) if (!(name in resource)) resource[name] = shared[name];
      resource['email'] = email;
      resource['//'] = { metadata: { path: this.declaredAt(line) } };
      resources[resourceName(identity)] = resource;
    }
    return resources;
  }
}

/** Says what is wrong with a row; what is not in `attributes` but its address was found good before. */
function rowProblems(attributes: TableRow['attributes'], { email, identity }: Entry): readonly AttributeProblem[] {
  if (identity !== undefined)
    return checkAttributes('user', attributes).problems.filter(({ reason }) => reason !== 'missing');
  const { problems } = checkAttributes('user', { ...attributes, email });
  const because = (problem: string): AttributeProblem => ({ attribute: 'email', reason: 'invalid', problem });
  if (isReference(email))
    return [...problems, because('is known only later; declare this user as a MailUser, or write the address as text')];
  return problems.map((problem) => {
    if (problem.attribute !== 'email') return problem;
    if (email === undefined)
      return because('is empty; write a login or an address, or give the roster an address function');
    return typeof email === 'string' && !email.includes('@')
      ? because(`${quote(email)} has no "@"; write an address, or give the roster a domain to complete logins`)
      : problem;
  });
}

/** Keeps plain values that passed, as long as an attribute has few different ones. */
function remember(passed: Map<string, Set<unknown>>, attributes: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(attributes)) {
    const values = passed.get(name) ?? new Set();
    if (typeof attributes[name] !== 'object' && values.size < 1000) passed.set(name, values.add(attributes[name]));
  }
}
