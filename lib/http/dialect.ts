import type { ErrorCode } from '../errors.ts';
import type { Rate } from './rate-limit.ts';

/** What the HTTP layer needs of a dialect: how it words an error, and what it says in the headers of its answers. */
export interface Dialect {
  /** The body of an error, sent as JSON, and the headers that go with it. */
  renderError(error: RenderedError): { body: unknown; headers?: Record<string, string> };
  /** Where it says what is left of a key's rate; on every answer after the rate was counted. */
  rateHeaders(rate: Rate): Record<string, string>;
  /** Where it names a request, if it does; on every answer. */
  idHeaders?(correlationId: string): Record<string, string>;
}

/** What a caller is told of an error, before it is put into a dialect's words. */
export interface RenderedError {
  /** `internal` is a mistake of ours, which has no code: 500. */
  code: ErrorCode | 'internal';
  status: number;
  message: string;
  /** The gateway's name for the request. In the log of a 5xx. */
  requestId: string;
  /** Ours, a UUID. In the log of a 5xx too. */
  correlationId: string;
}
