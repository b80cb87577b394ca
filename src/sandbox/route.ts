/** Which operation a method and a path ask for. */
import type { FaultKind } from './faults';
import { Problem } from './problem';

/** A request once it is read. */
export interface SandboxRequest {
  /** The parts of the path that the template leaves open, decoded. */
  readonly parameters: readonly string[];
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined where the operation takes none. */
  readonly body: unknown;
  readonly ifMatch: string | undefined;
  /** The fault drawn for it; the operation itself sees to those of lists. */
  readonly fault: FaultKind | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; absent for none. */
  readonly body?: unknown;
}

/** One operation of the API: all that the server and the OpenAPI document need to know of it. */
export interface Route<Context> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path template (OpenAPI), such as `/v1/users/{email}`. */
  readonly path: string;
  readonly summary: string;
  /** `open` needs no token, `write` one that may write. */
  readonly access: 'open' | 'read' | 'write';
  /** Which faults are injected into it: all, or all but those of lists. @default none */
  readonly faulty?: 'list' | 'object';
  readonly query?: Readonly<Record<string, { readonly description: string; readonly schema: object }>>;
  /** Honours If-Match. @default false */
  readonly conditional?: true;
  /** Schema of the body, by its name in the OpenAPI document. @default no body */
  readonly takes?: string;
  /** Schema of the answer. @default no body */
  readonly gives?: string;
  /** Status of success. @default 200 */
  readonly status?: 201 | 204;
  readonly handle: (context: Context, request: SandboxRequest) => Answer | Promise<Answer>;
}

export interface Match<Context> {
  readonly route: Route<Context>;
  readonly parameters: readonly string[];
}

const PARAMETER = /\{[^}]+\}/g;

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(PARAMETER, '([^/]+)')}$`);

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Problem('bad-request', `the path has ${JSON.stringify(part)}, which is not percent-encoded UTF-8`);
  }
}

/**
 * Makes the search for the operation of a request.
 * @returns a function that throws Problem `unknown-path`, `method-not-allowed` or `bad-request`.
 */
export function router<Context>(routes: readonly Route<Context>[]) {
  const paths = [...new Set(routes.map((route) => route.path))].map((path) => ({
    pattern: patternOf(path),
    methods: new Map(routes.filter((route) => route.path === path).map((route) => [String(route.method), route])),
  }));
  return (method: string, path: string): Match<Context> => {
    for (const { pattern, methods } of paths) {
      const found = pattern.exec(path);
      if (found === null) continue;
      const route = methods.get(method);
      if (route !== undefined) return { route, parameters: found.slice(1).map(decode) };
      const allow = [...methods.keys()].join(', ');
      throw new Problem('method-not-allowed', `${path} takes ${allow}, not ${method}`, { headers: { allow } });
    }
    throw new Problem('unknown-path', `there is no ${path}; see /v1/openapi.json`);
  };
}
