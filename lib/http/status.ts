import type { ErrorCode } from '../errors.ts';

/** The HTTP status of each error code. What has no code is our mistake and answers 500. */
export const statusOf: Record<ErrorCode, number> = {
  malformed: 400,
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  mismatch: 422,
  'rate-limited': 429,
  unavailable: 503,
};

export const INTERNAL_ERROR = 500;
