import { cancellation, type StoreFailure, storeFailure } from './store/errors.ts';

const NAMES = new Set([
  ...['TimeoutError', 'RequestTimeout', 'RequestTimeoutException'],
  // Throttles that only SQS or the gateways before both services know.
  ...['RequestThrottled', 'RequestThrottledException', 'Throttling', 'TooManyRequestsException', 'SlowDown'],
  ...['InternalServerError', 'InternalFailure', 'InternalError', 'ServiceUnavailable'],
]);
const NETWORK_CODES = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'],
  ...['EAI_AGAIN', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH'],
]);

/** What the SDK says of an error beside its name. */
interface SdkError extends Error {
  code?: unknown;
  $metadata?: { httpStatusCode?: number; clockSkewCorrected?: boolean };
  $retryable?: object;
}

/**
 * Whether an error of DynamoDB, SQS or the way to them may be gone at the next try: throttled, held up by
 * another transaction, timed out, not reached, or a 5xx of theirs. Nobody but `retry` looks at it to try again:
 * the SDK's own retries, which know the same errors, are off.
 */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { name, code, $metadata, $retryable } = error as SdkError;
  const status = $metadata?.httpStatusCode ?? 0;
  return (
    NAMES.has(name) ||
    (typeof code === 'string' && NETWORK_CODES.has(code)) ||
    status >= 500 ||
    status === 429 ||
    $retryable !== undefined ||
    // The SDK has set its clock right by the answer.
    $metadata?.clockSkewCorrected === true ||
    mayPass(storeFailure(error)) ||
    mayAllPass(cancellation(error))
  );
}

const mayPass = (failure: StoreFailure): boolean => failure === 'throttled' || failure === 'conflict';

/** A condition that refused a transaction beside a conflict will refuse it again. */
function mayAllPass(reasons: ReturnType<typeof cancellation> = []): boolean {
  const failures = reasons.filter((reason) => reason !== undefined);
  return failures.length > 0 && failures.every(mayPass);
}
