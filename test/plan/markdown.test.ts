import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { printable } from '../../src/model';
import { makePlan, renderMarkdown } from '../../src/plan';
import type { Plan } from '../../src/plan';
import { codeSpan, prose } from '../../src/plan/render/harmless';
import { acmePlan, amended, hostilePlan, hostileText } from '../support/plans';
import { desired, desiredState, facts, observed, observedState } from '../support/states';

/** A reader as generous as a forge: HTML, tables, and everything that looks like a link. */
const reader = new MarkdownIt({ html: true, linkify: true });
type Token = ReturnType<typeof reader.parse>[number];

const BLOCKS = /^(?:fence|html_block|inline|(?:heading|paragraph|bullet_list|list_item|blockquote)_(?:open|close))$/;
const INLINES = /^(?:text|code_inline|softbreak|strong_open|strong_close)$/;
/** The HTML that is ours; nothing of it comes from a plan but counts. */
const OURS =
  /^(?:<!-- mailstate:plan [\w%.!~*'() -]* -->|<details>\n<summary><b>[A-Z][a-z ]+<\/b>: [\da-z, ]+<\/summary>|<\/details>)\n$/;
const LINE = /^(?:[+!-] |@@ | {4})/;
/** What a forge makes a link, a mention or markup of. */
const LIVELY = /[@#<>`*_~|\\[\]&$]|:\/\/|www\.|:\w+:|\b[a-f0-9]{7,40}\b|[a-z]+-\d/i;

function expectHarmless(text: string): void {
  expect(text.split('\n').filter((line) => printable(line) !== line)).toEqual([]);
  const tokens = reader.parse(text, {});
  expect(tokens.map(({ type }) => type).filter((type) => !BLOCKS.test(type))).toEqual([]);
  for (const { type, content, children } of tokens) {
    if (type === 'html_block') expect(content).toMatch(OURS);
    if (type === 'fence') expect(content.split('\n').filter((line) => line !== '' && !LINE.test(line))).toEqual([]);
    if (type === 'inline') expectPlain(children ?? []);
  }
  const count = (tag: string): number => tokens.filter(({ content }) => content.startsWith(tag)).length;
  expect(count('<details>')).toBe(count('</details>'));
}

function expectPlain(children: readonly Token[]): void {
  expect(children.map(({ type }) => type).filter((type) => !INLINES.test(type))).toEqual([]);
  for (const { type, content } of children)
    if (type === 'text') expect(content.replace(/^\[!(?:CAUTION|WARNING)\]$/, '')).not.toMatch(LIVELY);
}

/** A plan that creates so many users and keeps as many. */
const large = (users: number): Plan =>
  makePlan({
    desired: desiredState([
      desired('domain', { name: 'acme.example' }),
      ...Array.from({ length: users }, (_, i) => desired('user', { email: `u${i}@acme.example`, givenName: 'Ada' })),
    ]),
    observed: [
      observedState(Array.from({ length: users }, (_, i) => observed('user', { email: `old${i}@acme.example` }))),
    ],
    facts: [facts()],
    now: 0,
  });

describe('a plan as a comment', () => {
  it('begins with a hidden line by which it is found again', () => {
    expect(renderMarkdown(acmePlan())).toMatch(/^<!-- mailstate:plan mail -->\n## Mail plan: /);
    expect(renderMarkdown(acmePlan(), { name: 'acme prod' })).toMatch(/^<!-- mailstate:plan acme%20prod -->\n/);
    expect(renderMarkdown(acmePlan(), { name: 'a-->b\n' })).toMatch(/^<!-- mailstate:plan a-%2D%3Eb%5Cn -->\n/);
  });

  it('says what is grave before what is not', () => {
    const text = renderMarkdown(acmePlan());
    const places = [
      'Blocked by',
      '### 1 error',
      '### Deleted, closed, renamed',
      '### 1 warning',
      '<b>Users</b>',
      '<b>Not declared',
    ];
    const found = places.map((place) => text.indexOf(place));
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(found[0]).toBeGreaterThan(0);
  });

  it('says that there is nothing to do', () => {
    const text = renderMarkdown(large(0));
    expect(text).toContain('## Mail plan: 1 to create');
    expect(renderMarkdown(amended(large(0), { changes: [] }))).toContain('## Mail plan: no changes');
  });

  it('is the same for the same plan', () => {
    fc.assert(
      fc.property(hostilePlan, (plan) => {
        expect(renderMarkdown(JSON.parse(JSON.stringify(plan)) as Plan)).toBe(renderMarkdown(plan));
      }),
      { numRuns: 50 },
    );
  });

  it('shows hostile text harmlessly, wherever it comes from', () => {
    fc.assert(
      fc.property(hostilePlan, (plan) => expectHarmless(renderMarkdown(plan))),
      { numRuns: 150 },
    );
    expectHarmless(renderMarkdown(acmePlan()));
  });

  it('shows hostile text visibly', () => {
    const name = 'a`b<i>\u202e@x\n```';
    const text = renderMarkdown(
      amended(acmePlan(), { undeclared: [{ host: 'mail', kind: 'user', identity: name, policy: 'keep' }] }),
    );
    expect(text).toContain('- 1 user: ```` a`b<i>\\u{202e}@x\\n``` ````\n');
  });
});

describe('a long plan as a comment', () => {
  const shownUsers = (text: string): number => text.match(/^\+ u\d+@/gm)?.length ?? 0;

  it.each([10, 300, 1200])('of %d users keeps the limit and counts what it leaves out', (users) => {
    const plan = large(users);
    for (const limit of [20_000, 60_000]) {
      const text = renderMarkdown(plan, { limit });
      expect(text.length).toBeLessThanOrEqual(limit);
      const left = Number(/Left out below: .*?(\d+) changed users?\b/.exec(text)?.[1] ?? 0);
      expect(shownUsers(text) + left).toBe(users);
      expect(shownUsers(text)).toBeGreaterThan(Math.min(users, 200) - 1);
      expect(left > 0).toBe(text.includes('Cut to fit a comment'));
      expectHarmless(text);
    }
  });

  it('leaves out first what is least grave', () => {
    const user = acmePlan().changes.find(({ action }) => action === 'close')!;
    const closes = Array.from({ length: 1000 }, (_, i) => ({ ...user, id: `c${i}`, identity: `c${i}@acme.example` }));
    const text = renderMarkdown(amended(acmePlan(), { changes: [...acmePlan().changes, ...closes] }), {
      limit: 20_000,
    });
    expect(text).toContain('### 1 error');
    expect(text).toMatch(
      /Left out below: \d+ deleted, closed or renamed, 6 addresses whose mail is lost, leaves or loops, 1 warning, 1 note, 5 addresses whose mail changes, 1 changed organization, /,
    );
    expect(text).not.toContain('<details>');
    expect(text).toContain('`mailstate plan`');
  });

  it('keeps the limit for any plan, however long its names', () => {
    const repeated = (plan: Plan): Plan =>
      amended(plan, {
        changes: Array.from({ length: 30 }, (_, i) =>
          plan.changes.map((change) => ({ ...change, id: `${change.id} ${i}`, identity: `${change.identity}${i}` })),
        ).flat(),
        findings: Array.from({ length: 10 }, () => plan.findings).flat(),
        hosts: Array.from({ length: 10 }, () => plan.hosts).flat(),
      });
    fc.assert(
      fc.property(hostilePlan.map(repeated), fc.constantFrom(1, 20_000, 30_000, 60_000), (plan, limit) => {
        const text = renderMarkdown(plan, { limit });
        expect(text.length).toBeLessThanOrEqual(Math.max(limit, 20_000));
        expectHarmless(text);
      }),
      { numRuns: 30 },
    );
  });

  it('counts the lines of one huge object instead of crowding the others out', () => {
    const members = Array.from({ length: 5000 }, (_, i) => `m${i}@elsewhere.example`);
    const plan = makePlan({
      desired: desiredState([
        desired('group', { address: 'all@acme.example', members }),
        desired('group', { address: 'b@acme.example' }),
      ]),
      observed: [observedState([observed('domain', { name: 'acme.example' })])],
      facts: [facts()],
      now: 0,
    });
    expect(renderMarkdown(plan)).toContain('… and 4940 more lines of this object');
    expect(renderMarkdown(plan)).toContain('+ b@acme.example');
  });
});

describe('text within Markdown', () => {
  it.each([
    ['user "ada@acme.example" is closed, see acme/staff', 'user `ada@acme.example` is closed, see `acme/staff`'],
    ['25 % of them (or 7) aren’t known; look there!', '25 % of them (or 7) aren’t known; look there!'],
    [
      'ask @octocat about #12 and GH-12, or www.evil.example',
      'ask `@octocat` about `#12` and `GH-12`, or `www.evil.example`',
    ],
    ['commit deadbee, "a""b"', 'commit `deadbee`, `a` `b`'],
    ['say "a \\"b\\""', 'say `a \\"b\\"`'],
  ])('keeps words as words, and shows the rest as code: %s', (sentence, shown) => expect(prose(sentence)).toBe(shown));

  it('is read back as what it shows', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const [paragraph, ...rest] = reader.parseInline(codeSpan(text, 10_000), {});
        expect(rest).toEqual([]);
        expect(paragraph?.children?.map(({ type }) => type)).toEqual(['code_inline']);
        const shown = printable(text);
        expect(paragraph?.children?.[0]?.content).toBe(shown.trim() === '' ? `"${shown}"` : shown);
      }),
    );
    fc.assert(fc.property(hostileText, (text) => expectHarmless(`- ${prose(`so ${text}`)}\n`)));
  });
});
