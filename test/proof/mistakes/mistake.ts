/** What a mistake is: something done to a declaration that is right, and the one thing that is to be read about it. */
import type { SandboxOptions } from '../../../src/sandbox';
import type { MailProject, Resources } from '../../support/mail-project';

export type Values = Readonly<Record<string, unknown>>;

export interface Mistake {
  readonly name: string;
  /** What is declared. @default what is right */
  readonly declare?: Resources;
  /** Settings of the provider block, perhaps by where the host is reached. */
  readonly provider?: Values | ((url: string) => Values);
  readonly variables?: Values;
  /** Changes the text of the manifest. */
  readonly manifest?: (text: string) => string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** @default plan */
  readonly argv?: readonly string[];
  readonly host?: SandboxOptions;
  /** Done at the host before. */
  readonly before?: (project: MailProject) => Promise<unknown>;
  /** Absent where it is no finding but a line of its own. */
  readonly code?: string;
  readonly says: string;
  /** The construct's path, the resource, the attribute. */
  readonly at?: string;
  readonly fix?: string;
  /** @default 1 */
  readonly exit?: number;
}

const ADA = { email: 'ada@acme.example', given_name: 'Ada' };
const GRACE = { email: 'grace@acme.example', given_name: 'Grace' };

/** A small company without a mistake. */
export const RIGHT: Resources = {
  mail_domain: { acme: { name: 'acme.example', postmaster: 'ada@acme.example' } },
  mail_user: { ada: ADA, grace: GRACE },
  mail_alias: { info: { address: 'info@acme.example', targets: ['${mail_user.ada.email}'] } },
  mail_group: { team: { address: 'team@acme.example', members: ['ada@acme.example', 'grace@acme.example'] } },
};

/** More of one kind, or others of the same name. */
export const and = (type: string, named: Readonly<Record<string, Values>>): Resources => ({
  ...RIGHT,
  [type]: { ...RIGHT[type], ...named },
});

/** Ada, declared with something more. */
export const ada = (more: Values): Resources => and('mail_user', { ada: { ...ADA, ...more } });

/** An object that the host has before. */
export const there = (collection: string, ...bodies: readonly Values[]) => ({
  host: { domains: ['acme.example'] },
  before: async ({ ask }: MailProject): Promise<void> => {
    for (const body of bodies) await ask(`/v1/${collection}`, 'POST', body);
  },
});
