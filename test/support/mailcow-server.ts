/** A server that speaks mailcow's API with all its signalling: 200 that means failure, `{}` that means none, texts in and numbers out. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MailcowObjects } from './mailcow-objects';
import type { Message, Row } from './mailcow-objects';

export const MAILCOW_KEYS = { write: 'mailcow-key-write', read: 'mailcow-key-read' } as const;

/** `<action>/<sort>/<name>`; one sort has a slash of its own. */
const ROUTE = /^\/api\/v1\/(?<action>get|add|edit|delete)\/(?<sort>mailbox\/custom-attribute|[^/]+)(?:\/(?<name>.+))?$/;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What was asked and what was answered, to be held against the API's description. */
export interface Exchange extends Answer {
  readonly method: string;
  readonly path: string;
  readonly sent: unknown;
}

const error = (status: number, msg: string): Answer => ({ status, body: { type: 'error', msg } });
/** Nothing at all is `{}`, for a list as for an object. */
const told = (body: Row | readonly Row[] | undefined): Answer => {
  const isNothing = body === undefined || (Array.isArray(body) && body.length === 0);
  return { status: 200, body: isNothing ? {} : body };
};

/** A key's text as mailcow shows it; nothing looks into it. */
const publicKey = (length: number): string => 'MIIB'.padEnd(length / 6, 'A');

class Mailcow extends MailcowObjects {
  private domainRow(row: Row): Row {
    const name = String(row['domain']);
    const bytes = (field: string): number => Number(row[field]) * 2 ** 20;
    const names = [name, ...[...this.aliasDomains.values()].filter((each) => each['target_domain'] === name).map((each) => String(each['alias_domain']))]; // prettier-ignore
    const aliases = names.flatMap((each) => this.aliasesIn(each)).length;
    const held = this.mailboxesIn(name);
    return {
      max_new_mailbox_quota: bytes('maxquota'),
      def_new_mailbox_quota: bytes('defquota'),
      quota_used_in_domain: String(held.reduce((sum, each) => sum + Number(each['quota']), 0)),
      bytes_total: 0,
      msgs_total: 0,
      mboxes_in_domain: held.length,
      mboxes_left: Number(row['mailboxes']) - held.length,
      domain_name: name,
      description: row['description'],
      max_num_aliases_for_domain: row['aliases'],
      max_num_mboxes_for_domain: row['mailboxes'],
      def_quota_for_mbox: bytes('defquota'),
      max_quota_for_mbox: bytes('maxquota'),
      max_quota_for_domain: bytes('quota'),
      relayhost: '0',
      backupmx: 0,
      gal: 1,
      rl: false,
      active: row['active'],
      relay_all_recipients: 0,
      aliases_in_domain: aliases,
      aliases_left: Number(row['aliases']) - aliases,
      tags: [],
    };
  }

  private mailboxRow = (row: Row): Row => ({
    ...row,
    messages: 0,
    quota_used: 0,
    percent_in_use: row['quota'] === 0 ? '- ' : 0,
    percent_class: 'success',
    last_imap_login: 0,
    last_smtp_login: 0,
    last_pop3_login: 0,
    last_sso_login: 0,
    max_new_quota: 0,
    spam_aliases: 0,
    rl: false,
    is_relayed: 0,
    sender_acl: [],
    tags: [],
  });

  private aliasRow = (row: Row): Row => ({
    ...row,
    in_primary_domain: '',
    is_catch_all: Number(String(row['address']).startsWith('@')),
    sogo_visible: 1,
    created: '2026-08-05 09:00:52',
    modified: null,
  });

  private keyRow(name: string): Row | undefined {
    const key = this.keys.get(name);
    if (key === undefined) return undefined;
    const pubkey = publicKey(key.length);
    return { pubkey, length: String(key.length), dkim_txt: `v=DKIM1;k=rsa;t=s;s=email;p=${pubkey}`, dkim_selector: key.selector, privkey: '' }; // prettier-ignore
  }

