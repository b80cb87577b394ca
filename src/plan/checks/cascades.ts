/** What does the host do on its own when the plan is carried out, and to which objects that stay? */
import { KINDS, defineFindings, domainOf, finding, referencesOf } from '../../model';
import type { Finding } from '../../model';
import type { Cascade } from '../../host';
import type { FutureObject } from '../after';
import type { UnorderedChange } from '../diff';
import { defineCheck, listed, ofEach } from './check';
import type { CheckInput } from './check';

const FINDINGS = defineFindings({
  'host-cascade': {
    severity: 'info',
    meaning: 'The host does more on its own than the plan asks for, such as deleting aliases along with a mailbox.',
    remedy: 'Look at what goes along; name somebody else there first where it should stay.',
  },
});

const ACTIONS: Readonly<Record<Cascade['on'], UnorderedChange['action']>> = {
  remove: 'delete',
  close: 'close',
  rename: 'rename',
};

function* run({ changes, facts, after }: CheckInput): Iterable<Finding> {
  for (const cascade of facts.effects) {
    const causes = changes.filter(({ kind, action }) => kind === cascade.kind && action === ACTIONS[cascade.on]);
    if (causes.length === 0) continue;
    const touched = after.filter(({ kind }) => kind === cascade.effect.kind);
    yield* ofEach(causes, (change) => {
      const identity = change.from ?? change.identity;
      const along = touched.filter((object) => isTouched(cascade, object, identity)).map((object) => object.identity);
      return finding(FINDINGS, 'host-cascade', {
        summary: `when ${change.kind} ${JSON.stringify(identity)} is ${PAST[cascade.on]}, host "${facts.name}" ${cascade.description}`,
        ...(along.length === 0 ? {} : { detail: `this concerns ${listed(along)}` }),
        address: change.address,
        declaredAt: change.declaredAt,
        fix: 'name somebody else there first where something should stay as it is',
      });
    });
  }
}

const PAST: Readonly<Record<Cascade['on'], string>> = { remove: 'removed', close: 'closed', rename: 'renamed' };

/** Whether the cascade of one object reaches another one. */
function isTouched({ effect }: Cascade, { kind, identity, attributes }: FutureObject, cause: string): boolean {
  if (effect.does === 'remove-contained') return identity.includes('@') && domainOf(identity) === cause;
  const named = new Set(
    Object.keys(KINDS[kind].attributes).flatMap((name) => referencesOf(kind, name, attributes[name])),
  );
  if (!named.has(cause)) return false;
  switch (effect.does) {
    case 'remove-when-only-target':
      return named.size === 1;
    case 'drop-target':
    case 'drop-member':
      return named.size > 1;
    case 'follow':
      return true;
    default:
      return effect satisfies never;
  }
}

export const cascades = defineCheck({ findings: FINDINGS, run });
