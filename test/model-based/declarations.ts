/** What is declared at one moment of a random case, and how a step changes it. */
import { KINDS, objectKey } from '../../src/model';
import type { DesiredObject, Finding, KindName, Lifecycle, ObservedState } from '../../src/model';
import { desired } from '../support/states';
import { BOSS } from './arbitrary';
import type { Approval, Scope, Step, Written } from './program';

interface Declared extends Written {
  readonly lifecycle: Lifecycle;
}

/** An address belongs to one object, whatever its kind. */
const placeOf = ({ kind, identity }: { readonly kind: KindName; readonly identity: string }): string =>
  kind === 'organization' || kind === 'domain' ? objectKey(kind, identity) : identity;

const identityOf = ({ kind, attributes }: Written): string => String(attributes[KINDS[kind].identity]);
const FREE: Lifecycle = { preventDestroy: false, ignoreChanges: [] };
const KEEP: Scope = { organization: 'keep', domain: 'keep', user: 'keep', alias: 'keep', group: 'keep' };
const DAY = 86_400_000;

export type DeclarationStep = Extract<
  Step,
  { do: 'declare' | 'forget' | 'rename' | 'approve' | 'pardon' | 'protect' | 'scope' }
>;

export class Declarations {
  private constructor(
    private readonly objects: ReadonlyMap<string, Declared>,
    readonly scope: Scope,
  ) {}

  /** An organisation and its administrator. */
  static get first(): Declarations {
    return new Declarations(new Map(), KEEP).with({
      kind: 'organization',
      attributes: { name: 'acme', administrators: [BOSS] },
    });
  }

  get desired(): DesiredObject[] {
    return [...this.objects.values()].map(({ kind, attributes, lifecycle }) =>
      desired(kind, attributes, { lifecycle }),
    );
  }

  /** @param now Milliseconds since 1970. */
  after(step: DeclarationStep, now: number): Declarations {
    switch (step.do) {
      case 'declare':
        return step.objects.reduce<Declarations>((declared, object) => declared.with(object), this);
      case 'forget': {
        const chosen = this.choose(step.which);
        return chosen === undefined ? this : this.without(chosen);
      }
      case 'rename':
        return this.renamed(step.which, step.to);
      case 'approve':
        return this.approved(step, now);
      case 'pardon': {
        const chosen = this.choose(step.which, ({ attributes }) => attributes.removal !== undefined);
        if (chosen === undefined) return this;
        const { removal: _, ...attributes } = chosen.attributes;
        return this.with({ ...chosen, attributes }, chosen.lifecycle);
      }
      case 'protect': {
        const chosen = this.choose(step.which);
        const lifecycle = { preventDestroy: step.preventDestroy, ignoreChanges: step.ignore };
        return chosen === undefined ? this : this.with(chosen, lifecycle);
      }
      case 'scope':
        return new Declarations(this.objects, { ...this.scope, ...step.scope });
      default:
        return step satisfies never;
    }
  }

  /** Declares something that is at the host by its name only. */
  adopting(which: number, { collections }: ObservedState): Declarations {
    const all = Object.values(collections).flatMap(({ objects }) => [...objects.values()]);
    const found = all[which % all.length];
    // An alias cannot be without targets; an organisation is declared with its administrators.
    if (found === undefined || found.kind === 'alias' || found.kind === 'organization') return this;
    return this.objects.has(placeOf(found))
      ? this
      : this.with({ kind: found.kind, attributes: { [KINDS[found.kind].identity]: found.identity } });
  }

  /** What a person makes of a refusal: takes out of the code what it speaks of, or the policy that asks too much. */
  repaired(errors: readonly Finding[]): Declarations {
    const named = new Set(errors.map(({ address }) => address));
    const objects = new Map([...this.objects].filter((_, position) => !named.has(this.desired[position]?.address)));
    return new Declarations(objects, errors.some(({ address }) => address === undefined) ? KEEP : this.scope);
  }

  private choose(which: number, fits: (object: Declared) => boolean = () => true): Declared | undefined {
    const fitting = [...this.objects.values()].filter(fits);
    return fitting[which % fitting.length];
  }

  private with(written: Written, lifecycle = FREE): Declarations {
    const place = placeOf({ kind: written.kind, identity: identityOf(written) });
    return new Declarations(new Map(this.objects).set(place, { ...written, lifecycle }), this.scope);
  }

  private without(declared: Declared): Declarations {
    const objects = new Map(this.objects);
    objects.delete(placeOf({ kind: declared.kind, identity: identityOf(declared) }));
    return new Declarations(objects, this.scope);
  }

  /** What refers to the object goes on to do so, as constructs that are named by others do. */
  private renamed(which: number, to: string): Declarations {
    const chosen = this.choose(which, ({ kind }) => kind === 'user' || kind === 'group');
    if (chosen === undefined || this.objects.has(to)) return this;
    const from = identityOf(chosen);
    const { removal: _, ...attributes } = chosen.attributes;
    const previously = [from, ...((attributes.previously as readonly string[] | undefined) ?? [])].filter(
      (name) => name !== to,
    );
    const written = { ...chosen, attributes: { ...attributes, [KINDS[chosen.kind].identity]: to, previously } };
    return this.without(chosen).with(written, chosen.lifecycle).naming(from, [to]);
  }

  private approved(
    { which, approval, notBefore, successor }: Extract<Step, { do: 'approve' }>,
    now: number,
  ): Declarations {
    const chosen = this.choose(which, ({ kind }) => kind === 'user');
    if (chosen === undefined) return this;
    const identity = identityOf(chosen);
    const removal = {
      ...removalOf(identity, approval, notBefore, now),
      ...(successor === undefined ? {} : { successor }),
    };
    const { previously: _, ...attributes } = chosen.attributes;
    return this.with({ ...chosen, attributes: { ...attributes, removal } }, chosen.lifecycle).naming(identity, []);
  }

  /** Names others, or nobody, wherever an address is named. */
  private naming(address: string, instead: readonly string[]): Declarations {
    const objects = new Map<string, Declared>();
    for (const [place, object] of this.objects) {
      const attributes: { [name: string]: unknown } = {};
      for (const [name, value] of Object.entries(object.attributes))
        attributes[name] =
          KINDS[object.kind].attributes[name]?.reference === undefined ? value : replaced(value, address, instead);
      const { targets } = attributes;
      if (Array.isArray(targets) && targets.length === 0) attributes.targets = [BOSS];
      objects.set(place, { ...object, attributes });
    }
    return new Declarations(objects, this.scope);
  }
}

function replaced(value: unknown, address: string, instead: readonly string[]): unknown {
  if (value === address) return instead[0] ?? null;
  if (Array.isArray(value))
    return value.includes(address) ? [...new Set([...value.filter((name) => name !== address), ...instead])] : value;
  if (typeof value === 'object' && value !== null && 'to' in value)
    return { ...value, to: replaced(value.to, address, instead) };
  return value;
}

export const dayOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

function removalOf(identity: string, approval: Approval, notBefore: number, now: number) {
  const good = { address: identity, notBefore: dayOf(now + notBefore * DAY), approvedBy: BOSS, reason: 'left' };
  switch (approval) {
    case 'good':
      return good;
    case 'stranger':
      return { ...good, approvedBy: 'stranger@elsewhere.example' };
    case 'other-address':
      return { ...good, address: 'somebody.else@acme.example' };
    case 'expired':
      return { ...good, notBefore: dayOf(now - 30 * DAY), expires: dayOf(now - DAY) };
    case 'own':
      return { ...good, approvedBy: identity };
    default:
      return approval satisfies never;
  }
}
