/** `mailstate history`: what was done to which object, when and by whom, and can the record be trusted? */
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { readAudit, verifyAudit } from '../../apply';
import type { AuditProof, AuditRecord } from '../../apply';
import { parseDomainName, parseEmailAddress, printable } from '../../model';
import { CommandError, EXIT } from '../exit';
import type { ExitCode } from '../exit';
import type { CommonOptions, Format, Since } from '../options';
import { findProject } from '../project';
import type { World } from '../world';
import { fenced } from '../written';

export interface HistoryOptions extends CommonOptions {
  /** @default from the first record on */
  readonly since?: Since;
  /** Proves the chain instead of showing it. */
  readonly verify: boolean;
  readonly format: Format;
}

export async function history(world: World, options: HistoryOptions, named: string | undefined): Promise<ExitCode> {
  const { since, verify, format } = options;
  if (verify && (named !== undefined || since !== undefined))
    throw new CommandError('--verify proves the whole record, so it takes neither an address nor --since', {
      fix: 'run "mailstate history --verify" alone',
    });
  const { folder } = await findProject(world);
  const file = join(folder, '.mailstate', 'audit.ndjson');
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (!isThere) world.stderr.write(`nothing was applied from here yet: there is no ${file}\n`);
  const lines = isThere ? linesOf(file) : [];
  if (verify) return proved(await verifyAudit(lines), file, world, format);
  const filter = {
    ...(named === undefined ? {} : { address: normalised(named) }),
    ...(since === undefined ? {} : { since: 'at' in since ? since.at : world.clock.now() - since.ago }),
  };
  const records: AuditRecord[] = [];
  for await (const record of readAudit(lines, filter)) records.push(record);
  world.stdout.write(writtenRecords(records, format));
  return EXIT.done;
}

/** Lines end at line feeds alone: a record may hold what other programs take for one. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, 'utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** Spells an address or a domain as the record does; other names stay as they are. */
function normalised(named: string): string {
  const parsed = named.includes('@') ? parseEmailAddress(named) : parseDomainName(named);
  return parsed.ok ? parsed.value : named.trim();
}

function proved(proof: AuditProof, file: string, world: World, format: Format): ExitCode {
  if (format === 'json') world.stdout.write(`${JSON.stringify({ format: 'mailstate.proof/1', ...proof }, null, 2)}\n`);
  else if (proof.whole) {
    const said = proof.records === 0 ? 'The record is empty.' : `The record is whole: ${proof.records} entries, the last with the hash ${proof.hash}.`; // prettier-ignore
    world.stdout.write(format === 'markdown' ? fenced(said) : `${said}\n`);
  }
  if (proof.whole) return EXIT.done;
  throw new CommandError(`the record ${file} is not whole: line ${proof.line}: ${proof.problem}`, {
    fix: 'compare it with a copy; up to the line before, it is as it was written',
  });
}

function writtenRecords(records: readonly AuditRecord[], format: Format): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ format: 'mailstate.history/1', records }, null, 2)}\n`;
    case 'text':
      return table(records);
    case 'markdown':
      return fenced(table(records));
    default:
      return format satisfies never;
  }
}

const HEADINGS = ['at', 'who', 'what', 'host', 'outcome', 'commit', 'plan'];
/** Enough of a hash to find what it stands for. */
const SHORT = 10;

function cells({ at, who, operation, kind, identity, from, host, outcome, code, git, plan }: AuditRecord): string[] {
  const object = from === undefined ? identity : `${from} to ${identity}`;
  const commit = git === undefined ? '-' : `${git.commit.slice(0, SHORT)}${git.dirty ? ' (changed)' : ''}`;
  return [
    at.replace(/\.\d+Z$/, 'Z'),
    who.user,
    `${operation} ${kind} ${object}`,
    host,
    code === undefined ? outcome : `${outcome} (${code})`,
    commit,
    plan.replace(/^sha256:/, '').slice(0, SHORT),
  ].map(printable);
}

/** Aligned columns, the newest last. */
function table(records: readonly AuditRecord[]): string {
  if (records.length === 0) return 'No entries.\n';
  const rows = [HEADINGS, ...records.map(cells)];
  const widths = HEADINGS.map((_, column) =>
    rows.reduce((most, row) => Math.max(most, stringWidth(row[column] ?? '')), 0),
  );
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell))).join('  ').trimEnd(); // prettier-ignore
  return `${rows.map(line).join('\n')}\n`;
}
