import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');
const PAGES = [
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((path) => join(ROOT, 'docs', path)),
  ...['README.md', 'CONTRIBUTING.md'].map((path) => join(ROOT, path)),
].filter((path) => path.endsWith('.md'));

/** The address of each heading, as GitHub makes it. */
const anchorsOf = (page: string): string[] =>
  [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- ]/gu, '')
      .replaceAll(' ', '-'),
  );

describe.each(PAGES.map((path) => relative(ROOT, path)))('%s', (name) => {
  const path = join(ROOT, name);
  const text = readFileSync(path, 'utf8');

  it('links to what is there', () => {
    const prose = text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ''));
    const links = [...prose.matchAll(/\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]*))?\)/g)];
    const dead = links.filter(([, file = '', anchor]) => {
      const target = file === '' ? path : join(dirname(path), file);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
    });
    expect(dead.map(([link]) => link)).toEqual([]);
  });

  it('quotes the code as it is', () => {
    const quoted = [...text.matchAll(/^```ts\n\/\/ (src\/\S+)\n(.*?)^```/gms)];
    for (const [, file = '', code = ''] of quoted) expect(readFileSync(join(ROOT, file), 'utf8')).toContain(code);
  });
});
