import { numberOf, toKey } from './attributes.ts';
import { type Counter, counterKey } from './keys.ts';
import type { Table } from './table.ts';

/**
 * Takes `count` numbers of a counter at once; they are never given out again, used or not.
 * @returns the first of them; the last is `first + count - 1`. Counting starts at 1.
 */
export async function takeNumbers(
  table: Table,
  account: number,
  counter: Counter,
  count = 1,
): Promise<number> {
  const { Attributes } = await table.call('UpdateItem', {
    TableName: table.name,
    Key: toKey(counterKey(account, counter)),
    UpdateExpression: 'ADD #value :count',
    ExpressionAttributeNames: { '#value': 'value' },
    ExpressionAttributeValues: { ':count': { N: String(count) } },
    ReturnValues: 'UPDATED_NEW',
  });
  return Number(Attributes?.value?.N) - count + 1;
}

/** The highest number of a counter that was given out, strongly consistent; 0 if none was. */
export async function lastNumber(table: Table, account: number, counter: Counter): Promise<number> {
  const { Item } = await table.call('GetItem', {
    TableName: table.name,
    Key: toKey(counterKey(account, counter)),
    ConsistentRead: true,
  });
  return Item ? numberOf(Item, 'value') : 0;
}
