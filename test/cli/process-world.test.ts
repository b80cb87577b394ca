import { processWorld } from '../../src/cli/process-world';

describe('the world of a process', () => {
  const { shell, onInterrupt, clock } = processWorld();
  const here = { cwd: __dirname, env: { PATH: process.env.PATH, WORD: 'hello' } };

  it('runs a command line by the shell, its input closed', async () => {
    expect(await shell('echo "$WORD"; cat; echo oh >&2; exit 3', here)).toEqual({
      code: 3,
      stdout: 'hello\n',
      stderr: 'oh\n',
    });
  });

  it('tells of a command that is not there, and of one that a signal ended', async () => {
    expect(await shell('no-such-command-here', here)).toMatchObject({ code: 127 });
    expect(await shell('kill -9 $$', here)).toMatchObject({ code: undefined });
  });

  it('hears of interruptions until it is silenced', () => {
    const before = process.listenerCount('SIGINT');
    const silence = onInterrupt(() => undefined);
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    silence();
    expect(process.listenerCount('SIGINT')).toBe(before);
  });

  it('sleeps until it is told to stop', async () => {
    const stop = new AbortController();
    const sleeping = clock.sleep(3_600_000, stop.signal);
    stop.abort();
    await expect(sleeping).rejects.toThrow();
  });
});
