import { NO_PROGRESS, advance } from '../../src/apply';
import type { ApplyEvent } from '../../src/apply';
import { change } from '../support/applying';

const ada = change('create', 'user', 'ada@acme.example');
const done: ApplyEvent = { type: 'change-done', change: ada, adopted: false, milliseconds: 1 };
const failed: ApplyEvent = {
  type: 'change-failed',
  change: ada,
  failure: { code: 'LIMIT', message: 'no seat is left', outcome: 'not-done' },
};

describe('progress', () => {
  it('counts, and tells rate and remaining time from the clock', () => {
    let progress = advance(NO_PROGRESS, { type: 'started', total: 10 }, 1000);
    expect(progress).toMatchObject({ phase: 'applying', total: 10, ended: 0, rate: 0 });
    expect(progress.remainingMilliseconds).toBeUndefined();
    progress = advance(progress, { type: 'change-started', change: ada }, 1500);
    progress = advance(progress, done, 2000);
    progress = advance(progress, failed, 3000);
    expect(progress).toMatchObject({ ended: 2, done: 1, failed: 1, rate: 1, remainingMilliseconds: 8000 });
  });

  it('does not take what was skipped for speed', () => {
    let progress = advance(NO_PROGRESS, { type: 'started', total: 4 }, 0);
    progress = advance(progress, { type: 'change-skipped', change: ada, because: 'x' }, 100);
    expect(progress).toMatchObject({ ended: 1, skipped: 1, rate: 0 });
    progress = advance(progress, { type: 'change-refused', change: ada, moved: [] }, 100);
    progress = advance(progress, { type: 'change-cancelled', change: ada }, 100);
    expect(progress).toMatchObject({ ended: 3, rate: 10, refused: 1, cancelled: 1, remainingMilliseconds: 100 });
  });

  it('says in which phase it is', () => {
    const started = advance(NO_PROGRESS, { type: 'started', total: 0 }, 0);
    const verifying = advance(started, { type: 'verifying', total: 3 }, 1);
    expect(verifying.phase).toBe('verifying');
    const report = {
      done: [],
      adopted: [],
      failed: [],
      refused: [],
      skipped: [],
      cancelled: [],
      findings: [],
      milliseconds: 1,
      calls: 1,
    };
    expect(advance(verifying, { type: 'finished', report }, 2)).toMatchObject({
      phase: 'finished',
      remainingMilliseconds: 0,
    });
  });
});
