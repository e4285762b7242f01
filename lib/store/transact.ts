import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { ApiError } from '../errors.ts';
import { cancellation, type StoreFailure, storeFailure } from './errors.ts';
import type { Table } from './table.ts';

/** Transactions on one item take about 10 ms each, so a handful of waiting ones is through after this many. */
const TRIES = 6;
const PAUSE_MS = 25;

/**
 * Writes all of `actions` or none, as one TransactWriteItems call (at most 100 actions).
 *
 * Conflicts with other transactions and throttles are tried again with growing, random pauses. The token is
 * the same at every try: a try that took effect but whose answer was lost is not written twice (AWS knows it
 * for 10 minutes).
 *
 * @returns nothing if it was written; if a condition refused it, the failures by the position of the actions
 * (`duplicate` at least once, `undefined` where an action was fine): then nothing was written
 * @throws ApiError `unavailable` if conflicts or throttles don't end. Anything else as it came; without a
 * definite answer (a timeout, a 5xx, which the SDK has tried again by then) it may have taken effect.
 */
export async function transact(
  table: Table,
  actions: readonly TransactWriteItem[],
): Promise<(StoreFailure | undefined)[] | undefined> {
  const input = { TransactItems: [...actions], ClientRequestToken: randomUUID() };
  for (let attempt = 1; ; attempt++) {
    try {
      await table.call('TransactWriteItems', input);
      return undefined;
    } catch (error) {
      const reasons = cancellation(error);
      if (reasons?.includes('duplicate')) return reasons;
      const failures = reasons?.filter((reason) => reason !== undefined) ?? [storeFailure(error)];
      if (!failures.every((failure) => failure === 'conflict' || failure === 'throttled')) throw error;
      if (attempt === TRIES) {
        throw new ApiError('unavailable', 'The store is busy, please try again.', { cause: error });
      }
    }
    await sleep(Math.random() * PAUSE_MS * 2 ** attempt);
  }
}
