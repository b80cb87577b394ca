/** What happens in one random case: a host and its declaration through time, as plain data that can be printed and run again. */
import type { KindName, ScopeRule } from '../../src/model';
import type { FaultSettings } from '../../src/sandbox';

/** An object as a person writes it, the identity among its attributes. */
export interface Written {
  readonly kind: KindName;
  readonly attributes: { readonly [name: string]: unknown };
}

/** Whether an approval is good, or what is wrong with it. */
export const APPROVALS = ['good', 'stranger', 'other-address', 'expired', 'own'] as const;
export type Approval = (typeof APPROVALS)[number];

/** Somebody's hand at the host, past mailstate. A number chooses among what is there, counted round. */
export type Edit =
  | { readonly edit: 'add'; readonly object: Written }
  | { readonly edit: 'change'; readonly which: number; readonly attributes: Written['attributes'] }
  | { readonly edit: 'remove'; readonly which: number }
  | { readonly edit: 'rename'; readonly which: number; readonly to: string }
  | { readonly edit: 'mail'; readonly to: string };

/** What disturbs an apply. Calls are counted from 1, those of one apply together. */
export interface Disturbance {
  /** The process is killed at this call: before it is sent, or once it is answered and nobody hears it. */
  readonly kill?: { readonly call: number; readonly answered: boolean };
  /** Somebody asks it to stop during this call. */
  readonly stop?: number;
  /** Edits before these calls; 0 is between plan and apply. */
  readonly edits?: readonly { readonly call: number; readonly edit: Edit }[];
}

/** How the host is called. */
export interface Calling {
  readonly concurrency: number;
  readonly pageSize: number;
  /** Objects that one read fetches. */
  readonly readSize: number;
}

export type Scope = { readonly [K in KindName]: ScopeRule };

/** A number chooses among what is declared, counted round. */
export type Step =
  /** Declares objects, or declares them otherwise. */
  | { readonly do: 'declare'; readonly objects: readonly Written[] }
  | { readonly do: 'forget'; readonly which: number }
  /** Declares something that is at the host by its name only. */
  | { readonly do: 'adopt'; readonly which: number }
  /** Gives a declared user or group another address. */
  | { readonly do: 'rename'; readonly which: number; readonly to: string }
  /** Approves, well or badly, that a declared mailbox goes. Days count from now. */
  | {
      readonly do: 'approve';
      readonly which: number;
      readonly approval: Approval;
      readonly notBefore: number;
      readonly successor?: string;
    }
  | { readonly do: 'pardon'; readonly which: number }
  | {
      readonly do: 'protect';
      readonly which: number;
      readonly preventDestroy: boolean;
      readonly ignore: readonly string[] | 'all';
    }
  | { readonly do: 'scope'; readonly scope: Partial<Scope> }
  | { readonly do: 'wait'; readonly days: number }
  | { readonly do: 'faults'; readonly faults: Partial<FaultSettings> }
  | { readonly do: 'edit'; readonly edit: Edit }
  | { readonly do: 'apply'; readonly disturbed?: Disturbance };

export interface Program {
  /** What the host holds from the start. */
  readonly held: readonly Written[];
  readonly calling: Calling;
  readonly steps: readonly Step[];
}
