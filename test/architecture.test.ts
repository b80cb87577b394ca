/** Guards the structure that docs/architecture.md draws: who may import whom, how large a file may be, what must not be written. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const SRC = resolve(__dirname, '../src');

/** What each part may import: parts of src, packages, and whether node's own modules. The first folder of a path is its part. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  model: ['zod'],
  dns: ['model'],
  routing: ['model'],
  http: ['undici', 'zod', 'model'],
  constructs: ['model', 'constructs', 'cdktf', '@cdktf/provider-null', 'csv-parse'],
  manifest: ['model'],
  host: ['model'],
  sandbox: ['model'],
  plan: ['model', 'routing', 'host', 'zod'],
  apply: ['plan', 'host', 'model'],
  drivers: ['host', 'http', 'model', 'zod', 'pg', 'mysql2', 'hash-wasm'],
  cli: [
    'apply',
    'drivers',
    'host',
    'manifest',
    'model',
    'plan',
    'routing',
    'sandbox',
    'commander',
    'picocolors',
    'cli-progress',
    'string-width',
    'zod',
    'age-encryption',
  ],
};

/** Packages that one file alone may import. */
const SOLE: Readonly<Record<string, RegExp>> = {
  cdktf: /^constructs\/terraform\.ts$/,
  undici: /^http\//,
  'age-encryption': /^cli\/age\.ts$/,
  pg: /^drivers\/postfixadmin\/postgres\.ts$/,
  mysql2: /^drivers\/postfixadmin\/mysql\.ts$/,
  'hash-wasm': /^drivers\/postfixadmin\/password\.ts$/,
  '@cdktf/provider-null': /^constructs\/rollout\.ts$/,
};

interface Source {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

const sources: readonly Source[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .sort()
  .map((path) => {
    const text = readFileSync(join(SRC, path), 'utf8');
    return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true) };
  });

const partOf = (path: string): string => path.split('/')[0] ?? path;

/** Every module that a file names, in an import, an export or a dynamic import. */
function modulesOf({ tree }: Source): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const named =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isCallExpression(node) &&
            (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require')
          ? node.arguments[0]
          : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
            ? node.argument.literal
            : undefined;
    if (named !== undefined && ts.isStringLiteral(named)) found.push(named.text);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** The file of src that a relative module means. */
function fileOf(from: string, module: string): string | undefined {
  if (!module.startsWith('.')) return undefined;
  const base = relative(SRC, resolve(SRC, dirname(from), module));
  return [`${base}.ts`, `${base}/index.ts`, base].find((path) => sources.some((source) => source.path === path));
}

const packageOf = (module: string): string =>
  module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');

describe('the structure of src', () => {
  it('has only the parts that docs/architecture.md draws', () => {
    expect([...new Set(sources.map(({ path }) => partOf(path)))].filter((part) => !(part in ALLOWED))).toEqual([]);
  });

  it('imports one way', () => {
    const wrong = sources.flatMap((source) => {
      const part = partOf(source.path);
      return modulesOf(source).flatMap((module) => {
        if (module.startsWith('node:')) return [];
        const file = fileOf(source.path, module);
        if (module.startsWith('.') && file === undefined)
          return /\.json$/.test(module) ? [] : [`${source.path}: ${module} is not there`];
        const target = file === undefined ? packageOf(module) : partOf(file);
        if (file !== undefined && part === 'drivers' && target === 'drivers') {
          const [, own] = source.path.split('/');
          const [, other] = file.split('/');
          return own === other || source.path === 'drivers/index.ts'
            ? []
            : [`${source.path} imports another driver, ${file}`];
        }
        if (target === part && file !== undefined) return [];
        const sole = SOLE[target];
        if (sole !== undefined && !sole.test(source.path)) return [`${source.path} imports ${target}`];
        return ALLOWED[part]?.includes(target)
          ? []
          : [
              `${source.path} imports ${target}: add it to ALLOWED.${part} in this test and to docs/architecture.md, or find another way`,
            ];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('has no cycles between files', () => {
    const edges = new Map(
      sources.map((source) => [source.path, modulesOf(source).flatMap((module) => fileOf(source.path, module) ?? [])]),
    );
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === 'done') return;
      if (state.get(path) === 'open') {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
        return;
      }
      state.set(path, 'open');
      for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
      state.set(path, 'done');
    };
    for (const path of edges.keys()) visit(path, []);
    expect(cycles).toEqual([]);
  });

  it('keeps files small enough to be read aloud', () => {
    const long = sources.filter(({ path, text }) => !path.endsWith('.generated.ts') && text.split('\n').length > 320);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it('says at the top of each file what question it answers', () => {
    const silent = sources.filter(
      ({ path, text }) => !path.endsWith('.generated.ts') && !/^(#!.*\n)?\/\*\*/.test(text),
    );
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('names no room a junk drawer', () => {
    expect(
      sources
        .map(({ path }) => path)
        .filter((path) => /(^|[/.-])(utils?|helpers?|common|misc|shared|tools)([/.-]|$)/.test(path)),
    ).toEqual([]);
  });

  it('has no any, no default export, and no state that outlives a call', () => {
    const wrong = sources.flatMap(({ path, tree }) => {
      const found: string[] = [];
      const visit = (node: ts.Node): void => {
        if (node.kind === ts.SyntaxKind.AnyKeyword) found.push(`${path}: any`);
        if (
          ts.isExportAssignment(node) ||
          (ts.canHaveModifiers(node) &&
            ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword))
        )
          found.push(`${path}: default export`);
        ts.forEachChild(node, visit);
      };
      visit(tree);
      for (const statement of tree.statements)
        if (ts.isVariableStatement(statement) && !(statement.declarationList.flags & ts.NodeFlags.Const))
          found.push(`${path}: ${statement.getText().slice(0, 60)}`);
      return found;
    });
    expect(wrong).toEqual([]);
  });
});
