/** Reading Terraform's expressions out of texts. */
import * as fc from 'fast-check';
import { Refused, readAssignments, readExpression, readTemplate } from '../../src/manifest/expression';
import type { Expression } from '../../src/manifest/expression';

const literal = (value: string | number | boolean | null): Expression => ({ type: 'literal', value });
const reference = (text: string, root: string, ...steps: (string | number)[]): Expression => ({
  type: 'reference',
  root,
  steps,
  text,
});

function refusal(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown;
    return `${thrown.reason}: ${thrown.message}`;
  }
}

describe('a template', () => {
  it.each<[string, Expression]>([
    ['plain', literal('plain')],
    ['', literal('')],
    ['costs $5 or 5%', literal('costs $5 or 5%')],
    ['$${not} %%{this}', literal('${not} %{this}')],
    ['${local.a}', reference('local.a', 'local', 'a')],
    ['${ mail_user.ada["email"] }', reference('mail_user.ada["email"]', 'mail_user', 'ada', 'email')],
    ['${mail_user.ada[0].email}', reference('mail_user.ada[0].email', 'mail_user', 'ada', 0, 'email')],
    [
      '${data.x.cross-stack-a.outputs.y-z}',
      reference('data.x.cross-stack-a.outputs.y-z', 'data', 'x', 'cross-stack-a', 'outputs', 'y-z'),
    ],
    ['a${1.5}b', { type: 'template', parts: [literal('a'), literal(1.5), literal('b')] }],
    [
      '${"in ${local.a} out"}',
      { type: 'template', parts: [literal('in '), reference('local.a', 'local', 'a'), literal(' out')] },
    ],
    ['${"tab\\t\\"quoted\\" \\u00e9"}', literal('tab\t"quoted" é')],
    ['${true}', literal(true)],
    ['${null}', literal(null)],
    ['${-2e3}', literal(-2000)],
    ['${(["a", "b",])}', { type: 'list', members: [literal('a'), literal('b')] }],
    ['${{a = 1, "b c": 2}}', { type: 'map', entries: [['a', literal(1)], ['b c', literal(2)]] }], // prettier-ignore
    ['${toset(["a"])}', { type: 'set', of: { type: 'list', members: [literal('a')] } }],
  ])('%s', (text, expression) => expect(readTemplate(text)).toEqual(expression));

  it.each([
    ['${upper("x")}', 'unsupported: calls the function "upper"'],
    ['${a.b + 1}', 'unsupported: has an operator'],
    ['${!a.b}', 'unsupported: has an operator'],
    ['${a.b ? 1 : 2}', 'unsupported: has a condition'],
    ['${[for x in y : x]}', 'unsupported: has a "for"'],
    ['${{for k, v in y : k => v}}', 'unsupported: has a "for"'],
    ['${a.b[*].c}', 'unsupported: has a splat, "[*]"'],
    ['${a.*.c}', 'unsupported: has a splat, ".*"'],
    ['${a[local.b]}', 'unsupported: computes an index'],
    ['${~ a.b ~}', 'unsupported: trims white space with "~"'],
    ['%{ if x }', 'unsupported: has a template directive, "%{...}"'],
    ['${<<EOT}', 'unsupported: has a heredoc'],
    ['${', 'invalid: ends too early'],
    ['${a.}', 'invalid: lacks a name where one is expected'],
    ['${"a}', 'invalid: lacks a """'],
    ['${a b}', 'invalid: lacks a "}"'],
    ['${"\\q"}', 'invalid: has an unknown escape after "\\"'],
    ['${1e999}', 'invalid: has a number that cannot be read'],
    ['${@}', 'invalid: has an unexpected character'],
  ])('%s is refused', (text, said) => expect(refusal(() => readTemplate(text))).toBe(said));
});

it('reads the lines of a tfvars file', () => {
  const text = '# people\nname = "Ada" // first\ncount=3\n/* none */ flags = {\n  a = true\n  b = [1,\n 2]\n}\n';
  expect(readAssignments(text)).toEqual([
    ['name', literal('Ada')],
    ['count', literal(3)],
    ['flags', { type: 'map', entries: [['a', literal(true)], ['b', { type: 'list', members: [literal(1), literal(2)] }]] }],
  ]); // prettier-ignore
  expect(refusal(() => readAssignments('name "Ada"'))).toBe('invalid: lacks a "="');
});

it('reads one expression and nothing after it', () => {
  expect(readExpression('mail_user.ada')).toEqual(reference('mail_user.ada', 'mail_user', 'ada'));
  expect(refusal(() => readExpression('mail_user.ada x'))).toBe('invalid: has something after its end');
});

describe('any text', () => {
  it('is read or refused, and never anything else', () => {
    const piece = fc.constantFrom(
      '${',
      '}',
      '%{',
      '$${',
      '"',
      '\\',
      '[',
      ']',
      '(',
      '{',
      '.',
      ',',
      '=',
      'a',
      '1',
      '-',
      ' ',
      '*',
      '#',
      '/*',
      'for',
      'é',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(
        text,
        (any) => void [readTemplate, readExpression, readAssignments].map((read) => refusal(() => read(any))),
      ),
    );
  });

  it('stands for itself once its marks are escaped', () => {
    const escaped = (text: string): string => text.replace(/([$%])(?=\{)/g, '$1$1');
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/[$%]{2}\{/.test(text)),
        (text) => {
          expect(readTemplate(escaped(text))).toEqual(literal(text));
        },
      ),
    );
  });

  it('comes back from its JSON form inside an expression', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[\x20-\x7e]*$/).filter((text) => !/[$%]/.test(text)),
        (text) => {
          expect(readTemplate(`\${${JSON.stringify(text)}}`)).toEqual(literal(text));
        },
      ),
    );
  });
});
