import { randomUUID } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { ApiError } from '../errors.ts';
import { isTransient } from '../transient.ts';
import { cancellation, type StoreFailure } from './errors.ts';
import type { Table } from './table.ts';

/**
 * Writes all of `actions` or none, as one TransactWriteItems call (at most 100 actions).
 *
 * It is sent again after conflicts with other transactions and throttles, see `retry`. The token is the same at
 * every try: a try that took effect but whose answer was lost is not written twice (AWS knows it for 10 minutes).
 *
 * @returns nothing if it was written; if a condition refused it, the failures by the position of the actions
 * (`duplicate` at least once, `undefined` where an action was fine): then nothing was written
 * @throws ApiError `unavailable` if conflicts, throttles or timeouts don't end: without a definite answer it may
 * have taken effect. Anything else as it came.
 */
export async function transact(
  table: Table,
  actions: readonly TransactWriteItem[],
): Promise<(StoreFailure | undefined)[] | undefined> {
  try {
    await table.call('TransactWriteItems', { TransactItems: [...actions], ClientRequestToken: randomUUID() });
    return undefined;
  } catch (error) {
    const reasons = cancellation(error);
    if (reasons?.includes('duplicate')) return reasons;
    if (!isTransient(error)) throw error;
    throw new ApiError('unavailable', 'The store is busy, please try again.', { cause: error });
  }
}
