/** Carries changes out on a state held in memory, straight from their meaning; the shortest possible host. */
import { KINDS, parseObserved } from '../../src/model';
import type { ObservedObject } from '../../src/model';
import type { Change } from '../../src/plan';

export function enact(objects: readonly ObservedObject[], changes: readonly Change[]): ObservedObject[] {
  const state = new Map(objects.map((object) => [`${object.kind} ${object.identity}`, object]));
  const done = new Set<string>();
  for (const change of changes) {
    for (const id of change.requires) if (!done.has(id)) throw new Error(`${change.id} comes before ${id}`);
    done.add(change.id);
    const key = `${change.kind} ${change.identity}`;
    const held = state.get(change.action === 'rename' ? `${change.kind} ${change.from ?? ''}` : key);
    if ((held === undefined) !== (change.action === 'create'))
      throw new Error(`${change.id}: ${held === undefined ? 'absent' : 'already there'}`);
    const { identity } = KINDS[change.kind];
    const written: Record<string, unknown> = { ...held?.attributes, [identity]: change.identity };
    for (const { name, after } of change.attributes) written[name] = after;
    if (change.action === 'close') written.status = 'closed';
    if (change.action === 'reopen') written.status = 'active';
    if (change.action === 'rename') state.delete(`${change.kind} ${change.from ?? ''}`);
    if (change.action === 'delete') state.delete(key);
    else
      state.set(key, {
        kind: change.kind,
        identity: change.identity,
        attributes: parseObserved(change.kind, written).attributes,
      });
  }
  return [...state.values()];
}
