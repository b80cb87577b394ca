import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { DurableLines } from '../../src/apply/durable-lines';
import { scratch } from '../support/scratch';

const file = scratch();

describe('durable lines', () => {
  it('are on the disk once a flush resolves, in order, also those added meanwhile', async () => {
    const path = file('sub/order');
    const lines = await DurableLines.open(path);
    const flushed = [1, 2, 3].map((number) => {
      lines.append(String(number));
      return lines.flush();
    });
    await flushed[0];
    expect(readFileSync(path, 'utf8')).toBe('1\n2\n3\n');
    lines.append('4');
    await lines.close();
    expect(readFileSync(path, 'utf8')).toBe('1\n2\n3\n4\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['', undefined, ''],
    ['a\nb\n', 'b', 'a\nb\n'],
    ['a\nb\nto', 'b', 'a\nb\n'],
    ['torn', undefined, ''],
    [`a\n${'x'.repeat(200_000)}\ntorn`, 'x'.repeat(200_000), `a\n${'x'.repeat(200_000)}\n`],
    [`a\n${'x'.repeat(200_000)}`, 'a', 'a\n'],
    ['\n', '', '\n'],
  ])('go on after the last whole line (%#)', async (content, last, kept) => {
    const path = file('torn');
    writeFileSync(path, content);
    const lines = await DurableLines.open(path);
    expect(lines.last).toBe(last);
    expect(readFileSync(path, 'utf8')).toBe(kept);
    await lines.close();
  });

  it('go to the end of a file to which others add as well', async () => {
    const path = file('shared');
    const lines = await DurableLines.open(path);
    appendFileSync(path, 'theirs\n');
    lines.append('ours');
    await lines.close();
    expect(readFileSync(path, 'utf8')).toBe('theirs\nours\n');
  });

  it('fail every time once they failed', async () => {
    const lines = await DurableLines.open(file('closed'));
    await lines.close();
    lines.append('late');
    await expect(lines.flush()).rejects.toThrow();
    lines.append('later');
    await expect(lines.flush()).rejects.toThrow();
  });
});
