/** What the sandbox answers when it does not do what it was asked (RFC 9457). */

/** Every problem there is, by the last part of its `type`: the status and the title that never change. */
export const PROBLEMS = {
  'bad-request': { status: 400, title: 'The request cannot be read' },
  unauthenticated: { status: 401, title: 'No valid token' },
  'expired-token': { status: 401, title: 'The token has expired' },
  'read-only-token': { status: 403, title: 'The token may only read' },
  'unknown-path': { status: 404, title: 'No such path' },
  'not-found': { status: 404, title: 'No such object' },
  'method-not-allowed': { status: 405, title: 'The path does not take this method' },
  conflict: { status: 409, title: 'The address or name is taken' },
  'in-use': { status: 409, title: 'Other objects depend on it' },
  'not-closed': { status: 409, title: 'Only a closed user is deleted' },
  'limit-reached': { status: 409, title: 'No seat left' },
  'precondition-failed': { status: 412, title: 'The object has changed' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is not JSON' },
  invalid: { status: 422, title: 'Values are not accepted' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'The sandbox failed' },
  unavailable: { status: 503, title: 'The sandbox is not available' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string }>>;
export type ProblemName = keyof typeof PROBLEMS;

/** Further members of the body, and headers of the answer. */
export interface ProblemExtras {
  readonly body?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export class Problem extends Error {
  override readonly name = 'Problem';

  /** @param detail What is wrong this time: lower case, no full stop, never a secret. */
  constructor(
    readonly problem: ProblemName,
    readonly detail: string,
    readonly extras: ProblemExtras = {},
  ) {
    super(detail);
  }

  get status(): number {
    return PROBLEMS[this.problem].status;
  }

  /** The `application/problem+json` body. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { status, title } = PROBLEMS[this.problem];
    return {
      type: `urn:mailstate:sandbox:${this.problem}`,
      title,
      status,
      detail: this.detail,
      ...this.extras.body,
    };
  }
}

/** One attribute that was refused. */
export interface RefusedAttribute {
  readonly attribute: string;
  readonly problem: string;
}

/** The problem that lists every refused attribute at once. */
export const invalid = (what: string, errors: readonly RefusedAttribute[]): Problem =>
  new Problem('invalid', `${what}: ${errors.map((error) => `${error.attribute} ${error.problem}`).join('; ')}`, {
    body: { errors },
  });
