/** A server that speaks WildDuck's REST API as the driver meets it, with its ways of saying no; kept true by running the same cases against a real one. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { domainToUnicode } from 'node:url';

export const WILDDUCK_TOKEN = 'wildduck-token';

type Row = Record<string, unknown> & { readonly _id: string };
type Body = Record<string, unknown>;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const ok = (body: Body = {}): Answer => ({ status: 200, body: { success: true, ...body } });
const no = (status: number, code: string, error: string): Answer => ({ status, body: { error, code } });

/** A domain that starts with an A-label is kept as Unicode. */
const normalDomain = (domain: string): string =>
  domain.toLowerCase().startsWith('xn--') ? domainToUnicode(domain) : domain.toLowerCase();

function normal(address: string): string {
  const [local = '', domain = ''] = address.split('@');
  return `${local.toLowerCase()}@${normalDomain(domain)}`;
}

/** Addresses are the same without the dots of their local part. */
const view = (address: string): string => {
  const at = address.indexOf('@');
  return (address.slice(0, at).replaceAll('.', '') + address.slice(at)).toLowerCase();
};

const publicKey = (): string => generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }).toString(); // prettier-ignore

const DEFAULT_QUOTA = 1_073_741_824;

class WildDuck {
  readonly users = new Map<string, Row>();
  readonly deleted = new Map<string, { readonly user: Row; readonly addresses: readonly Row[] }>();
  readonly addresses = new Map<string, Row>();
  readonly dkim = new Map<string, Row>();
  readonly domainaliases = new Map<string, Row>();
  /** One for all domains: making an RSA key takes long. */
  private readonly key = publicKey();
  private count = 0;

  private id(): string {
    return (++this.count).toString(16).padStart(24, '0');
  }

  private add(table: Map<string, Row>, row: Body): string {
    const _id = this.id();
    table.set(_id, { _id, ...row });
    return _id;
  }

  private byView(address: string): Row | undefined {
    return [...this.addresses.values()].find((row) => view(String(row['address'])) === view(address));
  }

  answer(method: string, path: string, query: URLSearchParams, body: Body): Answer {
    const [collection = '', a = '', b = '', c = ''] = path.slice(1).split('/').map(decodeURIComponent);
    switch (`${method} ${collection}`) {
      case 'GET users':
        return a === '' ? this.list(this.users, query, (row) => this.userRow(row)) : this.user(a);
      case 'POST users':
        if (b === 'restore') return this.restore(a);
        return a === '' ? this.createUser(body) : this.createAddress(body, a);
      case 'PUT users':
        return b === 'addresses' ? this.changeAddress(c, body) : this.changeUser(a, body);
      case 'DELETE users':
        return b === 'addresses' ? this.removeAddress(c) : this.removeUser(a);
      case 'GET addresses':
        return this.list(this.addresses, query, addressRow);
      case 'POST addresses':
        return this.createAddress(body);
      case 'PUT addresses':
        return this.changeAddress(b, body);
      case 'DELETE addresses':
        return this.removeAddress(b);
      case 'GET domainaliases':
        return this.list(this.domainaliases, query, ({ _id, alias, domain }) => ({ id: _id, alias, domain }));
      case 'POST domainaliases':
        return this.createDomainAlias(normalDomain(String(body['alias'])), normalDomain(String(body['domain'])));
      case 'DELETE domainaliases':
        return this.domainaliases.delete(a) ? ok() : no(404, 'AliasNotFound', 'Invalid or unknown email alias identifier'); // prettier-ignore
      case 'GET dkim':
        if (a !== '') return this.dkimKey(a);
        return this.list(this.dkim, query, ({ _id, domain, selector }) => ({ id: _id, domain, selector }));
      case 'POST dkim':
        return this.createKey(normalDomain(String(body['domain'])), String(body['selector']));
      case 'DELETE dkim':
        return this.dkim.delete(a) ? ok() : no(404, 'DkimNotFound', 'Invalid or unknown DKIM key');
      default:
        return no(404, 'ResourceNotFound', `${path} does not exist`);
    }
  }

  /** A page at a time; a query finds every row that has its text in one of its values. */
  private list(table: Map<string, Row>, query: URLSearchParams, told: (row: Row) => Body): Answer {
    const text = query.get('query') ?? '';
    const found = [...table.values()].filter((row) =>
      ['address', 'username', 'alias', 'domain'].some((name) => String(row[name] ?? '').includes(text)),
    );
    const limit = Number(query.get('limit') ?? 20);
    if (limit > 250) return no(400, 'InputValidationError', '"limit" must be less than or equal to 250');
    const start = Number(query.get('next') ?? 0);
    const more = start + limit < found.length;
    const results = found.slice(start, start + limit).map(told);
    return ok({ total: found.length, nextCursor: more ? String(start + limit) : false, results });
  }

  private userRow({ _id, password: _password, ...row }: Row): Body {
    const quota = { allowed: Number(row['quota']) || DEFAULT_QUOTA, used: 0 };
    return { id: _id, targets: [], disabled: false, suspended: false, ...row, quota };
  }

  private user(id: string): Answer {
    const row = this.users.get(id);
    return row === undefined ? no(404, 'UserNotFound', 'This user does not exist') : ok(this.userRow(row));
  }

