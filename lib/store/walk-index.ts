import { type Item, text } from './attributes.ts';
import type { Table } from './table.ts';

/** The sparse indexes, and what their keys are called. */
const keys = {
  byCreated: { partition: 'createdPK', sort: 'createdSK' },
  byUpdated: { partition: 'updatedPK', sort: 'updatedSK' },
} as const;

export interface IndexRange {
  partition: string;
  /** Sort keys, both inclusive. Nothing if the first is behind the last. */
  first: string;
  last: string;
  /** From the first to the last; else from the last to the first. */
  upwards?: boolean;
}

/** Entries of the first query and of the largest: each next one has twice as many. */
export interface IndexPages {
  first: number;
  most: number;
}

/**
 * The entries of a range of an index, in pages. An entry has keys only, since an index's writes are paid by size.
 * Eventually consistent, as indexes are.
 */
export async function* walkIndex(
  table: Table,
  index: keyof typeof keys,
  { partition, first, last, upwards = false }: IndexRange,
  pages: IndexPages,
): AsyncGenerator<Item[]> {
  if (first > last) return;
  const names = keys[index];
  let start: Item | undefined;
  let limit = pages.first;
  do {
    const { Items = [], LastEvaluatedKey } = await table.call('Query', {
      TableName: table.name,
      IndexName: index,
      KeyConditionExpression: `${names.partition} = :partition AND ${names.sort} BETWEEN :first AND :last`,
      ExpressionAttributeValues: {
        ':partition': text(partition),
        ':first': text(first),
        ':last': text(last),
      },
      ScanIndexForward: upwards,
      Limit: limit,
      ...(start && { ExclusiveStartKey: start }),
    });
    yield Items;
    start = LastEvaluatedKey;
    limit = Math.min(2 * limit, pages.most);
  } while (start);
}
