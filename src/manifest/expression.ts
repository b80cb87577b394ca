/** What a text in a manifest means in Terraform's language: a literal, a template, a reference; and what is refused because it computes. */

export type Step = string | number;

export type Expression =
  | { readonly type: 'literal'; readonly value: string | number | boolean | null }
  | { readonly type: 'template'; readonly parts: readonly Expression[] }
  | { readonly type: 'list'; readonly members: readonly Expression[] }
  /** `toset(...)`, which the CDK writes around the list of a `for_each`. */
  | { readonly type: 'set'; readonly of: Expression }
  | { readonly type: 'map'; readonly entries: readonly (readonly [string, Expression])[] }
  | { readonly type: 'reference'; readonly root: string; readonly steps: readonly Step[]; readonly text: string };

/** Levels of brackets, braces and quotes that are followed. */
const MAX_NESTING = 64;

/** Why a text was refused; the message never repeats the text, which may hold a secret. */
export class Refused extends Error {
  constructor(
    readonly reason: 'invalid' | 'unsupported',
    message: string,
    /** Where in the text, counted in characters from 0. */
    readonly at: number,
  ) {
    super(message);
  }
}

/** Whether a text has to be read at all: most texts of a manifest stand for themselves. */
export const isTemplate = (text: string): boolean => text.includes('${') || text.includes('%{');

/**
 * Reads a text of the manifest as Terraform does: `${...}` and `$${` have meaning, the rest stands for itself.
 * Source: HCL native syntax specification, "Templates".
 * @throws Refused
 */
export const readTemplate = (text: string): Expression => new Reader(text).template(false, 0);

/**
 * Reads one expression, such as the text of `TF_VAR_people='["ada", "grace"]'` or an entry of `depends_on`.
 * @throws Refused
 */
export function readExpression(text: string): Expression {
  const reader = new Reader(text);
  const value = reader.expression(0);
  reader.end();
  return value;
}

/**
 * Reads the lines `name = value` of a tfvars file.
 * @throws Refused
 */
export const readAssignments = (text: string): (readonly [string, Expression])[] => new Reader(text).assignments();

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };
const isDigit = (char: string): boolean => char >= '0' && char <= '9';
const startsName = (char: string): boolean => /[A-Za-z_\u0080-\uffff]/.test(char);
const inName = (char: string): boolean => startsName(char) || isDigit(char) || char === '-';
const isSpace = (char: string): boolean => char === ' ' || char === '\t' || char === '\n' || char === '\r';

