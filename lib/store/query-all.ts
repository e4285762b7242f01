import { type Item, text } from './attributes.ts';
import type { Table } from './table.ts';

/**
 * Every item of a partition whose sort key begins so, in order of the sort key, strongly consistent. For
 * lists that are short by nature (an account's keys, a person's chains): it reads until there is no more.
 */
export async function queryAll(table: Table, partition: string, prefix: string): Promise<Item[]> {
  const items: Item[] = [];
  let after: Item | undefined;
  do {
    const page = await table.call('Query', {
      TableName: table.name,
      KeyConditionExpression: 'PK = :partition AND begins_with(SK, :prefix)',
      ExpressionAttributeValues: { ':partition': text(partition), ':prefix': text(prefix) },
      ConsistentRead: true,
      ...(after && { ExclusiveStartKey: after }),
    });
    items.push(...(page.Items ?? []));
    after = page.LastEvaluatedKey;
  } while (after);
  return items;
}
