import type { ApplyEvent } from '../../src/apply';
import { createMeter } from '../../src/cli/meter';
import { applyingProgress, readingProgress } from '../../src/cli/progress';
import { change } from '../support/applying';
import { fakeClock } from '../support/fake-clock';
import { terminal } from '../support/terminal';

const SECOND = 1000;
const done = (identity: string): ApplyEvent => ({
  type: 'change-done',
  change: change('create', 'user', identity),
  adopted: false,
  milliseconds: 1,
});
const failed = (identity: string): ApplyEvent => ({
  type: 'change-failed',
  change: change('create', 'user', identity),
  failure: { code: 'INVALID', message: 'the host says \u001b[2Jno', outcome: 'not-done' },
});

describe('where there is no terminal', () => {
  it('a quick piece of work says nothing', () => {
    const { world, stderr } = terminal();
    const { listener, end } = readingProgress(world);
    for (let read = 0; read <= 100; read++) listener('mail', 'user', read, 100);
    end();
    expect(stderr.text).toBe('');
  });

  it('a long one says a line every few seconds', async () => {
    const clock = fakeClock();
    const { world, stderr } = terminal({ clock });
    const { listener } = readingProgress(world);
    listener('mail', 'group', 52, 52);
    for (let read = 0; read < 10_000; read += 1000) {
      await clock.sleep(SECOND);
      listener('mail', 'user', read, 10_000);
    }
    expect(stderr.text).toBe(
      [
        'reading 2,052 of 10,052, group 52, user 2,000\n',
        'reading 5,052 of 10,052, group 52, user 5,000\n',
        'reading 8,052 of 10,052, group 52, user 8,000\n',
      ].join(''),
    );
  });

  it('an apply says its rate and the time that is left, and each failure at once, harmlessly', async () => {
    const clock = fakeClock();
    const { world, stderr } = terminal({ clock });
    const { take } = applyingProgress(world);
    take({ type: 'started', total: 400 });
    take(failed('ada@acme.example'));
    for (let second = 0; second < 4; second++) {
      await clock.sleep(SECOND);
      for (let each = 0; each < 10; each++) take(done(`u${second}.${each}@acme.example`));
    }
    const [failure, ...lines] = stderr.text.trimEnd().split('\n');
    expect(failure).toBe('failed: creating user ada@acme.example at mail: the host says \\u{1b}[2Jno');
    expect(lines).toEqual(['applying 22 of 400, 7 a second, 52 s left, 1 failed']);
  });

  it('many failures are told up to a bound', () => {
    const { world, stderr } = terminal();
    const { take } = applyingProgress(world);
    take({ type: 'started', total: 400 });
    for (let each = 0; each < 400; each++) take(failed(`u${each}@acme.example`));
    expect(stderr.text.match(/^failed: /gm)).toHaveLength(50);
    expect(stderr.text).toMatch(/\nfurther failures are told in the report\n$/);
  });
});

describe('on a terminal', () => {
  it('a bar fits into the line and is gone at the end', () => {
    const { world, stderr } = terminal({ isTTY: true, columns: 60 });
    const meter = createMeter('applying', world);
    meter.show(0, 12_000, '');
    meter.note('failed: something');
    meter.show(6000, 12_000, 'a text that is longer than the rest of the line would allow for');
    meter.end();
    const lines = stderr.text.split(/\u001b\[\??[0-9]*[a-zA-Z]|\u001b[78]|\n/).filter((part) => part !== '');
    expect(lines[0]).toMatch(/^applying ░{24} 0\/12,000$/);
    expect(lines).toContain('failed: something');
    expect(lines.find((line) => line.includes('6,000/12,000'))).toMatch(/^applying █{12}░{12} 6,000\/12,000 {2}a text/);
    for (const line of lines) expect(line.length).toBeLessThan(60);
    expect(stderr.text).toMatch(/\u001b\[2K$/);
  });

  it('ends without a bar where nothing was shown', () => {
    const { world, stderr } = terminal({ isTTY: true });
    createMeter('reading', world).end();
    expect(stderr.text).toBe('');
  });
});
