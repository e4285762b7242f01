import { cancellation, type StoreFailure, storeFailure } from '../store/errors.ts';

const TIMEOUTS = new Set(['TimeoutError', 'RequestTimeout', 'RequestTimeoutException', 'RequestThrottled']);
const NETWORK_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND']);

/**
 * Whether an error of DynamoDB, SQS or the way to them may be gone at the next try: throttled, held up by
 * another transaction, timed out, not reached, or a 5xx of theirs.
 */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: number } };
  return (
    TIMEOUTS.has(error.name) ||
    (typeof code === 'string' && NETWORK_CODES.has(code)) ||
    ($metadata?.httpStatusCode ?? 0) >= 500 ||
    [storeFailure(error), ...(cancellation(error) ?? [])].some(mayPass)
  );
}

const mayPass = (failure: StoreFailure | undefined): boolean =>
  failure === 'throttled' || failure === 'conflict';
