/** Which users does a table hold: an array, a CSV file with a header, or Mailo's tab-separated file without one? */
import { CsvError, parse } from 'csv-parse/sync';
import { attributeOf, declarableAttributes, isObject, isSecretReference, nearest, quote, toCamelCase } from '../model';
import { escapeExpressions, fullSample } from './declared-value';

/** The attributes of one user as they were read. */
export interface TableRow {
  /** Line of the file, counted from 1, or index in the array. */
  readonly line: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What is wrong at one line; line 0 is the table as a whole. */
export interface TableProblem {
  readonly line: number;
  readonly text: string;
}

/** What was read, and what could not be. */
export interface Table {
  readonly rows: readonly TableRow[];
  readonly problems: readonly TableProblem[];
  /** Where a row stands, for the manifest: `staff.csv:12`, `rows[3]`. */
  path(line: number): string;
  /** Where a value stands, for a message: `staff.csv line 12, column 5 (quota)`. `field` is that of a structured value. */
  place(line: number, attribute: string, field?: string): string;
}

/** Whether plain passwords are refused or left out. */
export type Passwords = 'refuse' | 'ignore';

/** What a column fills. */
interface Column {
  readonly title: string;
  readonly attribute: string;
  /** Field of a structured value. */
  readonly field?: string;
  /** Turns the text of a cell into a value; undefined is not allowed. */
  readonly read: (cell: string) => unknown;
  /** What may be written, where `read` knows it better than the model. */
  readonly allowed?: string;
}

const list = (cell: string): unknown =>
  cell
    .split(';')
    .map((member) => escapeExpressions(member.trim()))
    .filter((member) => member !== '');

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

function readerFor(sample: unknown): Pick<Column, 'read' | 'allowed'> {
  if (Array.isArray(sample)) return { read: list };
  if (typeof sample === 'number')
    return { read: (cell) => (/^\d+$/.test(cell) ? Number(cell) : undefined), allowed: 'a whole number' };
  if (typeof sample !== 'boolean') return { read: escapeExpressions };
  return { read: (cell) => BOOLEANS.get(cell.toLowerCase()), allowed: 'true, false, 1 or 0' };
}

/** Finds what a column title names, in camelCase or snake_case, such as `postal_address.city`. */
function columnFor(title: string): Column | undefined {
  const [attribute = '', field, ...rest] = title.split('.').map(toCamelCase);
  if (!declarableAttributes('user').includes(attribute) || rest.length > 0) return undefined;
  const sample = fullSample(attributeOf('user', attribute)?.samples ?? [undefined, undefined]);
  if (isObject(sample) !== (field !== undefined)) return undefined;
  return { title, attribute, field, ...readerFor(isObject(sample) ? sample[field ?? ''] : sample) };
}

/** Mailo's columns in the order of its page "Créer plusieurs comptes", with the names it gives them. */
function mailoColumns(genders: Readonly<Record<string, string>>): readonly Column[] {
  const read = escapeExpressions;
  return [
    { title: 'prénom', attribute: 'givenName', read },
    { title: 'nom', attribute: 'familyName', read },
    { title: 'identifiant ou adresse e-mail', attribute: 'email', read },
    { title: 'mot de passe', attribute: 'initialPassword', read },
    { title: 'service', attribute: 'department', read },
    {
      title: 'genre',
      attribute: 'gender',
      read: (cell) => (Object.hasOwn(genders, cell) ? genders[cell] : undefined),
      allowed: Object.entries(genders).map(([cell, gender]) => `${cell} (${gender})`).join(' or '), // prettier-ignore
    },
    { title: 'adresse de secours', attribute: 'recoveryAddress', read },
    {
      title: 'changement de mot de passe obligatoire',
      attribute: 'mustChangePassword',
      read: (cell) => (cell === '1' ? true : undefined),
      allowed: '1 or empty',
    },
  ];
}

interface Line {
  readonly line: number;
  readonly record: readonly string[];
}

/** Splits a file into records, each with the line on which it starts. */
function readLines(content: string, name: string, delimiter: string): { lines: Line[]; problems: TableProblem[] } {
  const breaksIn = (record: readonly string[]): number =>
    record.reduce((sum, cell) => (cell.includes('\n') ? sum + cell.split('\n').length - 1 : sum), 0);
  const options = {
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    on_record: (record: readonly string[], { lines }: { lines: number }): Line => ({
      record,
      line: lines - breaksIn(record),
    }),
  };
  try {
    // The parser counts CR LF inside quotes as two lines, and tells on which line a record ends.
    return { lines: parse(content.replaceAll('\r\n', '\n'), options) as unknown as Line[], problems: [] };
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    const line = Number(thrown['lines']);
    return { lines: [], problems: [{ line, text: `${name} line ${line}: a quoted cell does not end; double the quotes inside it` }] }; // prettier-ignore
  }
}

/** Reads the lines below the header, or all of them where there is none. */
function readRows(name: string, lines: readonly Line[], columns: readonly Column[], passwords: Passwords): Table {
  const problems: TableProblem[] = [];
  const indexOf = (attribute: string, field?: string): number => {
    const exact = columns.findIndex((column) => column.attribute === attribute && column.field === field);
    return exact >= 0 ? exact : columns.findIndex((column) => column.attribute === attribute);
  };
  const place = (line: number, attribute: string, field?: string): string => {
    const index = indexOf(attribute, field);
    return `${name} line ${line}${index < 0 ? '' : `, column ${index + 1} (${columns[index]?.title})`}`;
  };
  const rows = lines.map(({ record, line }): TableRow => {
    const attributes: Record<string, unknown> = {};
    const refuse = (where: string, why: string): number => problems.push({ line, text: `${where} ${why}` });
    if (record.length > columns.length)
      refuse(`${name} line ${line}`, `has ${record.length} columns, allowed are ${columns.length}; quote a cell that holds the separator`); // prettier-ignore
    columns.forEach(({ attribute, field, read, allowed }, index) => {
      const cell = record[index]?.trim() ?? '';
      if (cell === '') return;
      if (attribute === 'initialPassword' && !isSecretReference(cell)) {
        if (passwords === 'ignore') return;
        // The cell is not repeated: it is a secret.
        return void refuse(
          place(line, attribute),
          'holds a password; write where it is found, such as "env:ADA_PASSWORD", or set passwords: "ignore" to leave such cells out',
        );
      }
      const value = read(cell);
      if (value === undefined)
        refuse(`${place(line, attribute, field)}:`, `${quote(cell)} is not allowed; write ${allowed}`);
      else if (field === undefined) attributes[attribute] = value;
      else attributes[attribute] = { ...(attributes[attribute] as object | undefined), [field]: value };
    });
    return { line, attributes };
  });
  return { rows, problems, path: (line) => `${name}:${line}`, place };
}

/** Reads a CSV file whose first line names attributes. */
export function readCsv(content: string, name: string, passwords: Passwords): Table {
  const { lines, problems } = readLines(content, name, /^[^\r\n]*\t/.test(content) ? '\t' : ',');
  const [header, ...body] = lines;
  const line = header?.line ?? 1;
  const titles = (header?.record ?? []).map((title) => title.trim());
  const columns = titles.flatMap((title, index): Column[] => {
    const place = `${name} line ${line}, column ${index + 1}`;
    if (titles.indexOf(title) < index) problems.push({ line, text: `${place}: ${quote(title)} is there twice` });
    const column = columnFor(title);
    if (column !== undefined) return [column];
    problems.push({ line, text: `${place}: ${unknownTitle(title)}` });
    return [];
  });
  if (header === undefined && problems.length === 0)
    problems.push({ line, text: `${name} is empty; its first line names attributes, such as "email,given_name"` });
  // Below an unknown title nothing can be judged.
  return problems.length > 0 ? { ...readRows(name, [], [], passwords), problems } : readRows(name, body, columns, passwords); // prettier-ignore
}

function unknownTitle(title: string): string {
  const known = declarableAttributes('user');
  const near = nearest(toCamelCase(title), known);
  if (title.includes(';')) return `${quote(title)} is no attribute; separate columns by commas or tabs`;
  if (known.includes(toCamelCase(title)) || title.includes('.'))
    return `${quote(title)} is no attribute; a structured one takes a column for each field, such as "postalAddress.city"`;
  return `a user has no attribute ${quote(title)}${near === undefined ? `; allowed are ${known.join(', ')}` : `, did you mean ${quote(near)}?`}`;
}

/** Reads the eight-column file that Mailo's console imports. */
export function readMailo(
  content: string,
  name: string,
  passwords: Passwords,
  genders: Readonly<Record<string, string>>,
): Table {
  const { lines, problems } = readLines(content, name, '\t');
  const table = readRows(name, lines, mailoColumns(genders), passwords);
  return { ...table, problems: [...problems, ...table.problems] };
}

/** Takes rows as they were written in the program. */
export function readArray(rows: readonly unknown[]): Table {
  const problems: TableProblem[] = [];
  return {
    rows: rows.flatMap((attributes, line) => {
      if (isObject(attributes)) return [{ line, attributes }];
      problems.push({
        line,
        text: `rows[${line}] is ${quote(attributes)}, write an object such as { email: "ada@acme.example" }`,
      });
      return [];
    }),
    problems,
    path: (line) => `rows[${line}]`,
    place: (line, attribute, field) => `rows[${line}].${attribute}${field === undefined ? '' : `.${field}`}`,
  };
}
