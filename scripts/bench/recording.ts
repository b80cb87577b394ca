/** What does a host answer that holds a company? Its pages are written to files, so that reading them again needs no network. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HttpClient } from '../../src/http';
import { startSandbox } from '../../src/sandbox';
import { company, declared, held } from './company';
import type { Drift } from './company';
import { offer } from './child';

const PAGE_SIZE = 500;

/** What a recording asks of each kind's list. */
interface Page {
  readonly next: string | null;
}

const fileOf = (folder: string, path: string, cursor: string | undefined): string =>
  join(folder, `${path.replaceAll('/', '-')}-${cursor ?? 'first'}.json`);

export interface RecordingInput {
  readonly folder: string;
  readonly size: number;
  readonly drifts: readonly Drift[];
}

/** Writes a company's manifest to `<folder>/manifest`, and all pages of its host to a folder for each drift. */
export async function recording({ folder, size, drifts }: RecordingInput): Promise<void> {
  const stack = company(size);
  await mkdir(join(folder, 'manifest'), { recursive: true });
  await writeFile(join(folder, 'manifest', 'cdk.tf.json'), JSON.stringify(stack, null, 2));
  const desired = declared(stack);
  for (const drift of drifts) {
    await mkdir(join(folder, drift), { recursive: true });
    const sandbox = await startSandbox({ seed: held(desired, drift) });
    try {
      for (const path of ['/v1/organizations', '/v1/domains', '/v1/users', '/v1/aliases', '/v1/groups'])
        for (let cursor: string | undefined, more = true; more;) {
          const query = new URLSearchParams({ limit: String(PAGE_SIZE), ...(cursor === undefined ? {} : { cursor }) });
          const headers = { authorization: `Bearer ${sandbox.token}` };
          const text = await (await fetch(`${sandbox.url}${path}?${query}`, { headers })).text();
          await writeFile(fileOf(join(folder, drift), path, cursor), text);
          const { next } = JSON.parse(text) as Page;
          more = next !== null;
          cursor = next ?? undefined;
        }
    } finally {
      await sandbox.close();
    }
  }
}

/** A client that answers lists from such files: it reads and checks the JSON as the real one does, and sends nothing. */
export function replaying(folder: string): HttpClient {
  let calls = 0;
  return {
    async request({ path, query, answer }) {
      calls += 1;
      const cursor = query?.['cursor'];
      const text = await readFile(fileOf(folder, path, cursor === undefined ? undefined : String(cursor)), 'utf8');
      return { status: 200, headers: {}, body: answer.parse(JSON.parse(text)) };
    },
    calls: () => calls,
    close: () => Promise.resolve(),
  };
}

offer(module, recording);
