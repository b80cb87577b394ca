/** Reads a host's collections, all kinds side by side, and tells for each whether the read was whole. A failed read is a finding, never an empty collection. */
import { KIND_NAMES, defineFindings, finding } from '../model';
import type { Finding, KindName, ObservedCollection, ObservedObject, ObservedState } from '../model';
import { asHostError } from './error';
import type { HostError } from './error';
import type { HostContext, MailHost, ResourceHandler } from './port';

export const OBSERVE_FINDINGS = defineFindings({
  'read-incomplete': {
    severity: 'warning',
    meaning: 'A collection could not be read to its end, or the host sent fewer objects than it counted.',
    remedy: 'Run the plan again; nothing of that kind is closed or removed until a read is complete.',
  },
  'read-failed': {
    severity: 'error',
    meaning: 'A collection could not be read at all.',
    remedy: 'See what the host says; nothing is planned for that host until it can be read.',
  },
  'object-not-understood': {
    severity: 'warning',
    meaning: 'The host sent an object that does not fit its own API.',
    remedy: 'Look at the object in the host’s console; nothing of that kind is closed or removed until it can be read.',
  },
});

/** Progress of a read. */
export type ObserveListener = (kind: KindName, read: number, total: number | undefined) => void;

/** A collection as it was read, or why it could not be. */
interface Reading<K extends KindName = KindName> extends ObservedCollection<K> {
  readonly failure?: HostError;
}

async function readCollection<K extends KindName>(
  host: MailHost,
  kind: K,
  handler: ResourceHandler<K>,
  context: HostContext,
  listener: ObserveListener,
): Promise<Reading<K>> {
  const objects = new Map<string, ObservedObject<K>>();
  const findings: Finding[] = [];
  let total: number | undefined;
  let last = false;
  let sent = 0;
  try {
    for await (const page of handler.list(context)) {
      for (const object of page.objects) objects.set(object.identity, object);
      for (const { identity, problem } of page.rejected ?? [])
        findings.push(
          finding(OBSERVE_FINDINGS, 'object-not-understood', {
            summary: `the ${kind} ${JSON.stringify(identity)} at host "${host.name}" could not be understood: ${problem}`,
            fix: 'look at it in the host’s console; the other objects are planned as usual',
          }),
        );
      sent += page.objects.length + (page.rejected?.length ?? 0);
      total = page.total ?? total;
      last = page.last ?? false;
      listener(kind, sent, total);
    }
  } catch (thrown) {
    return { kind, objects, complete: false, findings, failure: asHostError(thrown) };
  }
  const short = total !== undefined && objects.size < total - findings.length;
  if (!last || short)
    findings.push(
      finding(OBSERVE_FINDINGS, 'read-incomplete', {
        summary: `host "${host.name}" sent ${objects.size}${total === undefined ? '' : ` of ${total}`} ${kind}s, so the list is not complete`,
        detail: 'what was not sent is not taken for absent: nothing of this kind is closed or removed',
        fix: 'run again; if it stays so, ask the host’s support',
      }),
    );
  return { kind, objects, complete: last && findings.length === 0, findings };
}

/**
 * Reads all collections of a host.
 * @param kinds Kinds to read. @default all that the host has
 */
export async function observe(
  host: MailHost,
  context: HostContext,
  listener: ObserveListener = () => undefined,
  kinds: readonly KindName[] = KIND_NAMES,
): Promise<ObservedState> {
  const readings = await Promise.all(
    kinds.flatMap((kind) => {
      const handler = host.handlers[kind] as ResourceHandler<KindName> | undefined;
      return handler === undefined ? [] : [readCollection(host, kind, handler, context, listener)];
    }),
  );
  const failures = new Map<string, Finding>();
  const collections = readings.map(({ failure, ...collection }): [KindName, ObservedCollection] => {
    if (failure === undefined) return [collection.kind, collection];
    const said = failures.get(causeOf(failure)) ?? readFailed(host.name, failure, readings);
    failures.set(causeOf(failure), said);
    return [collection.kind, { ...collection, findings: [...collection.findings, said] }];
  });
  return { host: host.name, collections: Object.fromEntries(collections) };
}

/** What is wrong, whichever collection was asked for. */
const causeOf = ({ message, operation }: HostError): string =>
  operation === undefined ? message : message.replaceAll(operation.split(' ').at(-1) ?? operation, '');

/** Says once that collections could not be read for one and the same reason; each of them carries it. */
function readFailed(host: string, error: HostError, readings: readonly Reading[]): Finding {
  const { code, message } = error;
  const isDenied = code === 'UNAUTHENTICATED' || code === 'FORBIDDEN';
  const alike = readings.filter(({ failure }) => failure !== undefined && causeOf(failure) === causeOf(error));
  const isAll = alike.length === readings.length && alike.length > 1;
  const what = isAll ? `host "${host}"` : `the ${alike.map(({ kind }) => kind).join(', ')} objects of host "${host}"`;
  const operations = isAll ? [] : alike.flatMap(({ failure }) => failure?.operation ?? []);
  return finding(OBSERVE_FINDINGS, 'read-failed', {
    summary: `${what} could not be read: ${message}`,
    detail: operations.length === 0 ? code : `${code} at ${operations.join(', ')}`,
    address: `provider.${host}`,
    attribute: isDenied ? 'token' : 'endpoint',
    fix: isDenied
      ? 'check the token of the provider block'
      : 'see that the host is up and its endpoint right, then run again',
  });
}
