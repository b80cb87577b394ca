/** Why a call brought no usable answer, in words for the person who wrote the endpoint, and whether it may have been carried out all the same. */

import { isReading } from './exchange';
import type { Attempt, Method, TransportReason } from './exchange';
import type { Redact } from './redact';

interface Told {
  /** In lower case, without a full stop, secrets masked. */
  readonly message: string;
  /** `unknown` where the request left and what became of it was not told. */
  readonly outcome: 'not-done' | 'unknown';
  /** What was called, such as `POST /v1/users`. */
  readonly operation: string;
}

/** The host answered, with a status that means no. */
export interface Refusal extends Told {
  readonly code: 'STATUS';
  readonly status: number;
  /** The answer's body with secrets masked: parsed where it is JSON, else its text. */
  readonly body: unknown;
}

/** There was no answer, or none that could be understood. */
export interface Silence extends Told {
  readonly code: 'UNAVAILABLE' | 'TIMEOUT' | 'PROTOCOL' | 'CANCELLED';
}

export type Failure = Refusal | Silence;

const CODES: Readonly<Record<TransportReason, Silence['code']>> = {
  refused: 'UNAVAILABLE',
  'unknown-name': 'UNAVAILABLE',
  unreachable: 'UNAVAILABLE',
  untrusted: 'UNAVAILABLE',
  'not-tls': 'UNAVAILABLE',
  cut: 'UNAVAILABLE',
  timeout: 'TIMEOUT',
  'too-large': 'PROTOCOL',
  malformed: 'PROTOCOL',
  cancelled: 'CANCELLED',
};

/**
 * Says what went wrong and what to do next.
 * @param endpoint As declared.
 * @param detail The system's own code, such as `ECONNREFUSED`.
 */
export function wordsFor(reason: TransportReason, endpoint: URL, detail: string): string {
  const where = JSON.stringify(endpoint.href.replace(/\/$/, ''));
  switch (reason) {
    case 'refused':
      return `nothing answers at the endpoint ${where} (${detail}); see that the mail host is up, or correct the endpoint in the provider block`;
    case 'unknown-name':
      return `the DNS does not know ${JSON.stringify(endpoint.hostname)}, the name in the endpoint ${where} (${detail}); check its spelling in the provider block`;
    case 'unreachable':
      return `the endpoint ${where} cannot be reached from here (${detail}); check the network, the VPN and the firewall, then run again`;
    case 'untrusted':
      return `the TLS certificate of the endpoint ${where} cannot be trusted (${detail}); renew it at the host, or name its authority in NODE_EXTRA_CA_CERTS`;
    case 'not-tls':
      return `the endpoint ${where} answers, but not in TLS (${detail}); write it with "http:" if the host is meant to be asked in plain text, or correct the port`;
    case 'timeout':
      return `the endpoint ${where} did not answer in time (${detail}); see whether the host is overloaded, or raise the timeout in the provider block's options`;
    case 'cut':
      return `the connection to the endpoint ${where} was cut before the answer was complete (${detail}); run again`;
    case 'too-large':
      return `the endpoint ${where} sent a larger answer than is allowed (${detail}); check that it is the host's API`;
    case 'malformed':
      return `the endpoint ${where} does not speak HTTP as it should (${detail}); check that it is the host's API, with the right scheme and port`;
    case 'cancelled':
      return `the call to the endpoint ${where} was cancelled`;
    default:
      return reason satisfies never;
  }
}

/** An answer's body for whoever tells it on. Masked in its one written form, since a host may escape a secret as it likes. */
function maskedBody(text: string, redact: Redact): unknown {
  try {
    return JSON.parse(redact(JSON.stringify(JSON.parse(text)))) as unknown;
  } catch {
    return redact(text).slice(0, 500);
  }
}

/** What is known of a call that brought nothing usable. */
export interface Circumstances {
  readonly method: Method;
  readonly path: string;
  readonly endpoint: URL;
  /** Whether a try of it may have been carried out. */
  readonly doubtful: boolean;
  readonly redact: Redact;
  /** Why an answer that means success cannot be understood. */
  readonly problem?: string | undefined;
}

/** Tells a failed call, with secrets masked. */
export function failureOf(attempt: Attempt, circumstances: Circumstances): Failure {
  const { method, path, endpoint, doubtful, redact, problem } = circumstances;
  const operation = redact(`${method} ${path}`);
  const outcome = doubtful ? 'unknown' : 'not-done';
  if (attempt.type === 'failed') {
    const message = redact(wordsFor(attempt.reason, endpoint, attempt.detail));
    return { code: CODES[attempt.reason], message, outcome, operation };
  }
  const { status, headers, text } = attempt;
  if (status < 300)
    return {
      code: 'PROTOCOL',
      message: redact(
        `the host's answer to ${operation} cannot be understood: ${problem ?? ''}; check that the endpoint is the host's API`,
      ),
      // A write that was answered with success was carried out, as far as anybody can tell.
      outcome: isReading(method) ? 'not-done' : 'unknown',
      operation,
    };
  const where = typeof headers['location'] === 'string' ? ` to ${JSON.stringify(headers['location'])}` : '';
  const said =
    status < 400
      ? `redirects${where}; write the right endpoint in the provider block`
      : `answered ${status} to ${operation}`;
  const message = redact(`the endpoint ${JSON.stringify(endpoint.origin)} ${said}`);
  return { code: 'STATUS', status, body: maskedBody(text, redact), message, outcome, operation };
}
