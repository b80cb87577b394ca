/** Are the workflows in examples/ci sound: do they parse, call commands that exist, and keep one comment up to date? */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { verbs } from '../src/cli/verbs';

const FOLDER = join(__dirname, '../examples/ci');
const GITHUB = readFileSync(join(FOLDER, '.github/workflows/mail.yml'), 'utf8');
const GITLAB = readFileSync(join(FOLDER, '.gitlab-ci.yml'), 'utf8');

describe.each([
  ['GitHub', GITHUB],
  ['GitLab', GITLAB],
])('the workflow for %s', (_, text) => {
  it('is YAML, and has a job to plan, one to apply and one to find drift', () => {
    const parsed = parse(text) as { readonly jobs?: object };
    expect(Object.keys(parsed.jobs ?? parsed)).toEqual(expect.arrayContaining(['plan', 'apply', 'drift']));
  });

  it('calls commands and options that there are', () => {
    const calls = [...text.matchAll(/npx mailstate ([a-z]+)([^\n|>]*)/g)];
    expect(calls.length).toBeGreaterThanOrEqual(3);
    for (const [, name, rest] of calls) {
      const verb = verbs().find((known) => known.name === name);
      const known = (verb?.options ?? []).map(({ flags }) => flags).join(' ');
      for (const [option] of (rest ?? '').matchAll(/--[a-z-]+/g)) expect(`${name}: ${known}`).toContain(option);
    }
  });
});

interface Note {
  readonly id: number;
  body: string;
}

it('GitHub’s script writes one comment and brings it up to date', async () => {
  const { jobs } = parse(GITHUB) as {
    readonly jobs: {
      readonly plan: {
        readonly steps: readonly { readonly name?: string; readonly with?: { readonly script?: string } }[];
      };
    };
  };
  const script = jobs.plan.steps.find(({ name }) => name === 'Comment')?.with?.script ?? '';
  const comments: (Note & { readonly user: { readonly type: string } })[] = [
    { id: 1, body: '<!-- mailstate:plan acme -->\nby a person', user: { type: 'User' } },
  ];
  const github = {
    paginate: () => Promise.resolve(comments),
    rest: {
      issues: {
        listComments: undefined,
        createComment: ({ body }: { readonly body: string }) =>
          Promise.resolve(comments.push({ id: comments.length + 1, body, user: { type: 'Bot' } })),
        updateComment: ({ comment_id, body }: { readonly comment_id: number; readonly body: string }) => {
          for (const comment of comments) if (comment.id === comment_id) comment.body = body;
          return Promise.resolve();
        },
      },
    },
  };
  const AsyncFunction = (async () => undefined).constructor as new (
    ...names: string[]
  ) => (...values: unknown[]) => Promise<void>;
  const run = (text: string): Promise<void> =>
    new AsyncFunction('github', 'context', 'require', script)(github, { repo: {}, issue: { number: 1 } }, () => ({
      readFileSync: () => text,
    }));
  await run('<!-- mailstate:plan acme -->\nfirst');
  await run('<!-- mailstate:plan other -->\nanother stack');
  await run('<!-- mailstate:plan acme -->\nsecond');
  expect(comments.map(({ body }) => body.split('\n')[1])).toEqual(['by a person', 'second', 'another stack']);
});

it('GitLab’s script writes one note and brings it up to date', async () => {
  const notes: Note[] = Array.from({ length: 150 }, (_, i) => ({ id: i, body: 'talk' }));
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://localhost');
      const page = Number(url.searchParams.get('page') ?? 1);
      response.setHeader('content-type', 'application/json');
      if (request.method === 'GET') {
        response.setHeader('x-next-page', page * 100 < notes.length ? String(page + 1) : '');
        response.end(JSON.stringify(notes.slice((page - 1) * 100, page * 100)));
        return;
      }
      const { body } = JSON.parse(text) as { readonly body: string };
      const known = notes.find(({ id }) => request.method === 'PUT' && url.pathname.endsWith(`/${id}`));
      if (known !== undefined) known.body = body;
      else notes.push({ id: notes.length, body });
      response.end('{}');
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const folder = mkdtempSync(join(tmpdir(), 'mail-comment-'));
  const run = async (body: string): Promise<number | null> => {
    const file = join(folder, 'comment.md');
    writeFileSync(file, body);
    const env = {
      ...process.env,
      CI_API_V4_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      CI_PROJECT_ID: '1',
      CI_MERGE_REQUEST_IID: '2',
      NOTES_TOKEN: 'token',
    };
    const child = spawn(process.execPath, [join(FOLDER, 'comment.mjs'), file], { env, stdio: 'inherit' });
    return new Promise((ended) => child.on('exit', ended));
  };
  try {
    expect(await run('<!-- mailstate:plan acme -->\nfirst')).toBe(0);
    expect(await run('<!-- mailstate:plan acme -->\nsecond')).toBe(0);
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    rmSync(folder, { recursive: true });
  }
  expect(notes.slice(150).map(({ body }) => body.split('\n')[1])).toEqual(['second']);
});