  get(sort: string, name: string): Answer {
    const isAll = name === 'all';
    switch (sort) {
      case 'domain': {
        if (isAll) return told([...this.domains.values()].map((row) => this.domainRow(row)));
        // An alias domain is told as the domain that it stands for.
        const row = this.domains.get(String(this.aliasDomains.get(name)?.['target_domain'] ?? name));
        return told(row && this.domainRow(row));
      }
      case 'alias-domain':
        return told(isAll ? [...this.aliasDomains.values()] : this.aliasDomains.get(name));
      case 'mailbox': {
        if (isAll) return told([...this.mailboxes.values()].map(this.mailboxRow));
        const row = this.mailboxes.get(name);
        return told(row && this.mailboxRow(row));
      }
      case 'alias': {
        if (isAll) return told([...this.aliases.values()].map(this.aliasRow));
        const row = this.alias(name);
        return told(row && this.aliasRow(row));
      }
      case 'dkim':
        return told(this.keyRow(name));
      default:
        return { status: 200, body: undefined };
    }
  }

  add(sort: string, attr: Row): Message[] | undefined {
    switch (sort) {
      case 'domain':
        return this.addDomain(attr);
      case 'alias-domain':
        return this.addAliasDomain(attr);
      case 'mailbox':
        return this.addMailbox(attr);
      case 'alias':
        return this.addAlias(attr);
      case 'dkim':
        return this.addKey(attr);
      default:
        return undefined;
    }
  }

  edit(sort: string, item: string, attr: Row): Message[] | undefined {
    switch (sort) {
      case 'domain':
        return this.editDomain(item, attr);
      case 'alias-domain':
        return this.editAliasDomain(item, attr);
      case 'mailbox':
        return this.editMailbox(item, attr);
      case 'mailbox/custom-attribute':
        return this.editCustomAttributes(item, attr);
      case 'rename-mbox':
        return this.renameMailbox(attr);
      case 'alias':
        return this.editAlias(item, attr);
      default:
        return undefined;
    }
  }

  remove(sort: string, item: string): Message[] | undefined {
    switch (sort) {
      case 'domain':
        return this.removeDomain(item);
      case 'alias-domain':
        return this.removeAliasDomain(item);
      case 'mailbox':
        return this.removeMailbox(item);
      case 'alias':
        return this.removeAlias(item);
      case 'dkim':
        return this.removeKey(item);
      default:
        return undefined;
    }
  }

  answer(method: string, path: string, key: unknown, sent: unknown): Answer {
    if (key !== MAILCOW_KEYS.write && key !== MAILCOW_KEYS.read) return error(401, 'authentication failed');
    const { action = '', sort = '', name = '' } = ROUTE.exec(path)?.groups ?? {};
    if (action === 'get')
      return method === 'GET' ? this.get(sort, decodeURIComponent(name)) : error(405, 'only GET method is allowed');
    if (key !== MAILCOW_KEYS.write) return error(403, 'API read/write access denied');
    const messages = this.write(action, sort, sent);
    const log = ['mailbox', action, sort, sent, null];
    return messages === undefined
      ? error(404, 'route not found')
      : { status: 200, body: messages.map((message) => ({ ...message, log })) };
  }

  private write(action: string, sort: string, sent: unknown): Message[] | undefined {
    if (action === 'add') return this.add(sort, sent as Row);
    if (action === 'delete') return (sent as string[]).flatMap((item) => this.remove(sort, item) ?? []);
    const { items, attr } = sent as { readonly items: readonly string[]; readonly attr: Row };
    return items.flatMap((item) => this.edit(sort, item, attr) ?? []);
  }
}

export interface MailcowServer {
  readonly url: string;
  readonly exchanges: readonly Exchange[];
  close(): Promise<void>;
}

/** Starts an empty mailcow on a loopback port. */
export async function startMailcow(): Promise<MailcowServer> {
  const mailcow = new Mailcow();
  const exchanges: Exchange[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [method, path] = [request.method ?? '', request.url ?? ''];
      const text = Buffer.concat(chunks).toString();
      const sent: unknown = text === '' ? undefined : JSON.parse(text);
      const answer = mailcow.answer(method, path, request.headers['x-api-key'], sent);
      exchanges.push({ method, path, sent, ...answer });
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
