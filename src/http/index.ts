/** The HTTP client of all drivers. */
export { createHttpClient, parseEndpoint } from './client';
export type { Answer, HttpClient, HttpClientOptions, HttpRequest } from './client';
export type { Method, Timeouts } from './exchange';
export type { Failure, Refusal, Silence } from './failure';
export type { Clock, Rate } from './gate';
export { pages } from './pages';
export type { Fetched } from './pages';
export { redactor } from './redact';
export { RETRY_POLICY } from './retry';
export type { RetryPolicy } from './retry';
