/** The OpenAPI 3.1 description of the sandbox, made from its routes and the model. */
import { KINDS, KIND_NAMES } from '../model';
import type { Attribute, KindName } from '../model';
import { FAULTS, FAULT_KINDS } from './faults';
import { PROBLEMS } from './problem';
import type { Route } from './route';
import { SHORTEST_SECRET } from './secret';
import { LONGEST_LAG } from './state';

type Schema = Readonly<Record<string, unknown>>;

/** The parts of the API that the document describes. */
type Described = Omit<Route<never>, 'handle'>;

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: Schema, required: readonly string[] = Object.keys(properties)): Schema => ({
  type: 'object',
  properties,
  required,
});
const text: Schema = { type: 'string' };
const count: Schema = { type: 'integer', minimum: 0 };
const texts: Schema = { type: 'array', items: text };

function typeOf(attribute: Attribute): Schema {
  if (attribute.sensitive) return { type: 'string', minLength: SHORTEST_SECRET, writeOnly: true };
  const { $schema: _, ...schema } = attribute.type.toJSONSchema({ io: 'input', unrepresentable: 'any' });
  return schema;
}

const describe = (attribute: Attribute): Schema => ({
  ...typeOf(attribute),
  description: attribute.description,
  ...(!attribute.sensitive && { examples: attribute.samples }),
});

const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });

/** The four schemas of a kind: the object, a page of them, a creation and a patch. */
function kindSchemas(kind: KindName, name: string): Schema {
  const { attributes, description, identity } = KINDS[kind];
  const known = Object.entries(attributes).filter(([, attribute]) => !attribute.planOnly);
  const written = known.filter(([, attribute]) => !attribute.computed);
  const shown = known
    .filter(([, attribute]) => !attribute.sensitive)
    .map(([key, attribute]) => [key, { ...describe(attribute), ...(attribute.computed && { readOnly: true }) }]);
  const required = written.filter(([, attribute]) => attribute.required).map(([key]) => key);
  const patched = written.map(([key, attribute]) => [
    key,
    attribute.required ? describe(attribute) : orNull(describe(attribute)),
  ]);
  return {
    [name]: {
      ...object({ ...Object.fromEntries(shown), etag: { ...text, readOnly: true } } as Schema, [identity, 'etag']),
      description,
    },
    [`${name}Page`]: object({ items: { type: 'array', items: ref(name) }, total: count, next: orNull(text) }),
    [`${name}Creation`]: {
      ...object(Object.fromEntries(written.map(([key, attribute]) => [key, describe(attribute)])), required),
      additionalProperties: false,
    },
    [`${name}Patch`]: { ...object(Object.fromEntries(patched) as Schema, []), additionalProperties: false },
  };
}

const faultSettings: Schema = {
  rate: { type: 'number', minimum: 0, maximum: 1, description: 'Part of the requests that go wrong' },
  kinds: {
    type: 'array',
    items: { enum: FAULT_KINDS },
    description: Object.entries(FAULTS).map(([kind, what]) => `${kind}: ${what}`).join('; '),
  },
  seed: { type: 'integer' },
  limitPerRequest: { type: ['integer', 'null'], minimum: 0, description: 'Most faults of one and the same request' },
  delay: { ...count, maximum: 60_000, description: 'How late a slow answer is, in milliseconds' },
  retryAfter: { ...count, description: 'What Retry-After says, in seconds' },
  lag: { ...count, minimum: 1, maximum: LONGEST_LAG, description: 'How many writes a stale list lags behind' },
}; // prettier-ignore

const ownSchemas: Schema = {
  Rename: object({ to: { ...text, format: 'email', description: 'The new address' } }),
  Message: object({ to: { ...text, format: 'email' }, text }),
  Delivery: object({
    address: text,
    recipients: { ...texts, description: 'Mailboxes and outside addresses that a message reaches' },
    outside: { ...texts, description: 'Those of them that are outside' },
    refused: { type: 'boolean', description: 'Whether the host refuses the message at the door' },
    reason: { ...orNull(text), description: 'Why nobody receives it' },
  }),
  FaultSettings: { ...object(faultSettings, []), additionalProperties: false },
  Faults: object({ ...faultSettings, injected: { type: 'object', additionalProperties: count } }),
  Calls: object({ total: count, byOperation: { type: 'object', additionalProperties: count }, peakConcurrency: count }),
  Health: object({ status: { const: 'up' } }),
  OpenApi: { type: 'object' },
  Problem: {
    ...object({ type: { ...text, format: 'uri' }, title: text, status: count, detail: text }),
    description: `RFC 9457. Types: ${Object.keys(PROBLEMS).map((name) => `urn:mailstate:sandbox:${name}`).join(', ')}`,
  },
}; // prettier-ignore

function parametersOf(route: Described): readonly Schema[] {
  const open = [...route.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
  return [
    ...open.map((name) => ({ name, in: 'path', required: true, schema: text })),
    ...Object.entries(route.query ?? {}).map(([name, parameter]) => ({ name, in: 'query', ...parameter })),
    ...(route.conditional ? [{ name: 'If-Match', in: 'header', schema: text }] : []),
  ];
}

const json = (schema: Schema, type = 'application/json'): Schema => ({ content: { [type]: { schema } } });

function operationOf(route: Described): Schema {
  const mediaType = route.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const success = { description: 'Done', ...(route.gives !== undefined && json(ref(route.gives))) };
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replace('/v1', '').replaceAll(/[^a-zA-Z]+(.)?/g, (_, next: string = '') => next.toUpperCase())}`,
    summary: route.summary,
    parameters: parametersOf(route),
    ...(route.access === 'open' && { security: [] }),
    ...(route.takes !== undefined && { requestBody: { required: true, ...json(ref(route.takes), mediaType) } }),
    responses: {
      [route.status ?? 200]: success,
      default: { description: 'Not done', ...json(ref('Problem'), 'application/problem+json') },
    },
  };
}

/**
 * Makes the document.
 * @param schemaOf Name of a kind's schema.
 */
export function openApiDocument(routes: readonly Described[], schemaOf: (kind: KindName) => string): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operationOf(route);
  return {
    openapi: '3.1.0',
    info: {
      title: 'mailstate sandbox',
      version: '1',
      summary: 'A mail host to practise on',
      description: 'Organisations, domains, users, aliases and groups, kept on one machine. No mail leaves it.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: Object.assign({}, ...KIND_NAMES.map((kind) => kindSchemas(kind, schemaOf(kind))), ownSchemas) as Schema,
    },
  };
}
