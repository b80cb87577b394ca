/** The practice host in a process of its own, so that its work is not counted with that of its callers. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { startSandbox } from '../../src/sandbox';
import type { Sandbox } from '../../src/sandbox';
import { company, declared, held } from './company';
import type { Drift } from './company';

export const TOKEN = 'bench-token';

/** What the host is to hold. */
export interface Content {
  readonly size: number;
  readonly drift: Drift;
}

export interface HostProcess {
  /** Starts anew in the same process, which stays warm. Gives where it is reached. */
  restart(content: Content): Promise<string>;
  stop(): Promise<void>;
}

export function hostProcess(): HostProcess {
  const child = fork(__filename);
  const ended = once(child, 'exit');
  return {
    async restart(content) {
      child.send(content);
      const [url] = (await Promise.race([
        once(child, 'message'),
        ended.then(() => Promise.reject(new Error('the practice host ended'))),
      ])) as [string];
      return url;
    },
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}

function serve(): void {
  let running: Sandbox | undefined;
  let seeded: { readonly key: string; readonly seed: ReturnType<typeof held> } | undefined;
  const restart = async ({ size, drift }: Content): Promise<void> => {
    await running?.close();
    const key = `${size} ${drift}`;
    if (seeded?.key !== key) seeded = { key, seed: held(declared(company(size)), drift) };
    running = await startSandbox({ token: TOKEN, seed: seeded.seed });
    process.send?.(running.url);
  };
  process.on('message', (content) => void restart(content as Content));
  process.on('disconnect', () => void running?.close());
}

if (require.main === module) serve();
