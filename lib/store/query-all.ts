import type { QueryInput } from '@aws-sdk/client-dynamodb';
import { type Item, text } from './attributes.ts';
import type { Table } from './table.ts';

/**
 * Every item of a partition whose sort key begins so, in order of the sort key, strongly consistent unless that
 * is worth less than half of the price. For lists that are short by nature (an account's keys, a person's chains):
 * it reads until there is no more.
 */
export const queryAll = (
  table: Table,
  partition: string,
  prefix: string,
  { consistent = true }: { consistent?: boolean } = {},
): Promise<Item[]> =>
  readToEnd(table, {
    KeyConditionExpression: 'PK = :partition AND begins_with(SK, :prefix)',
    ExpressionAttributeValues: { ':partition': text(partition), ':prefix': text(prefix) },
    ConsistentRead: consistent,
  });

/** The same for a range of sort keys, both ends included. */
export const queryRange = (
  table: Table,
  partition: string,
  { first, last }: { first: string; last: string },
): Promise<Item[]> =>
  readToEnd(table, {
    KeyConditionExpression: 'PK = :partition AND SK BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':partition': text(partition), ':first': text(first), ':last': text(last) },
    ConsistentRead: true,
  });

async function readToEnd(table: Table, query: Omit<QueryInput, 'TableName'>): Promise<Item[]> {
  const items: Item[] = [];
  let after: Item | undefined;
  do {
    const page = await table.call('Query', {
      ...query,
      TableName: table.name,
      ...(after && { ExclusiveStartKey: after }),
    });
    items.push(...(page.Items ?? []));
    after = page.LastEvaluatedKey;
  } while (after);
  return items;
}