  private createUser(body: Body): Answer {
    const { username, address } = body as { username: string; address: string };
    if (!/^[a-z0-9-]+(?:[._=:][a-z0-9-]+)*(?:@[a-z0-9-]+(?:[._=:][a-z0-9-]+)*)?$/.test(username.toLowerCase()))
      return no(400, 'InputValidationError', '"username" with value fails to match the username pattern');
    if ('disabled' in body) return no(400, 'InputValidationError', '"disabled" is not allowed');
    if ([...this.users.values()].some((row) => view(String(row['username'])) === view(username)))
      return no(500, 'UserExistsError', 'This username already exists');
    if (this.byView(address) !== undefined) return no(500, 'AddressExistsError', 'This address already exists');
    const row = { ...body, username: username.toLowerCase(), address: normal(address) };
    const user = this.add(this.users, row);
    this.add(this.addresses, { address: row.address, user });
    return ok({ id: user });
  }

  private changeUser(id: string, body: Body): Answer {
    const row = this.users.get(id);
    if (row === undefined) return no(500, 'UserNotFound', 'User was not found');
    this.users.set(id, { ...row, ...body });
    return ok();
  }

  private removeUser(id: string): Answer {
    const user = this.users.get(id);
    const addresses = [...this.addresses.values()].filter((row) => row['user'] === id);
    if (user !== undefined) this.deleted.set(id, { user, addresses });
    this.users.delete(id);
    for (const { _id } of addresses) this.addresses.delete(_id);
    return ok({ code: 'TaskScheduled', user: id, addresses: { deleted: addresses.length } });
  }

  private restore(id: string): Answer {
    const kept = this.deleted.get(id);
    if (kept === undefined) return no(500, 'AccountNotFound', 'Deleted account was not found');
    this.users.set(id, kept.user);
    for (const row of kept.addresses) this.addresses.set(row._id, row);
    this.deleted.delete(id);
    return ok({ code: 'TaskCancelled' });
  }

  private createAddress(body: Body, user?: string): Answer {
    const { address, allowWildcard, targets } = body as {
      address: string;
      allowWildcard?: boolean;
      targets?: string[];
    };
    if (address.includes('*') && allowWildcard !== true)
      return no(400, 'InputValidationError', 'Address can not contain *');
    if (address.includes('+')) return no(400, 'InputValidationError', 'Address can not contain +');
    if (user === undefined && targets?.some((target) => view(target) === view(address)) === true)
      return no(400, 'InputValidationError', `Can not forward to self "${address}"`);
    if (this.byView(address) !== undefined) return no(400, 'AddressExistsError', 'This email address already exists');
    const owner = user === undefined ? {} : { user };
    return ok({ id: this.add(this.addresses, { ...body, ...owner, address: normal(address) }) });
  }

  private changeAddress(id: string, body: Body): Answer {
    const row = this.addresses.get(id);
    if (row === undefined) return no(404, 'AddressNotFound', 'Invalid or unknown email address identifier');
    const to = body['address'];
    if (typeof to === 'string') {
      const other = this.byView(to);
      if (other !== undefined && other._id !== id) return no(400, 'AddressExistsError', 'Address already exists');
      const owner = this.users.get(String(row['user']));
      if (owner?.['address'] === row['address']) this.users.set(String(row['user']), { ...owner, address: to } as Row);
    }
    // An empty name is as good as none at all.
    const { name, ...rest } = body;
    this.addresses.set(id, { ...row, ...rest, ...(name === '' || name === undefined ? {} : { name }) });
    return ok();
  }

  private removeAddress(id: string): Answer {
    const row = this.addresses.get(id);
    if (row === undefined) return no(404, 'AddressNotFound', 'Invalid or unknown email address identifier');
    if (this.users.get(String(row['user']))?.['address'] === row['address'])
      return no(400, 'NotPermitted', 'Can not delete main address');
    this.addresses.delete(id);
    return ok();
  }

  private createDomainAlias(alias: string, domain: string): Answer {
    if ([...this.domainaliases.values()].some((row) => row['alias'] === alias))
      return no(400, 'AliasExists', 'This domain alias already exists');
    return ok({ id: this.add(this.domainaliases, { alias, domain }) });
  }

  /** Takes the place of the key that the domain has. */
  private createKey(domain: string, selector: string): Answer {
    for (const [id, row] of this.dkim) if (row['domain'] === domain) this.dkim.delete(id);
    return ok({ id: this.add(this.dkim, { domain, selector }) });
  }

  private dkimKey(id: string): Answer {
    const row = this.dkim.get(id);
    if (row === undefined) return no(404, 'DkimNotFound', 'Invalid or unknown DKIM key');
    const der = createPublicKey(this.key).export({ type: 'spki', format: 'der' }).toString('base64');
    const dnsTxt = { name: `${String(row['selector'])}._domainkey.${String(row['domain'])}`, value: `v=DKIM1;t=s;p=${der}` }; // prettier-ignore
    return ok({ id, domain: row['domain'], selector: row['selector'], publicKey: this.key, dnsTxt });
  }
}

const addressRow = ({ _id, user, targets, ...row }: Row): Body => ({
  id: _id,
  tags: [],
  ...row,
  ...(user === undefined ? {} : { user }),
  ...(targets === undefined ? {} : { targets }),
});

export interface WildDuckServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts an empty WildDuck on a loopback port. */
export async function startWildDuck(): Promise<WildDuckServer> {
  const wildduck = new WildDuck();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://host.example');
      const text = Buffer.concat(chunks).toString();
      const allowed = request.headers['x-access-token'] === WILDDUCK_TOKEN;
      const { status, body } = allowed
        ? wildduck.answer(request.method ?? '', pathname, searchParams, text === '' ? {} : (JSON.parse(text) as Body))
        : no(403, 'InvalidToken', 'Invalid accessToken value');
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
