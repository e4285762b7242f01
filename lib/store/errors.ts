/**
 * What a store call ended in, in the product's words: AWS's errors are translated here and nowhere else.
 * `duplicate` and `conflict` are definite; after any other answer the call may have taken effect (rule 13).
 */
export type StoreFailure =
  | 'duplicate' // a condition said the item must not be so: it exists, or has another version
  | 'conflict' // another transaction held one of the items: nothing was written, try again
  | 'throttled' // refused for now
  | 'rejected' // the request itself is wrong: trying again can't help
  | 'unknown'; // no answer, or a 5xx

const failureByCode: Record<string, StoreFailure> = {
  ConditionalCheckFailed: 'duplicate',
  ConditionalCheckFailedException: 'duplicate',
  DuplicateItem: 'duplicate',
  TransactionConflict: 'conflict',
  TransactionConflictException: 'conflict',
  TransactionInProgressException: 'conflict',
  ProvisionedThroughputExceeded: 'throttled',
  ProvisionedThroughputExceededException: 'throttled',
  RequestLimitExceeded: 'throttled',
  ThrottlingError: 'throttled',
  ThrottlingException: 'throttled',
  ValidationError: 'rejected',
  ValidationException: 'rejected',
  ItemCollectionSizeLimitExceeded: 'rejected',
};

/** Translates an error's name, a statement's error code or a cancellation reason's code. */
export const failureOf = (code: string | undefined): StoreFailure => failureByCode[code ?? ''] ?? 'unknown';

export const storeFailure = (error: unknown): StoreFailure =>
  failureOf(error instanceof Error ? error.name : undefined);

/**
 * A cancelled transaction's failures by the position of its actions; `undefined` where the action itself was
 * fine. `undefined` altogether if the error is no cancellation.
 */
export function cancellation(error: unknown): (StoreFailure | undefined)[] | undefined {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return undefined;
  const reasons = (error as { CancellationReasons?: { Code?: string }[] }).CancellationReasons ?? [];
  return reasons.map(({ Code }) => (Code === undefined || Code === 'None' ? undefined : failureOf(Code)));
}
