import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { number, numberOf, toKey } from './attributes.ts';
import { accountPartition, type Total, totalKey, totalPrefix } from './keys.ts';
import { queryAll } from './query-all.ts';
import type { Table } from './table.ts';

/**
 * Transactions on one item at the same time refuse each other, and an import posts dozens at a time: so each
 * total is the sum of this many items, and neighbouring ids, which concurrent posts have, fall on different ones.
 */
const SHARDS = 16;

/**
 * Counts `by` more, as part of the transaction that makes it true.
 * @param id of what is counted; it chooses the shard
 */
export function countAction(
  table: Table,
  account: number,
  total: Total,
  id: number,
  by: number,
): TransactWriteItem {
  return {
    Update: {
      TableName: table.name,
      Key: toKey(totalKey(account, total, id % SHARDS)),
      UpdateExpression: 'ADD #value :by',
      ExpressionAttributeNames: { '#value': 'value' },
      ExpressionAttributeValues: { ':by': number(by) },
    },
  };
}

/** How many there are now: exact, one query of at most 16 small items. */
export async function readTotal(table: Table, account: number, total: Total): Promise<number> {
  const shards = await queryAll(table, accountPartition(account), totalPrefix(total));
  return shards.reduce((sum, shard) => sum + numberOf(shard, 'value'), 0);
}
