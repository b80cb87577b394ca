/** How mailcow's API is called and what it answers, as far as the driver reads it (its OpenAPI description and its source, August 2026). */
import { z } from 'zod';
import type { HostContext } from '../../host';
import type { HttpClient } from '../../http';
import { isObject } from '../../model';
import { refuseUnless } from './errors';
import type { Message } from './errors';

export type Row = Readonly<Record<string, unknown>>;

const row = z.custom<Row>(isObject, 'expected an object');

/** `{}` means none. Any other object is no list: mailcow also tells errors with 200. */
const list = z.union([z.array(row), z.strictObject({}).transform((): Row[] => [])]);

const one = row.transform((answer) => (Object.keys(answer).length === 0 ? undefined : answer));

const message: z.ZodType<Message> = z.object({
  type: z.string(),
  msg: z.union([z.string(), z.array(z.unknown())]),
});

const messages = z.union([z.array(message), message.transform((only) => [only])]);

/** The sorts of object, by their names in the API. */
export type Sort = 'domain' | 'alias-domain' | 'mailbox' | 'alias' | 'dkim';

/** What can be edited, which is more. */
type Edit = Exclude<Sort, 'dkim'> | 'mailbox/custom-attribute' | 'rename-mbox';

/** What a write says: texts and numbers; booleans are written "1" and "0". */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

export class Api {
  constructor(
    readonly http: HttpClient,
    private readonly token: string,
  ) {}

  /** All objects of a sort; mailcow has no pages. */
  async all(sort: Exclude<Sort, 'dkim'>, { signal }: HostContext): Promise<readonly Row[]> {
    const path = `/api/v1/get/${sort}/all`;
    return (await this.http.request({ method: 'GET', path, answer: list, signal })).body;
  }

  async get(sort: Sort, name: string, { signal }: HostContext): Promise<Row | undefined> {
    const path = `/api/v1/get/${sort}/${encodeURIComponent(name)}`;
    return (await this.http.request({ method: 'GET', path, answer: one, signal })).body;
  }

  add(sort: Sort, attr: Fields, context: HostContext, secrets: readonly string[] = []): Promise<void> {
    return this.write(`/api/v1/add/${sort}`, attr, context, secrets, false);
  }

  /** Sets fields to values, so that doing it twice is doing it once; but not a rename. */
  edit(sort: Edit, item: string, attr: Fields, context: HostContext, secrets: readonly string[] = []): Promise<void> {
    return this.write(`/api/v1/edit/${sort}`, { items: [item], attr }, context, secrets, sort !== 'rename-mbox');
  }

  remove(sort: Sort, item: string, context: HostContext): Promise<void> {
    return this.write(`/api/v1/delete/${sort}`, [item], context, [], true);
  }

  private async write(
    path: string,
    body: unknown,
    { signal }: HostContext,
    secrets: readonly string[],
    repeatable: boolean,
  ): Promise<void> {
    const answer = await this.http.request({
      method: 'POST',
      path,
      body,
      answer: messages,
      signal,
      secrets,
      repeatable,
    });
    refuseUnless(answer.body, `POST ${path}`, [this.token, ...secrets]);
  }
}