/** A cursor that only moves forward, so that reading takes time in proportion to the text. */
class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  template(quoted: boolean, depth: number): Expression {
    const parts: Expression[] = [];
    let literal = '';
    let start = this.at;
    const take = (upTo: number): void => {
      literal += this.text.slice(start, upTo);
    };
    for (; this.at < this.text.length;) {
      const char = this.text[this.at] ?? '';
      if (quoted && char === '"') break;
      if (quoted && char === '\\') {
        take(this.at);
        literal += this.escape();
        start = this.at;
      } else if ((char === '$' || char === '%') && this.text.startsWith(`${char}{`, this.at + 1)) {
        take(this.at);
        literal += `${char}{`;
        this.at += 3;
        start = this.at;
      } else if ((char === '$' || char === '%') && this.text[this.at + 1] === '{') {
        if (char === '%') throw this.unsupported('has a template directive, "%{...}"');
        take(this.at);
        if (literal !== '') parts.push({ type: 'literal', value: literal });
        literal = '';
        this.at += 2;
        if (this.peek() === '~') throw this.unsupported('trims white space with "~"');
        parts.push(this.expression(depth + 1));
        this.expect('}');
        start = this.at;
      } else this.at++;
    }
    take(this.at);
    if (literal !== '' || parts.length === 0) parts.push({ type: 'literal', value: literal });
    const [only] = parts;
    // A text that is one expression and nothing else keeps the type of its value.
    return parts.length === 1 && only !== undefined ? only : { type: 'template', parts };
  }

  expression(depth: number): Expression {
    if (depth > MAX_NESTING)
      throw new Refused('unsupported', `is nested more than ${MAX_NESTING} levels deep`, this.at);
    this.space();
    const value = this.operand(depth);
    this.space();
    if (this.peek() === '?') throw this.unsupported('has a condition');
    if (this.peek() !== '' && '+-*/%=!<>&|'.includes(this.peek())) throw this.unsupported('has an operator');
    return value;
  }

  assignments(): (readonly [string, Expression])[] {
    const entries: (readonly [string, Expression])[] = [];
    for (this.space(); this.at < this.text.length; this.space()) {
      const name = this.peek() === '"' ? this.quoted(0) : this.name();
      this.space();
      this.expect('=');
      entries.push([name, this.expression(0)]);
    }
    return entries;
  }

  end(): void {
    this.space();
    if (this.at < this.text.length) throw this.invalid('has something after its end');
  }

  private operand(depth: number): Expression {
    const char = this.peek();
    if (char === '"') {
      this.at++;
      const value = this.template(true, depth);
      this.expect('"');
      return value;
    }
    if (char === '[') return { type: 'list', members: this.list(depth) };
    if (char === '{') return { type: 'map', entries: this.map(depth) };
    if (char === '(') {
      this.at++;
      const inner = this.expression(depth + 1);
      this.expect(')');
      return inner;
    }
    if (isDigit(char) || (char === '-' && isDigit(this.text[this.at + 1] ?? ''))) return this.number();
    if (char !== '' && '-!'.includes(char)) throw this.unsupported('has an operator');
    if (this.text.startsWith('<<', this.at)) throw this.unsupported('has a heredoc');
    if (!startsName(char)) throw this.invalid(char === '' ? 'ends too early' : 'has an unexpected character');
    return this.named(depth);
  }

  private named(depth: number): Expression {
    const start = this.at;
    const root = this.name();
    if (root === 'true' || root === 'false') return { type: 'literal', value: root === 'true' };
    if (root === 'null') return { type: 'literal', value: null };
    if (root === 'for') throw this.unsupported('has a "for"');
    if (this.peek() === '(') {
      if (root !== 'toset') throw this.unsupported(`calls the function "${root}"`);
      this.at++;
      const of = this.expression(depth + 1);
      this.expect(')');
      return { type: 'set', of };
    }
    const steps: Step[] = [];
    for (;;) {
      if (this.peek() === '.') {
        this.at++;
        if (this.peek() === '*') throw this.unsupported('has a splat, ".*"');
        steps.push(this.name());
      } else if (this.peek() === '[') {
        this.at++;
        steps.push(this.index(depth));
      } else break;
    }
    return { type: 'reference', root, steps, text: this.text.slice(start, this.at) };
  }

  private index(depth: number): Step {
    this.space();
    if (this.peek() === '*') throw this.unsupported('has a splat, "[*]"');
    const key = this.expression(depth + 1);
    this.expect(']');
    if (key.type === 'literal' && (typeof key.value === 'string' || typeof key.value === 'number')) return key.value;
    throw this.unsupported('computes an index');
  }

  private list(depth: number): Expression[] {
    const members: Expression[] = [];
    this.at++;
    for (this.space(); this.peek() !== ']'; this.space()) {
      members.push(this.expression(depth + 1));
      if (this.peek() !== ',') break;
      this.at++;
    }
    this.expect(']');
    return members;
  }

  private map(depth: number): (readonly [string, Expression])[] {
    const entries: (readonly [string, Expression])[] = [];
    this.at++;
    for (this.space(); this.peek() !== '}' && this.peek() !== ''; this.space()) {
      const key = this.peek() === '"' ? this.quoted(depth + 1) : this.name();
      if (key === 'for') throw this.unsupported('has a "for"');
      this.space();
      if (this.peek() === ':') this.at++;
      else this.expect('=');
      entries.push([key, this.expression(depth + 1)]);
      if (this.peek() === ',') this.at++;
    }
    this.expect('}');
    return entries;
  }

  private quoted(depth: number): string {
    const key = this.operand(depth);
    if (key.type === 'literal' && typeof key.value === 'string') return key.value;
    throw this.unsupported('computes a name');
  }

  private number(): Expression {
    const start = this.at++;
    while (/[0-9.eE]/.test(this.peek()) || (/[+-]/.test(this.peek()) && /[eE]/.test(this.text[this.at - 1] ?? '')))
      this.at++;
    const value = Number(this.text.slice(start, this.at));
    if (!Number.isFinite(value)) throw this.invalid('has a number that cannot be read');
    return { type: 'literal', value };
  }

  private escape(): string {
    const kind = this.text[this.at + 1] ?? '';
    const digits = kind === 'u' ? 4 : kind === 'U' ? 8 : 0;
    const code = this.text.slice(this.at + 2, this.at + 2 + digits);
    const point = digits > 0 && /^[0-9a-fA-F]+$/.test(code) && code.length === digits ? parseInt(code, 16) : -1;
    const known = Object.hasOwn(ESCAPES, kind) ? ESCAPES[kind] : undefined;
    if (known === undefined && (point < 0 || point > 0x10ffff)) throw this.invalid('has an unknown escape after "\\"');
    this.at += 2 + digits;
    return known ?? String.fromCodePoint(point);
  }

  private name(): string {
    const start = this.at;
    if (!startsName(this.peek())) throw this.invalid('lacks a name where one is expected');
    while (this.at < this.text.length && inName(this.peek())) this.at++;
    return this.text.slice(start, this.at);
  }

  /** Skips white space and comments. */
  private space(): void {
    for (;;) {
      if (isSpace(this.peek())) this.at++;
      else if (this.peek() === '#' || this.text.startsWith('//', this.at)) this.skipPast('\n');
      else if (this.text.startsWith('/*', this.at)) this.skipPast('*/');
      else return;
    }
  }

  private skipPast(mark: string): void {
    const end = this.text.indexOf(mark, this.at);
    this.at = end < 0 ? this.text.length : end + mark.length;
  }

  private expect(char: string): void {
    if (this.peek() !== char) throw this.invalid(`lacks a "${char}"`);
    this.at++;
  }

  private readonly peek = (): string => this.text[this.at] ?? '';
  private readonly invalid = (message: string): Refused => new Refused('invalid', message, this.at);
  private readonly unsupported = (message: string): Refused => new Refused('unsupported', message, this.at);
}
