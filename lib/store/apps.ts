import { number, numberOf, toKey } from './attributes.ts';
import { takeNumbers } from './counters.ts';
import { storeFailure } from './errors.ts';
import { appKey } from './keys.ts';
import type { Table } from './table.ts';

/** The app of an origin: its id if the origin was seen before, else a new one. Concurrent callers get the same. */
export async function appOf(table: Table, account: number, origin: string): Promise<number> {
  const known = await findApp(table, account, origin);
  if (known !== undefined) return known;
  const id = await takeNumbers(table, account, 'app');
  try {
    await table.call('PutItem', {
      TableName: table.name,
      Item: { ...toKey(appKey(account, origin)), id: number(id) },
      ConditionExpression: 'attribute_not_exists(PK)',
    });
    return id;
  } catch (error) {
    if (storeFailure(error) !== 'duplicate') throw error;
    // Another request was faster, or an earlier try of this one: what stands there counts.
    return (await findApp(table, account, origin)) as number;
  }
}

async function findApp(table: Table, account: number, origin: string): Promise<number | undefined> {
  const { Item } = await table.call('GetItem', {
    TableName: table.name,
    Key: toKey(appKey(account, origin)),
    ConsistentRead: true,
  });
  return Item && numberOf(Item, 'id');
}
