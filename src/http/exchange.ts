/** One request and what came of it: an answer, or how far it got. */
import type { Dispatcher, Pool } from 'undici';

export type Method = 'GET' | 'HEAD' | 'PUT' | 'DELETE' | 'POST' | 'PATCH';

/** Reading does nothing at the host, so that its outcome is never in doubt. */
export const isReading = (method: Method): boolean => method === 'GET' || method === 'HEAD';

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What went wrong between here and the host, before an answer was complete. */
export type TransportReason =
  | 'refused'
  | 'unknown-name'
  | 'unreachable'
  | 'untrusted'
  | 'not-tls'
  | 'timeout'
  | 'cut'
  | 'too-large'
  | 'malformed'
  | 'cancelled';

/** What came of sending a request once. */
export type Attempt =
  | { readonly type: 'answered'; readonly status: number; readonly headers: Headers; readonly text: string }
  | {
      readonly type: 'failed';
      readonly reason: TransportReason;
      /** Whether any of it may have reached the host. */
      readonly sent: boolean;
      /** The system's own code, such as `ECONNREFUSED`. */
      readonly detail: string;
    };

/** Milliseconds. */
export interface Timeouts {
  /** Until the status line and headers are there. */
  readonly headers: number;
  /** Between two parts of the body. */
  readonly body: number;
  /** From sending, connecting included, to the end of the answer. */
  readonly whole: number;
}

const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO|ISSUER|CRL/;
const TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);

/** Reads the reason from the code of an error of undici or of the system. */
export function reasonOf(code: string, sent: boolean): TransportReason {
  if (TIMEOUTS.has(code)) return 'timeout';
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return 'too-large';
  if (code.startsWith('HPE_') || code === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW') return 'malformed';
  if (sent) return 'cut';
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ENOTFOUND') return 'unknown-name';
  // What OpenSSL says when the other side answers in plain text.
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') return 'not-tls';
  return UNTRUSTED.test(code) ? 'untrusted' : 'unreachable';
}

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : error.name);

const textOf = (chunks: readonly Buffer[]): string =>
  (chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)).toString();

/**
 * Sends a request once. Never rejects.
 *
 * It listens to the dispatch itself, since `onRequestStart` is the only witness of whether a request has left: that decides
 * what may be repeated. undici's retry interceptor knows nothing of it, sleeps by the wall clock, and resumes cut JSON by Range.
 * @param cut Breaks the exchange off.
 */
export function exchange(
  pool: Pool,
  options: Dispatcher.DispatchOptions,
  whole: number,
  cut: AbortSignal | undefined,
): Promise<Attempt> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let controller: Dispatcher.DispatchController | undefined;
    let status = 0;
    let headers: Headers = {};
    let settled = false;

    const settle = (attempt: Attempt): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      cut?.removeEventListener('abort', cancel);
      resolve(attempt);
    };
    const fail = (reason: TransportReason, detail: string): void => {
      settle({ type: 'failed', reason, sent: controller !== undefined, detail });
      controller?.abort(new Error(detail));
    };
    const cancel = (): void => fail('cancelled', 'cancelled');
    const timer = setTimeout(() => fail('timeout', `no complete answer within ${whole / 1000} s`), whole);
    cut?.addEventListener('abort', cancel);

    const failed = (error: Error): void => {
      const code = codeOf(error);
      const sent = controller !== undefined;
      settle({ type: 'failed', reason: reasonOf(code, sent), sent, detail: code });
    };
    try {
      pool.dispatch(options, {
        onRequestStart(started) {
          // Given up while it waited for a connection: it must not leave now.
          if (settled) started.abort(new Error('given up'));
          else controller = started;
        },
        onResponseStart(_controller, statusCode, answered) {
          status = statusCode;
          headers = answered;
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          settle({ type: 'answered', status, headers, text: textOf(chunks) });
        },
        onResponseError(_controller, error) {
          failed(error);
        },
      });
    } catch (thrown) {
      failed(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  });
}
