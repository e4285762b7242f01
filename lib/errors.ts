/**
 * What may go wrong on a caller's side or ours, by a stable code. The HTTP status of each code is in
 * `http/status.ts`, the body each dialect gives in `dialects/<name>/errors.ts`.
 */
export type ErrorCode =
  | 'malformed' // the request, or a part of it, can't be read as what it should be: 400
  | 'invalid' // the request says something that can't be: 400
  | 'unauthenticated' // no key, or an unknown or revoked one: 401
  | 'forbidden' // the key's role may not do this: 403
  | 'not-found' // no such route or resource: 404
  | 'method-not-allowed' // the path exists, this method on it does not: 405
  | 'conflict' // the same Idempotency-Key is still running: 409
  | 'too-large' // body over BODY_BYTES_MAX: 413
  | 'unsupported-media-type' // a body that is neither JSON nor a form: 415
  | 'mismatch' // Idempotency-Key used before with another body: 422
  | 'rate-limited' // 429
  | 'unavailable'; // the store or queue did not answer in time, a retry may help: 503

/**
 * An error the caller is told about. `message` is for the client and never holds personal data or keys;
 * `cause` is for the log.
 */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly headers: Record<string, string>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; headers?: Record<string, string> } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ApiError';
    this.code = code;
    this.headers = options.headers ?? {};
  }
}
