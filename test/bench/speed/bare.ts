import {
  BatchExecuteStatementCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { inGroups } from '../../../lib/in-groups.ts';
import { inParallel } from '../../../lib/in-parallel.ts';
import { STATEMENTS_PER_CALL_MAX } from '../../../lib/limits.ts';
import { type Item, text } from '../../../lib/store/attributes.ts';

/** A way to write items with nothing around it. */
export type Way = (client: DynamoDBClient, table: string, items: readonly Item[]) => Promise<void>;

/**
 * As many calls in flight as an invocation of the event-processor has at most: two batches, two slices of each, four
 * calls that save a slice.
 */
const CONCURRENT_CALLS = 16;

/** What chains are saved with, 25 a call: the bare minimum that the whole path is compared to. */
export const statements: Way = (client, table, items) => {
  const Statement = `INSERT INTO "${table}" VALUE {'PK': ?, 'SK': ?, 'version': ?, 'events': ?}`;
  return inCalls(items, async (some) => {
    const Statements = some.map(({ PK, SK, version, events }) => ({
      Statement,
      Parameters: [PK, SK, version, events].flatMap((value) => value ?? []),
    }));
    const { Responses = [] } = await client.send(new BatchExecuteStatementCommand({ Statements }));
    if (Responses.some((response) => response.Error)) throw new Error('a statement has failed');
  });
};

/** One call an item, with a condition, as many would write it. */
export const puts: Way = (client, table, items) =>
  inParallel(items, CONCURRENT_CALLS, async (item) => {
    const ConditionExpression = 'attribute_not_exists(PK)';
    await client.send(new PutItemCommand({ TableName: table, Item: item, ConditionExpression }));
  });

/** Without conditions, so that nothing is safe. */
export const batchWrites: Way = (client, table, items) =>
  inCalls(items, async (some) => {
    const RequestItems = { [table]: some.map((item) => ({ PutRequest: { Item: item } })) };
    const { UnprocessedItems = {} } = await client.send(new BatchWriteItemCommand({ RequestItems }));
    if (Object.keys(UnprocessedItems).length > 0) throw new Error('a put was left out');
  });

const inCalls = (items: readonly Item[], write: (some: readonly Item[]) => Promise<void>): Promise<void> =>
  inParallel(inGroups(items, STATEMENTS_PER_CALL_MAX), CONCURRENT_CALLS, write);

/** So many items like this one, under keys of the same length that nobody else has. */
export function itemsLike(item: Item, count: number, run: number): Item[] {
  const length = item.PK?.S?.length ?? 0;
  const prefix = `R${run}#`;
  return Array.from({ length: count }, (_, n) => ({
    ...item,
    PK: text(prefix + String(n).padStart(length - prefix.length, '0')),
  }));
}
