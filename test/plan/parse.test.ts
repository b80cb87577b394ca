import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { parsePlan, planJsonSchema, renderJson } from '../../src/plan';
import type { Plan, PLAN_FILE_FINDINGS } from '../../src/plan';
import type { Finding } from '../../src/model';
import { acmePlan, amended, anyPlan, hostilePlan } from '../support/plans';

const somePlan = fc.oneof(anyPlan, hostilePlan);
const findingsOf = (text: string): readonly Finding[] => {
  const parsed = parsePlan(text, 'plan.json');
  return 'findings' in parsed ? parsed.findings : [];
};
const jsonOf = (over: object): string => JSON.stringify({ ...acmePlan(), ...over });

describe('a plan file', () => {
  it('gives the plan back that was written', () => {
    fc.assert(
      fc.property(somePlan, (plan) => {
        const text = renderJson(plan);
        const parsed = parsePlan(text);
        expect(parsed).toEqual({ plan });
        expect('plan' in parsed && renderJson(parsed.plan)).toBe(text);
      }),
      { numRuns: 100 },
    );
  });

  it('has its keys in one order, and ends with a line break', () => {
    const plan = acmePlan();
    const shuffled = Object.fromEntries(Object.entries(plan).reverse()) as unknown as Plan;
    expect(renderJson(shuffled)).toBe(renderJson(plan));
    expect(renderJson(plan).split('\n').slice(0, 2)).toEqual(['{', '  "format": "mailstate.plan/1",']);
    expect(renderJson(plan)).toMatch(/}\n$/);
  });

  it.each<[string, string, keyof typeof PLAN_FILE_FINDINGS, RegExp, RegExp]>([
    ['an empty file', '', 'plan-file-unreadable', /not JSON: unexpected end/, /--out/],
    ['a file cut short', renderJson(acmePlan()).slice(0, 999), 'plan-file-unreadable', /not JSON/, /--out/],
    ['another program’s JSON', '{"format_version":"1.2"}', 'plan-file-version', /its format is not stated/, /--out/],
    ['a list', '[]', 'plan-file-version', /no plan of mailstate/, /--out/],
    ['a newer format', jsonOf({ format: 'mailstate.plan/2' }), 'plan-file-version', /"mailstate.plan\/2" of a newer mailstate, this one reads "mailstate.plan\/1"/, /the mailstate that wrote it/],
    ['an older format', jsonOf({ format: 'mailstate.plan/0' }), 'plan-file-version', /of an older mailstate/, /make the plan anew/],
    ['a missing part', jsonOf({ changes: undefined }), 'plan-file-invalid', /changes expected a list, got nothing/, /anew/],
    ['an unknown field', jsonOf({ force: true }), 'plan-file-invalid', /the file has the unknown field "force"/, /anew/],
    ['an unknown action', jsonOf({ changes: [{ ...acmePlan().changes[0], action: 'destroy' }] }), 'plan-file-invalid', /changes\[0\].action "destroy" is not one of "create"/, /anew/],
    ['a wrong date', jsonOf({ createdAt: 'yesterday' }), 'plan-file-invalid', /createdAt is not an instant/, /anew/],
    ['a changed value', jsonOf({ createdAt: '2030-01-01T00:00:00.000Z' }), 'plan-file-tampered', /was changed after it was made/, /review it again/],
    ['a change taken out', jsonOf({ changes: acmePlan().changes.slice(0, -1) }), 'plan-file-tampered', /digest does not fit/, /review it again/],
  ])('is refused when it is %s', (_, text, code, summary, fix) => {
    const found = findingsOf(text);
    expect(found).toEqual([
      {
        severity: 'error',
        code,
        summary: expect.stringMatching(summary) as string,
        fix: expect.stringMatching(fix) as string,
        declaredAt: 'plan.json',
      },
    ]);
  }); // prettier-ignore

  it.each<[string, (plan: Plan) => Partial<Plan>, RegExp]>([
    ['speaks of a host it does not name', ({ changes }) => ({ hosts: [], changes: changes.slice(0, 1) }), /host "mail" is not among its hosts/],
    ['names an attribute that there is not', ({ changes }) => ({ changes: [{ ...changes[0]!, attributes: [{ name: '__proto__', after: 1 }] }] }), /names "__proto__", which an? /],
    ['holds a change twice', ({ changes }) => ({ changes: [changes[0]!, changes[0]!] }), /is there twice/],
    ['requires what comes later', ({ changes: [first, second] }) => ({ changes: [{ ...first!, requires: [second!.id] }, second!] }), /which comes later/],
    ['nests without end', ({ changes }) => ({ changes: [{ ...changes[0]!, attributes: [{ name: 'name', after: JSON.parse('['.repeat(30) + ']'.repeat(30)) }] }] }), /nests more than 16 levels/],
  ])('is refused when it %s, whatever its digest says', (_, change, summary) => {
    const plan = acmePlan();
    const found = findingsOf(JSON.stringify(amended(plan, change(plan))));
    expect(found.map(({ code }) => code)).toEqual(['plan-file-invalid']);
    expect(found[0]?.summary).toMatch(summary);
  }); // prettier-ignore

  it('is told its first problems and how many more there are', () => {
    const changes = Array.from({ length: 50 }, () => ({}));
    expect(findingsOf(jsonOf({ changes }))).toHaveLength(11);
    expect(findingsOf(jsonOf({ changes })).at(-1)?.summary).toMatch(/\d+ more places are wrong/);
  });

  it('never crashes the reader, whatever it holds', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), somePlan.chain(broken));
    fc.assert(
      fc.property(anything, (text) => {
        const parsed = parsePlan(text);
        expect('plan' in parsed || parsed.findings.length > 0).toBe(true);
      }),
      { numRuns: 300 },
    );
    const deep = '['.repeat(100_000);
    for (const text of [
      deep,
      deep + ']'.repeat(100_000),
      `{"format":"mailstate.plan/1","changes":${deep}${']'.repeat(100_000)}}`,
    ])
      expect(findingsOf(text)).not.toEqual([]);
  });
});

/** The text of a plan in which one part somewhere was replaced by something else. */
const broken = (plan: Plan): fc.Arbitrary<string> => {
  const text = JSON.stringify(plan);
  const parts = [...text.matchAll(/"(?:[^"\\]|\\.)*"|\d+|\[|\]|\{|\}|,|:/g)];
  return fc
    .tuple(fc.constantFrom(...parts), fc.oneof(fc.json({ maxDepth: 2 }), fc.constantFrom('', '[]', '{}', 'null')))
    .map(([part, other]) => text.slice(0, part.index) + other + text.slice(part.index + part[0].length));
};

describe('the JSON Schema of plans', () => {
  const validate = addFormats(new Ajv2020({ allErrors: true, strict: true })).compile(planJsonSchema());

  it('is the one in the reference', () => {
    const file = join(__dirname, '../../docs/reference/plan.schema.json');
    // When this fails: npm run generate:plan-schema
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(planJsonSchema());
  });

  it('fits every plan', () => {
    const errors = (plan: Plan): unknown => (validate(JSON.parse(renderJson(plan))) ? [] : validate.errors);
    expect(errors(acmePlan())).toEqual([]);
    fc.assert(
      fc.property(somePlan, (plan) => expect(errors(plan)).toEqual([])),
      { numRuns: 100 },
    );
  });

  it('fits nothing else', () => {
    const { digest: _, ...without } = acmePlan();
    expect(validate(without)).toBe(false);
    expect(validate({ ...acmePlan(), more: 1 })).toBe(false);
    expect(validate({ ...acmePlan(), digest: 'sha256:0' })).toBe(false);
  });
});
