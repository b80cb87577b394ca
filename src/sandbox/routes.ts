/** Every operation of the sandbox's API, in one table. */
import { KINDS, KIND_NAMES, emailAddress } from '../model';
import type { KindName } from '../model';
import type { Calls } from './calls';
import { deliver } from './delivery';
import { readFaultSettings } from './faults';
import type { Faults } from './faults';
import { etagOf, itemOf } from './item';
import { MAX_PAGE_SIZE, MAX_READ_SIZE, cutShort, listObjects } from './list';
import { deliverMessage } from './message';
import { openApiDocument } from './openapi';
import { create, find, removeObject, renameObject, update } from './operations';
import type { OperationSettings } from './operations';
import { invalid } from './problem';
import type { Answer, Route, SandboxRequest } from './route';
import type { StoredObject } from './object';
import type { Store } from './store';

/** What the operations work on. */
export interface Service {
  readonly store: Store;
  readonly settings: OperationSettings;
  readonly faults: Faults;
  readonly calls: Calls;
}

export const COLLECTIONS: Readonly<Record<KindName, string>> = {
  organization: '/v1/organizations',
  domain: '/v1/domains',
  user: '/v1/users',
  alias: '/v1/aliases',
  group: '/v1/groups',
};

/** The kinds whose address can change. */
const RENAMEABLE: readonly KindName[] = ['user', 'group'];

/** Name of a kind's schemas in the OpenAPI document: `User`, `UserPatch` and so on. */
export const schemaOf = (kind: KindName): string => `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;

const first = (request: SandboxRequest): string => request.parameters[0] ?? '';

function kindRoutes(kind: KindName): readonly Route<Service>[] {
  const path = COLLECTIONS[kind];
  const one = `${path}/{${KINDS[kind].identity}}`;
  const schema = schemaOf(kind);
  const item = ({ store, settings }: Service, object: StoredObject, status = 200): Answer => ({
    status,
    headers: {
      etag: etagOf(object),
      ...(status === 201 && { location: `${path}/${encodeURIComponent(object.identity)}` }),
    },
    body: itemOf(store.state, kind, object, settings.seats),
  });
  const routes: readonly Route<Service>[] = [
    {
      method: 'GET',
      path,
      summary: `List ${kind} objects in the order of their identities, or read some by identity`,
      access: 'read',
      faulty: 'list',
      query: {
        limit: {
          description: 'Most objects of the page',
          schema: { type: 'integer', minimum: 1, maximum: MAX_PAGE_SIZE, default: 100 },
        },
        cursor: { description: 'The `next` of the page before', schema: { type: 'string' } },
        identity: {
          description: `Only these objects, as far as they exist, all in one page; at most ${MAX_READ_SIZE}`,
          schema: { type: 'array', items: { type: 'string' }, maxItems: MAX_READ_SIZE },
        },
      },
      gives: `${schema}Page`,
      handle: ({ store: { state }, settings, faults }, { query, fault }) => {
        const listed = fault === 'stale-list' ? state.past(kind, faults.settings.lag) : state.collection(kind);
        const page = listObjects(listed, kind, query);
        const { objects, ...rest } = fault === 'short-page' ? cutShort(page) : page;
        return {
          status: 200,
          body: { items: objects.map((object) => itemOf(state, kind, object, settings.seats)), ...rest },
        };
      },
    },
    {
      method: 'POST',
      path,
      summary: `Create a ${kind}`,
      access: 'write',
      faulty: 'object',
      takes: `${schema}Creation`,
      gives: schema,
      status: 201,
      handle: async (service, { body }) =>
        item(service, await create(service.store, service.settings, kind, body), 201),
    },
    {
      method: 'GET',
      path: one,
      summary: `Read a ${kind}`,
      access: 'read',
      faulty: 'object',
      gives: schema,
      handle: (service, request) => item(service, find(service.store, kind, first(request))),
    },
    {
      method: 'PATCH',
      path: one,
      summary: `Change a ${kind}: each attribute named is replaced as a whole, null clears it`,
      access: 'write',
      faulty: 'object',
      conditional: true,
      takes: `${schema}Patch`,
      gives: schema,
      handle: async (service, request) => {
        const { body, ifMatch } = request;
        return item(service, await update(service.store, service.settings, kind, first(request), body, ifMatch));
      },
    },
    {
      method: 'DELETE',
      path: one,
      summary: `Remove a ${kind}`,
      access: 'write',
      faulty: 'object',
      conditional: true,
      status: 204,
      handle: ({ store }, request) => {
        removeObject(store, kind, first(request), request.ifMatch);
        return { status: 204 };
      },
    },
  ];
  if (!RENAMEABLE.includes(kind)) return routes;
  const rename: Route<Service> = {
    method: 'POST',
    path: `${one}/rename`,
    summary: `Give a ${kind} another address; its id and mail stay, and so does what other objects say of the old address`,
    access: 'write',
    faulty: 'object',
    conditional: true,
    takes: 'Rename',
    gives: schema,
    handle: (service, request) => {
      const to = (request.body as { to?: unknown } | null)?.to;
      return item(service, renameObject(service.store, kind, first(request), to, request.ifMatch));
    },
  };
  return [...routes, rename];
}

function addressIn(request: SandboxRequest): string {
  const parsed = emailAddress.safeParse(first(request));
  if (parsed.success) return parsed.data;
  throw invalid('delivery', [{ attribute: 'address', problem: parsed.error.issues[0]?.message ?? 'is no address' }]);
}

const faultsOf = ({ faults }: Service): Answer => ({
  status: 200,
  body: { ...faults.settings, injected: faults.counts },
});

const ownRoutes: readonly Route<Service>[] = [
  {
    method: 'GET',
    path: '/v1/delivery/{address}',
    summary: 'Tell who would receive a message to an address',
    access: 'read',
    gives: 'Delivery',
    handle: ({ store }, request) => ({ status: 200, body: deliver(store.state, addressIn(request)) }),
  },
  {
    method: 'POST',
    path: '/v1/messages',
    summary: 'Deliver a message: the mailboxes that receive it grow by its size',
    access: 'write',
    takes: 'Message',
    gives: 'Delivery',
    handle: ({ store }, { body }) => ({ status: 200, body: deliverMessage(store, body) }),
  },
  {
    method: 'GET',
    path: '/v1/faults',
    summary: 'Tell which faults are injected, and how many were',
    access: 'read',
    gives: 'Faults',
    handle: faultsOf,
  },
  {
    method: 'POST',
    path: '/v1/faults',
    summary: 'Inject other faults from now on; an empty object stops them',
    access: 'write',
    takes: 'FaultSettings',
    gives: 'Faults',
    handle: (service, { body }) => {
      service.faults.set(readFaultSettings(body));
      return faultsOf(service);
    },
  },
  {
    method: 'GET',
    path: '/v1/calls',
    summary: 'Count the requests so far, by operation',
    access: 'read',
    gives: 'Calls',
    handle: ({ calls }) => ({ status: 200, body: calls.counts() }),
  },
  {
    method: 'GET',
    path: '/v1/health',
    summary: 'Tell that the host is up',
    access: 'open',
    gives: 'Health',
    handle: () => ({ status: 200, body: { status: 'up' } }),
  },
  {
    method: 'GET',
    path: '/v1/openapi.json',
    summary: 'This description',
    access: 'open',
    gives: 'OpenApi',
    handle: () => ({ status: 200, body: openApiDocument(routeTable(), schemaOf) }),
  },
];

/** All operations. */
export const routeTable = (): readonly Route<Service>[] => [...KIND_NAMES.flatMap(kindRoutes), ...ownRoutes];
