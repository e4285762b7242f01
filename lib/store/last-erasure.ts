import { number, numberOf, toKey } from './attributes.ts';
import { storeFailure } from './errors.ts';
import { lastErasureKey } from './keys.ts';
import { readAll } from './read-all.ts';
import type { Table } from './table.ts';

/**
 * When somebody of the account was last erased: what ingest saw before then may lead to nobody by now (rule 1).
 * Strongly consistent.
 * @returns ms since the epoch; 0 if nobody was yet
 */
export async function readLastErasure(table: Table, account: number): Promise<number> {
  const [item] = await readAll(table, [lastErasureKey(account)], { consistent: true });
  return item ? numberOf(item, 'time') : 0;
}

/** Notes that somebody was erased just now. Another that was erased later, by whatever clock, stays the last. */
export async function noteErasure(table: Table, account: number, now: number): Promise<void> {
  try {
    await table.call('PutItem', {
      TableName: table.name,
      Item: { ...toKey(lastErasureKey(account)), time: number(now) },
      ConditionExpression: 'attribute_not_exists(PK) OR #time < :now',
      ExpressionAttributeNames: { '#time': 'time' },
      ExpressionAttributeValues: { ':now': number(now) },
    });
  } catch (error) {
    if (storeFailure(error) !== 'duplicate') throw error;
  }
}
