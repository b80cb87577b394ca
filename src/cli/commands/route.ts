/** `mailstate route`: who receives mail to an address, step by step? */
import { KIND_NAMES, domainOf, equalJson, parseEmailAddress, printable } from '../../model';
import type { ObservedState } from '../../model';
import { isBlocked } from '../../plan';
import { explain, renderExplanation, routingTable } from '../../routing';
import type { Delivery, Explanation, RoutedObject, RoutingTable } from '../../routing';
import { desiredState } from '../declared';
import type { DeclaredState } from '../declared';
import { CommandError, EXIT } from '../exit';
import type { ExitCode } from '../exit';
import type { DeclaredOptions, Format } from '../options';
import { reviewed } from '../planned';
import type { World } from '../world';
import { fenced } from '../written';

export interface RouteOptions extends DeclaredOptions {
  /** Which state answers: what is declared, what the hosts hold, or what they will hold. */
  readonly at: 'desired' | 'observed' | 'plan';
  readonly format: Format;
}

/** What one host does with mail, in the state that was asked for. */
interface Answering {
  readonly host: string;
  readonly table: RoutingTable;
  /** The same host as it is now, where another state was asked for. */
  readonly now?: RoutingTable;
}

interface Answer extends Explanation {
  readonly host: string;
  /** How the host delivers now, where it is compared. */
  readonly now?: Explanation;
}

export async function route(world: World, options: RouteOptions, written: string): Promise<ExitCode> {
  const parsed = parseEmailAddress(written);
  if (!parsed.ok)
    throw new CommandError(`the address ${parsed.problem}`, {
      fix: 'write it like "mailstate route info@acme.example"',
    });
  const address = parsed.value;
  const declared = await desiredState(world, options);
  const states = options.at === 'desired' ? declaredTables(declared) : await hostTables(world, options, declared);
  const answers = concerned(states, address).map(({ host, table, now }): Answer => {
    const answer = { host, ...explain(table, address) };
    return now === undefined ? answer : { ...answer, now: explain(now, address) };
  });
  world.stdout.write(writtenAnswers(address, answers, options));
  return EXIT.done;
}

const declaredTables = ({ desired: { hosts, objects } }: DeclaredState): Answering[] =>
  hosts.map(({ name }) => ({ host: name, table: routingTable(objects.filter(({ host }) => host === name)) }));

const observedObjects = ({ collections }: ObservedState): RoutedObject[] =>
  KIND_NAMES.flatMap((kind) => [...(collections[kind]?.objects.values() ?? [])]);

async function hostTables(world: World, { at }: RouteOptions, declared: DeclaredState): Promise<Answering[]> {
  const { plan, observed, after } = await reviewed(world, { allow: [], target: [] }, declared);
  for (const { host, collections } of observed) {
    const short = Object.values(collections).filter(({ complete }) => !complete);
    if (short.length > 0)
      world.stderr.write(
        `host "${host}" was not read completely (${short.map(({ kind }) => kind).join(', ')}), so the answer may lack something\n`,
      );
  }
  if (at === 'plan' && isBlocked(plan))
    world.stderr.write('the plan is blocked; the answer is for what it would lead to, see "mailstate plan"\n');
  return observed.map((state) => {
    const now = routingTable(observedObjects(state));
    return at === 'observed'
      ? { host: state.host, table: now }
      : { host: state.host, table: routingTable(after.get(state.host) ?? []), now };
  });
}

/** The hosts that have the domain of the address; where none has it, all of them. */
function concerned(states: readonly Answering[], address: string): readonly Answering[] {
  const domain = domainOf(address);
  const have = states.filter(({ table, now }) => table.domains.has(domain) || now?.domains.has(domain) === true);
  return have.length === 0 ? states : have;
}

function writtenAnswers(address: string, answers: readonly Answer[], { at, format }: RouteOptions): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ format: 'mailstate.route/1', address, at, hosts: answers.map(answerJson) }, null, 2)}\n`;
    case 'text':
      return answerText(answers);
    case 'markdown':
      return fenced(answerText(answers));
    default:
      return format satisfies never;
  }
}

const answerJson = ({ now, ...answer }: Answer) =>
  now === undefined ? answer : { ...answer, now: now.delivery, differs: !isSame(answer.delivery, now.delivery) };

const isSame = (a: Delivery, b: Delivery): boolean =>
  equalJson([a.recipients, a.outside, a.refused], [b.recipients, b.outside, b.refused]);

function answerText(answers: readonly Answer[]): string {
  const lines = answers.flatMap(({ host, now, ...answer }) => [
    ...(answers.length > 1 ? [`at host "${host}":`] : []),
    ...renderExplanation(answer),
    ...compared(answer, now),
    '',
  ]);
  return `${lines.map(printable).join('\n').trimEnd()}\n`;
}

function compared({ delivery }: Explanation, now: Explanation | undefined): string[] {
  if (now === undefined) return [];
  if (isSame(delivery, now.delivery)) return ['the same as now'];
  // Of the present only the outcome is told, which follows the steps.
  const lines = renderExplanation(now);
  return ['', 'now, before the plan is applied:', ...lines.slice(lines.lastIndexOf('') + 1).map((line) => `  ${line}`)];
}
