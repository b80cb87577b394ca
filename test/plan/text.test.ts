import fc from 'fast-check';
import { KINDS, KIND_NAMES, printable } from '../../src/model';
import { PLAIN, renderMarkdown, renderText } from '../../src/plan';
import type { Change, Paint, Plan } from '../../src/plan';
import { acmePlan, amended, anyPlan, hostilePlan } from '../support/plans';

const linesOf = (text: string): string[] => text.split('\n').slice(0, -1);

describe('a plan as text', () => {
  it('holds nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(hostilePlan, (plan) => {
        const text = renderText(plan);
        expect(linesOf(text).filter((line) => printable(line) !== line)).toEqual([]);
        expect(text.endsWith('\n')).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('is the same for the same plan', () => {
    fc.assert(
      fc.property(fc.oneof(anyPlan, hostilePlan), (plan) =>
        expect(renderText(JSON.parse(JSON.stringify(plan)) as Plan)).toBe(renderText(plan)),
      ),
      { numRuns: 50 },
    );
  });

  it('says the same with colour as without', () => {
    const colour = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;
    const paint: Paint = {
      added: colour(32),
      changed: colour(33),
      removed: colour(31),
      strong: colour(1),
      faint: colour(2),
    };
    const coloured = renderText(acmePlan(), { paint });
    expect(coloured).not.toBe(renderText(acmePlan()));
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderText(acmePlan(), { paint: PLAIN }));
  });

  it('has no blank line twice, none at its end, and no space at the end of a line', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const text = renderText(plan);
        expect(text).not.toMatch(/\n\n\n|\n\n$|^\n| \n/);
      }),
      { numRuns: 100 },
    );
  });

  it('names every object that changes', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const [text, comment] = [renderText(plan), renderMarkdown(plan)];
        for (const { identity } of plan.changes) {
          expect(text).toContain(identity);
          expect(comment).toContain(identity);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('shows only names after so many objects, and then only counts', () => {
    const text = renderText(acmePlan(), { detailed: 1, most: 3 });
    expect(text).toContain('+ ada@acme.example');
    expect(text).toContain('+ acme-labs.example');
    expect(text).not.toContain('limits.quota');
    expect(text).toContain('… and 8 more, all in --format json');
  });
});

describe('secrets', () => {
  const CANARY = 'canary-8151623';
  const sensitive = KIND_NAMES.flatMap((kind) =>
    Object.entries(KINDS[kind].attributes).flatMap(([name, traits]) => (traits.sensitive ? [{ kind, name }] : [])),
  );
  const anySecret = fc.constantFrom(
    `command:printf ${CANARY}`,
    `command:curl -H "token: ${CANARY}" https://vault.example`,
    `generated ${CANARY}`,
    CANARY,
    [CANARY],
    { value: CANARY },
    { [CANARY]: true },
  );

  it('are never in a rendering, whatever a sensitive attribute holds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...sensitive),
        anySecret,
        anySecret,
        fc.constantFrom('create', 'update', 'delete', 'close'),
        fc.boolean(),
        ({ kind, name }, before, after, action, isMarked) => {
          const change: Change = {
            id: 'one',
            action,
            host: 'mail',
            kind,
            identity: 'ada@acme.example',
            attributes: [{ name, before, after, ...(isMarked ? { sensitive: true } : {}) }],
            observed: { [name]: before },
            requires: [],
          };
          const plan = amended(acmePlan(), { changes: [change] });
          expect(renderText(plan)).not.toContain(CANARY);
          expect(renderMarkdown(plan)).not.toContain(CANARY);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('are masked in any attribute that is marked', () => {
    const marked: Change = {
      ...acmePlan().changes[0]!,
      attributes: [{ name: 'notice', after: CANARY, sensitive: true }],
    };
    const plan = amended(acmePlan(), { changes: [marked] });
    expect(renderText(plan)).toContain('notice  (secret)');
    expect(renderText(plan) + renderMarkdown(plan)).not.toContain(CANARY);
  });
});
