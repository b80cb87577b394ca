/** A small manifest that is right, and ways to write others. */
import { readManifest } from '../../src/manifest';
import type { LoadResult, ManifestStack, ReadOptions, Variables } from '../../src/manifest';
import { toCamelCase } from '../../src/model';
import type { DesiredObject, Finding } from '../../src/model';

export type Block = Readonly<Record<string, unknown>>;

export const MAIL = { host: 'sandbox', endpoint: 'http://127.0.0.1:8025', token: 'env:MAIL_TOKEN' };

/** A resource body with the metadata that the CDK writes. */
export const at = (path: string, body: Block): Block => ({ '//': { metadata: { path, uniqueId: 'x' } }, ...body });

/** One stack with a provider block. */
export const stack = (json: Block, name = 'acme', variables?: Variables): ManifestStack => ({
  name,
  json: { provider: { mail: [MAIL] }, ...json },
  ...(variables === undefined ? {} : { variables }),
});

/** Reads one stack named `acme`. */
export const read = (json: Block, variables?: Variables, options?: ReadOptions): LoadResult =>
  readManifest([stack(json, 'acme', variables)], options);

/** Variables as the environment gives them. */
export const given = (values: Readonly<Record<string, string>>): Variables =>
  new Map(
    Object.entries(values).map(([name, value]) => [name, { value, source: `TF_VAR_${name}`, isText: true as const }]),
  );

/** The desired objects by address; fails with the findings where there are none. */
export function objects(result: LoadResult): Readonly<Record<string, DesiredObject>> {
  if (result.desired === undefined) throw new Error(result.findings.map((finding) => finding.summary).join('\n'));
  return Object.fromEntries(result.desired.objects.map((object) => [object.address, object]));
}

/** The attributes of one object, without those the model adds nothing to. */
export const attributes = (result: LoadResult, address: string): Block => ({
  ...objects(result)[`acme/${address}`]?.attributes,
});

/** Errors and warnings as `code at place: summary`, the way a person scans them. */
export const shown = (findings: readonly Finding[]): string[] =>
  findings.map(({ code, address, attribute, summary }) =>
    [code, address, attribute === undefined ? undefined : toCamelCase(attribute), summary].filter(Boolean).join(' | '),
  );
