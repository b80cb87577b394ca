/** Why a call brought no usable answer, in words for the person who wrote the endpoint, and whether it may have been carried out all the same. */

/** What went wrong between here and the host, before an answer was complete. */
export type TransportReason =
  | 'refused'
  | 'unknown-name'
  | 'unreachable'
  | 'untrusted'
  | 'timeout'
  | 'cut'
  | 'too-large'
  | 'malformed'
  | 'cancelled';

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
  cut: 'UNAVAILABLE',
  timeout: 'TIMEOUT',
  'too-large': 'PROTOCOL',
  malformed: 'PROTOCOL',
  cancelled: 'CANCELLED',
};

/** The code that a driver maps one to one. */
export const codeOf = (reason: TransportReason): Silence['code'] => CODES[reason];

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
