/** How WildDuck's collections are read: page by page to the end, once for all that ask at the same time. */
import { domainToUnicode } from 'node:url';
import { HostError } from '../../host';
import { pages } from '../../http';
import type { HttpClient } from '../../http';
import { domainOf, localPartOf, parseDomainName, parseEmailAddress } from '../../model';
import { PAGE_SIZE, ROWS, page } from './api';
import type { AddressRow, Collection, Row } from './api';

/** All rows of a collection, as far as they came. */
export interface Whole<C extends Collection> {
  readonly rows: readonly Row<C>[];
  /** Whether as many came as WildDuck counts. */
  readonly isWhole: boolean;
}

/** WildDuck keeps a domain that starts with an A-label as Unicode. */
const spelled = (domain: string): string => (domain.startsWith('xn--') ? domainToUnicode(domain) : domain);

/** How an address is found by query. */
export const spelledAddress = (address: string): string => `${localPartOf(address)}@${spelled(domainOf(address))}`;

/** An address of WildDuck in the model's form, undefined for one with a wildcard or of a form that the model does not know. */
export function normalAddress(address: string): string | undefined {
  const parsed = address.includes('*') ? undefined : parseEmailAddress(address);
  return parsed?.ok ? parsed.value : undefined;
}

/** A domain of WildDuck in the model's form. */
export function normalDomain(domain: string): string | undefined {
  const parsed = parseDomainName(domain);
  return parsed.ok ? parsed.value : undefined;
}

/** The domain that an address of WildDuck catches all mail of. */
export const caughtBy = (address: string): string | undefined =>
  address.startsWith('*@') ? normalDomain(address.slice(2)) : undefined;

export class Lists {
  private readonly underWay = new Map<Collection, Promise<Whole<Collection>>>();

  constructor(private readonly http: HttpClient) {}

  /** Pages of a collection, or of what a query finds in it. */
  async *pages<C extends Collection>(
    collection: C,
    signal: AbortSignal,
    query?: string,
  ): AsyncGenerator<Whole<C> & { readonly total: number }> {
    let read = 0;
    yield* pages(
      async (next: string | undefined) => {
        const { body } = await this.http.request({
          method: 'GET',
          path: collection,
          query: { limit: PAGE_SIZE, internalData: 'true', query, next },
          answer: page.extend({ results: ROWS[collection].array() }),
          signal,
        });
        const rows = body.results as unknown as readonly Row<C>[];
        read += rows.length;
        const last = body.nextCursor === false;
        return {
          page: { rows, total: body.total, isWhole: last && read >= body.total },
          next: last ? undefined : (body.nextCursor as string),
        };
      },
      (cursor) =>
        new HostError({
          code: 'PROTOCOL',
          message: `the list at ${collection} never ends: the host gave the cursor ${JSON.stringify(cursor)} twice`,
          operation: `GET ${collection}`,
        }),
    );
  }

  /** The whole collection. Those who ask while it is being read get the same rows. */
  all<C extends Collection>(collection: C, signal: AbortSignal): Promise<Whole<C>> {
    const shared = this.underWay.get(collection) as Promise<Whole<C>> | undefined;
    if (shared !== undefined) return shared;
    const reading = this.collect(collection, signal).finally(() => {
      if (this.underWay.get(collection) === reading) this.underWay.delete(collection);
    });
    this.underWay.set(collection, reading);
    return reading;
  }

  /** To be called with every write: a read that began before it must not be shared by who asks after it. */
  forget(): void {
    this.underWay.clear();
  }

  private async collect<C extends Collection>(collection: C, signal: AbortSignal): Promise<Whole<C>> {
    const rows: Row<C>[] = [];
    let isWhole = false;
    for await (const part of this.pages(collection, signal)) {
      rows.push(...part.rows);
      isWhole = part.isWhole;
    }
    return { rows, isWhole };
  }

  /** The one row that a query finds and that is really meant: queries find every text that contains theirs. */
  async find<C extends Collection>(
    collection: C,
    query: string,
    isMeant: (row: Row<C>) => boolean,
    signal: AbortSignal,
  ): Promise<Row<C> | undefined> {
    for await (const { rows } of this.pages(collection, signal, query)) {
      const found = rows.find(isMeant);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The row of an address, or of a catch-all (`*@domain`). */
  address(address: string, signal: AbortSignal): Promise<AddressRow | undefined> {
    const domain = caughtBy(address);
    return this.find(
      '/addresses',
      domain === undefined ? spelledAddress(address) : `*@${spelled(domain)}`,
      (row) => (domain === undefined ? normalAddress(row.address) === address : caughtBy(row.address) === domain),
      signal,
    );
  }

  /** A row of a collection of domains. */
  domain<C extends '/dkim' | '/domainaliases'>(
    collection: C,
    name: string,
    signal: AbortSignal,
  ): Promise<Row<C> | undefined> {
    const nameOf = (row: Row<C>): string => ('alias' in row ? row.alias : row.domain);
    return this.find(collection, spelled(name), (row) => normalDomain(nameOf(row)) === name, signal);
  }

  /** An address of a domain, other than its catch-all. */
  anyAddressIn(name: string, signal: AbortSignal): Promise<AddressRow | undefined> {
    return this.find(
      '/addresses',
      `@${spelled(name)}`,
      (row) => !row.address.startsWith('*') && normalDomain(domainOf(row.address)) === name,
      signal,
    );
  }
}
