/** The mail host of one random case: a real sandbox over HTTP, looked at and edited past mailstate and without faults. */
import { Client } from 'undici';
import { observe } from '../../src/host';
import type { HostContext, MailHost } from '../../src/host';
import { DRIVERS } from '../../src/drivers';
import { KINDS } from '../../src/model';
import type { KindName, ObservedObject, ObservedState } from '../../src/model';
import { startSandbox } from '../../src/sandbox';
import type { FaultSettings, Sandbox, SeedObject } from '../../src/sandbox';
import { fakeClock } from '../support/fake-clock';
import type { FakeClock } from '../support/fake-clock';
import { declaration } from '../support/worlds';
import { DOMAINS } from './arbitrary';
import type { Calling, Edit, Written } from './program';

/** Secrets that must not be seen anywhere. */
export const TOKEN = 'token-canary-5550123';
export const PASSWORD = 'password-canary-8151623';

const COLLECTIONS: Readonly<Record<KindName, string>> = {
  organization: 'organizations', domain: 'domains', user: 'users', alias: 'aliases', group: 'groups',
}; // prettier-ignore

/** What the sandbox says would become of a message. */
export interface Performed {
  readonly recipients: readonly string[];
  readonly outside: readonly string[];
  readonly refused: boolean;
}

const secret = (reference: string): Promise<string> =>
  Promise.resolve(reference === 'env:MAIL_TOKEN' ? TOKEN : PASSWORD);

