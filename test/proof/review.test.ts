/** Does a reviewer see from the plan what will happen to the mail? Acme's example, and what a pull request makes of it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../../src/model';
import type { DesiredState } from '../../src/model';
import { readManifest } from '../../src/manifest';
import { isBlocked, makePlan, renderMarkdown, renderText } from '../../src/plan';
import { expectGolden } from '../support/golden';
import { asObserved, facts, observedState } from '../support/states';

const NOW = Date.UTC(2026, 10, 20, 9, 30);
const MAIN = '../../examples/acme/main';

type Blocks = Record<string, Record<string, Record<string, unknown>>>;

/** The resources that examples/acme synthesises. */
function acme(): { readonly resource: Blocks } {
  const outdir = mkdtempSync(join(tmpdir(), 'mail-review-'));
  const before = process.env;
  process.env = { ...before, CDKTF_OUTDIR: outdir };
  delete process.env['MAIL_ENDPOINT'];
  try {
    jest.isolateModules(() => void jest.requireActual(MAIN));
    const text = readFileSync(join(outdir, 'stacks/acme/cdk.tf.json'), 'utf8');
    return JSON.parse(text) as { readonly resource: Blocks };
  } finally {
    process.env = before;
    rmSync(outdir, { recursive: true, force: true });
  }
}

function load(json: { readonly resource: Blocks }): DesiredState {
  const { desired, findings } = readManifest([{ name: 'acme', json }]);
  if (desired === undefined) throw new Error(JSON.stringify(findings));
  return desired;
}

/** Changes the attributes of one resource. */
function edit(
  { resource }: { readonly resource: Blocks },
  type: string,
  name: string,
  over: Record<string, unknown>,
): void {
  const block = resource[type]?.[name];
  if (!isObject(block)) throw new Error(`examples/acme has no ${type}.${name} any more`);
  Object.assign(block, over);
}

/** Takes one member out of a list of references. */
const without = (
  json: { readonly resource: Blocks },
  type: string,
  name: string,
  attribute: string,
  member: string,
): void =>
  edit(json, type, name, {
    [attribute]: (json.resource[type]?.[name]?.[attribute] as string[]).filter((one) => one !== member),
  });

describe('a pull request that renames one, offboards one, sends an alias outside and moves the catch-all', () => {
  // Last week's plan took Edsger out of his group; so much is at the host.
  const held = acme();
  without(held, 'mail_group', 'engineering', 'members', '${mail_user.edsger.email}');
  const wanted = structuredClone(held);
  edit(wanted, 'mail_user', 'katherine', {
    email: 'katherine.goble@acme.example',
    family_name: 'Goble',
    previously: ['katherine@acme.example'],
  });
  const { email, '//': origin } = wanted.resource['mail_user']?.['edsger'] ?? {};
  wanted.resource['mail_user'] = {
    ...wanted.resource['mail_user'],
    edsger: {
      email,
      '//': origin,
      status: 'closed',
      closed_notice: 'Edsger has left Acme; please write to engineering@acme.example',
      removal: {
        address: email,
        not_before: '2026-12-31',
        approved_by: '${mail_user.ada.email}',
        reason: 'left in October',
      },
    },
  };
  edit(wanted, 'mail_alias', 'info', { targets: ['helpdesk@outsourcing.example'] });
  edit(wanted, 'mail_domain', 'main', { catch_all: ['${mail_user.grace.email}'] });

  const sizes: Readonly<Record<string, object>> = {
    'edsger@acme.example': { usedBytes: 3_400_000_000, lastLoginAt: '2026-10-30T16:00:00Z' },
  };
  const observed = load(held).objects.map((object) => {
    const seen = asObserved(object);
    return { ...seen, attributes: { ...seen.attributes, ...sizes[object.identity] } };
  });
  const plan = makePlan({ desired: load(wanted), observed: [observedState(observed)], facts: [facts()], now: NOW });
  // A digest of its own, so that the files change only when something that people read does.
  const shown = { ...plan, digest: `sha256:${'20261120'.repeat(8)}` };

  it('may be applied', () => expect(isBlocked(plan)).toBe(false));
  it('reads well on a terminal', () => expectGolden(renderText(shown), join(__dirname, 'golden/review.txt')));
  it('reads well as a comment', () => expectGolden(renderMarkdown(shown), join(__dirname, 'golden/review.md')));
  it('is what the README shows', () => {
    const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
    expect(readme).toContain(
      renderMarkdown(shown)
        .replace(/^<!--.*\n/, '')
        .trimEnd()
        .split('\n')
        .map((line) => `> ${line}`.trimEnd())
        .join('\n'),
    );
  });
});
