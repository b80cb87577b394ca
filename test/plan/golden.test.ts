import { join } from 'node:path';
import { renderMarkdown, renderText } from '../../src/plan';
import { expectGolden } from '../support/golden';
import { acmePlan } from '../support/plans';

const golden = (name: string): string => join(__dirname, 'golden', name);

describe('the plan of a company, with everything in it', () => {
  // A digest of its own, so that the file changes only when something that people read does.
  const plan = { ...acmePlan(), digest: `sha256:${'8151623'.repeat(10).slice(0, 64)}` };

  it('reads well as text', () => expectGolden(renderText(plan), golden('acme.txt')));
  it('reads well as a comment on a pull request', () =>
    expectGolden(renderMarkdown(plan, { name: 'acme' }), golden('acme.md')));
});