export class PracticeHost {
  readonly clock: FakeClock = fakeClock();
  private faults: Partial<FaultSettings> = {};
  /** Mailboxes that somebody removed by hand, by the host's own id. */
  readonly removedByHand = new Set<unknown>();

  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly sandbox: Sandbox,
    private readonly client: Client,
    private readonly eye: MailHost,
  ) {}

  static async start(held: readonly Written[]): Promise<PracticeHost> {
    let now = (): number => Date.UTC(2026, 0, 1);
    const sandbox = await startSandbox({
      token: TOKEN,
      seed: seedOf(held),
      // The least work a password hash can be, since nothing here is worth guessing.
      passwordCost: 2,
      now: () => now(),
    });
    const host = new PracticeHost(sandbox, new Client(sandbox.url), await connected(sandbox.url, fakeClock(), 500, 4));
    now = host.clock.now;
    return host;
  }

  /** Connects as a new process would. */
  connect({ pageSize, concurrency }: Calling): Promise<MailHost> {
    return connected(this.sandbox.url, this.clock, pageSize, concurrency);
  }

  get context(): HostContext {
    return { signal: new AbortController().signal, secret };
  }

  setFaults(faults: Partial<FaultSettings>): void {
    // A slow answer takes real time.
    this.faults = { delay: 1, ...faults };
    this.sandbox.setFaults(this.faults);
  }

  get hasFaults(): boolean {
    return (this.faults.rate ?? 0) > 0;
  }

  /** Whether each object can be read, whatever becomes of lists. */
  get isReadable(): boolean {
    const { kinds = [] } = this.faults;
    return (
      !this.hasFaults || (kinds.length > 0 && kinds.every((kind) => kind.endsWith('-list') || kind.endsWith('-page')))
    );
  }

  /** All that the host holds. */
  truth(): Promise<ObservedState> {
    return this.undisturbed(() => observe(this.eye, this.context));
  }

  async delivery(address: string): Promise<Performed> {
    return (await this.send('GET', `/v1/delivery/${encodeURIComponent(address)}`)).body as Performed;
  }

  /** Gives the identities that the edit touched: none where the host refused it. */
  edit(edit: Edit): Promise<readonly string[]> {
    return this.undisturbed(async () => {
      switch (edit.edit) {
        case 'add': {
          const { kind, attributes } = edit.object;
          const { initialPassword: _, ...rest } = attributes;
          await this.send('POST', `/v1/${COLLECTIONS[kind]}`, rest);
          return [String(attributes[KINDS[kind].identity])];
        }
        case 'change': {
          const chosen = await this.choose(edit.which, (object) =>
            Object.keys(edit.attributes).every((name) => KINDS[object.kind].attributes[name] !== undefined),
          );
          if (chosen === undefined) return [];
          const { initialPassword: _, ...rest } = edit.attributes;
          await this.send('PATCH', pathOf(chosen), rest);
          return [chosen.identity];
        }
        case 'remove': {
          const chosen = await this.choose(edit.which, ({ kind }) => kind !== 'domain');
          if (chosen === undefined) return [];
          if (chosen.kind === 'user') {
            await this.send('PATCH', pathOf(chosen), { status: 'closed' });
            this.removedByHand.add((chosen as ObservedObject<'user'>).attributes.id);
          }
          await this.send('DELETE', pathOf(chosen));
          return [chosen.identity];
        }
        case 'rename': {
          const chosen = await this.choose(edit.which, ({ kind }) => kind === 'user' || kind === 'group');
          if (chosen === undefined) return [];
          await this.send('POST', `${pathOf(chosen)}/rename`, { to: edit.to });
          return [chosen.identity, edit.to];
        }
        case 'mail':
          await this.send('POST', '/v1/messages', { to: edit.to, text: 'hello' });
          return [];
        default:
          return edit satisfies never;
      }
    });
  }

  async close(): Promise<void> {
    await this.eye.close();
    await this.client.close();
    await this.sandbox.close();
  }

  private async choose(which: number, fits: (object: ObservedObject) => boolean): Promise<ObservedObject | undefined> {
    const { collections } = await observe(this.eye, this.context);
    const fitting = Object.values(collections).flatMap(({ objects }) => [...objects.values()].filter(fits));
    return fitting[which % fitting.length];
  }

  /** One at a time, since the sandbox has one setting for all. */
  private undisturbed<T>(act: () => Promise<T>): Promise<T> {
    const result = this.last.then(async () => {
      this.sandbox.setFaults({});
      return act().finally(() => this.sandbox.setFaults(this.faults));
    });
    this.last = result.catch(() => undefined);
    return result;
  }

  private async send(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) {
    const headers = {
      authorization: `Bearer ${TOKEN}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const answer = await this.client.request({
      method,
      path,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: (text === '' ? {} : JSON.parse(text)) as unknown };
  }
}

const pathOf = ({ kind, identity }: ObservedObject): string =>
  `/v1/${COLLECTIONS[kind]}/${encodeURIComponent(identity)}`;

async function connected(url: string, clock: FakeClock, pageSize: number, concurrency: number): Promise<MailHost> {
  const said = declaration('sandbox', { endpoint: url, options: { pageSize, concurrency } });
  const host = await DRIVERS['sandbox']?.connect(said, { secret, clock, random: () => 0.5 });
  if (host === undefined) throw new Error('there is no driver "sandbox"');
  return host;
}

/** An address belongs to one object; each mailbox holds some mail, and each user and group has the host's own id. */
function seedOf(held: readonly Written[]): SeedObject[] {
  const seen = new Set<string>();
  const domains = DOMAINS.map((name): Written => ({ kind: 'domain', attributes: { name } }));
  const written = held.filter(({ kind }) => kind !== 'domain');
  const declared = held.filter(({ kind }) => kind === 'domain');
  return [...declared, ...domains, ...written].flatMap(({ kind, attributes }, index) => {
    const identity = String(attributes[KINDS[kind].identity]);
    if (seen.has(identity)) return [];
    seen.add(identity);
    const { initialPassword: _, ...rest } = attributes;
    const computed = { user: { id: `seed-${index}`, usedBytes: 1000 + index }, group: { id: `seed-${index}` } };
    return [{ kind, attributes: { ...rest, ...(computed[kind as 'user' | 'group'] ?? {}) } }];
  });
}
