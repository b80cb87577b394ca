/** What becomes of objects that a driver has decoded: pages of a list, what was read by name, what was written and read back. */
import type { KindName, ObservedObject } from '../model';
import type { Decoded } from './codec';
import { HostError } from './error';
import type { Page } from './port';

/** Sorts what was understood from what was not. */
export const pageOf = <K extends KindName>(decoded: readonly Decoded<K>[]): Page<ObservedObject<K>> => ({
  objects: decoded.flatMap((each) => (each.ok ? [each.object] : [])),
  rejected: decoded.flatMap((each) => (each.ok ? [] : [{ identity: each.identity, problem: each.problem }])),
});

/**
 * One object that was read by name.
 * @throws HostError PROTOCOL
 */
export function understood<K extends KindName>(kind: K, decoded: Decoded<K>): ObservedObject<K> {
  if (decoded.ok) return decoded.object;
  throw new HostError({
    code: 'PROTOCOL',
    message: `the host's ${kind} ${JSON.stringify(decoded.identity)} cannot be understood: ${decoded.problem}`,
  });
}

/**
 * What was written, read back: a write was carried out even if its object is not understood, or hidden by another one.
 * @throws HostError PROTOCOL, outcome unknown
 */
export function readBack<K extends KindName>(
  kind: K,
  identity: string,
  decoded: Decoded<K> | undefined,
): ObservedObject<K> {
  if (decoded?.ok) return decoded.object;
  const problem = decoded === undefined ? 'reading it gave nothing' : `it cannot be understood: ${decoded.problem}`;
  throw new HostError({
    code: 'PROTOCOL',
    outcome: 'unknown',
    message: `the ${kind} ${JSON.stringify(identity)} was written, but ${problem}`,
  });
}

/** The error for an object that is to be changed and is not there. */
export const notFound = (kind: KindName, identity: string): HostError =>
  new HostError({ code: 'NOT_FOUND', message: `the host has no ${kind} ${JSON.stringify(identity)}` });
