import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { openAudit, readAudit, verifyAudit } from '../../src/apply';
import type { Audit, AuditFilter, AuditRecord } from '../../src/apply';
import { MemoryHost } from '../support/memory-host';
import { applied, change, planOf, ticking, to } from '../support/applying';
import { scratch } from '../support/scratch';

const file = scratch();
const ADA = 'ada@acme.example';
const ORIGIN = { who: { user: 'ops', ci: 'deploy 42' }, git: { commit: 'c0ffee', dirty: false } } as const;
const reopen = (name: string, plan = 'sha256:p'): Promise<Audit> =>
  openAudit({ file: file(name), plan, clock: ticking(), ...ORIGIN });
const linesOf = (name: string): string[] => readFileSync(file(name), 'utf8').split('\n');

async function written(name: string, count: number): Promise<string[]> {
  const audit = await reopen(name);
  for (let number = 0; number < count; number++)
    audit.record(change('create', 'user', `u${number}@acme.example`), { type: 'done', adopted: false });
  await audit.close();
  return linesOf(name).slice(0, -1);
}

async function read(lines: readonly string[], filter?: AuditFilter): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  for await (const record of readAudit(lines, filter)) records.push(record);
  return records;
}

describe('the audit', () => {
  it('says who did what, by which plan, with which outcome', async () => {
    const host = new MemoryHost();
    host.put('user', { email: 'there@acme.example' });
    const secret = { name: 'initialPassword', after: 'env:ADA', sensitive: true } as const;
    const rename = change('rename', 'user', 'b@acme.example', { from: 'a@acme.example' });
    const audit = await reopen('full');
    const plan = planOf([
      change('create', 'user', ADA, { attributes: [...to({ email: ADA }), secret] }),
      change('create', 'user', 'there@acme.example'),
      rename,
    ]);
    await applied(plan, [host], { audit });
    await audit.close();
    const records = await read(linesOf('full'));
    expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(records.find(({ identity }) => identity === ADA)).toMatchObject({
      ...ORIGIN,
      plan: 'sha256:p',
      operation: 'create',
      kind: 'user',
      host: 'mail',
      outcome: 'done',
      hostId: 'user-2',
      at: expect.stringMatching(/^2026-01-01T/) as string,
    });
    expect(records.map(({ outcome }) => outcome).sort()).toEqual(['adopted', 'done', 'refused']);
    expect(readFileSync(file('full'), 'utf8')).not.toMatch(/env:ADA|secret of/);
    expect(await read(linesOf('full'), { address: 'a@acme.example' })).toMatchObject([{ operation: 'rename' }]);
    expect(await read(linesOf('full'), { since: Date.UTC(2027, 0, 1) })).toEqual([]);
  });

  it('records failures with their code, and nothing of what was cancelled', async () => {
    const host = new MemoryHost();
    host.fault = ({ identities, method }) =>
      identities[0] === ADA ? 'LIMIT' : method === 'create' ? 'nothing' : 'before';
    const audit = await reopen('failed');
    await applied(planOf([change('create', 'user', ADA), change('create', 'user', 'x@acme.example')]), [host], {
      audit,
    });
    audit.record(change('close', 'user', ADA), { type: 'cancelled' });
    await audit.close();
    const records = await read(linesOf('failed'));
    expect(records.map(({ outcome, code }) => `${outcome} ${code}`).sort()).toEqual([
      'failed LIMIT',
      'unknown TIMEOUT',
    ]);
  });

  it('goes on with its chain', async () => {
    await written('chain', 3);
    const lines = await written('chain', 2);
    expect(lines).toHaveLength(5);
    expect(await verifyAudit(lines)).toMatchObject({ whole: true, records: 5 });
  });

  it('cuts off a torn last line, and refuses to go on after a damaged one', async () => {
    const lines = await written('damaged', 2);
    writeFileSync(file('damaged'), `${lines.join('\n')}\n{"seq":3,`);
    await (await reopen('damaged')).close();
    expect(linesOf('damaged').slice(0, -1)).toEqual(lines);
    writeFileSync(file('damaged'), `${lines.join('\n')}\nnonsense\n`);
    await expect(reopen('damaged')).rejects.toThrow('is damaged; run "mailstate history --verify"');
  });
});

describe('the proof of the audit', () => {
  it('names the first line that was changed, taken out, added or moved', async () => {
    const lines = await written('proof', 4);
    expect(await verifyAudit([...lines, ''])).toMatchObject({ whole: true, records: 4 });
    expect(await verifyAudit([])).toEqual({ whole: true, records: 0, hash: '' });
    const [a = '', b = '', c = '', d = ''] = lines;
    const problem = async (...changed: string[]) => {
      const proof = await verifyAudit(changed);
      return proof.whole ? undefined : [proof.line, proof.problem];
    };
    expect(await problem(a, b.replace('u1@', 'u9@'), c, d)).toEqual([2, 'its content does not fit its hash']);
    expect(await problem(a, c, d)).toEqual([2, 'it does not follow the line before it']);
    expect(await problem(b, c, d)).toEqual([1, 'it does not follow the line before it']);
    expect(await problem(a, b, b, c, d)).toEqual([3, 'it does not follow the line before it']);
    expect(await problem(a, c, b, d)).toEqual([2, 'it does not follow the line before it']);
    expect(await problem(a, b.slice(0, -5), c, d)).toEqual([2, 'it is not a whole record']);
  });

  it('finds any single changed character', async () => {
    const lines = await written('fuzzed', 3);
    const text = lines.join('\n');
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.integer({ min: 33, max: 126 }), async (at, code) => {
        const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
        const proof = await verifyAudit(changed.split('\n'));
        expect(proof.whole).toBe(changed === text);
        if (!proof.whole) expect(proof.line).toBe(text.slice(0, at).split('\n').length);
      }),
    );
  });
});
