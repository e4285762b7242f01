import { BatchExecuteStatementCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createTable } from '../../infra/local/dynamodb/create-table.ts';
import { type Item, indexUnits, writeUnits } from '../bench/capacity.ts';
import { Random } from '../blast/random.ts';
import { aClient, key, N, S } from '../infra/local/dynamodb/a-client.ts';

const TableName = 'capacity';
const client = aClient(inject('dynamoDb'));
const random = new Random(7);
beforeAll(() => createTable(client, TableName));
afterAll(() => client.destroy());

const letters = (length: number): string =>
  Array.from({ length }, () => random.pick(['a', 'Z', '0', 'ü', '€'])).join('');

/** Half of them about as large as a whole number of KB. */
function anItem(sort: number): Item {
  const bytes = random.chance(0.5) ? random.below(4_000) : 1_024 * (1 + random.below(3)) - random.below(140);
  const rest = letters(20);
  return {
    ...key(`p${random.below(1_000)}`, `s${sort}`),
    version: S(letters(random.below(20))),
    count: N(random.below(2 ** 31) * 10 ** random.below(4)),
    list: { L: [N(-random.below(100)), { BOOL: true }, { M: { inner: S(letters(5)) } }] },
    events: random.chance(0.5)
      ? S(rest + 'x'.repeat(Math.max(0, bytes - 150)))
      : { B: Buffer.alloc(Math.max(1, bytes - 100)) },
    ...(random.chance(0.5) && { createdPK: S('A#1#J'), createdSK: S(letters(30)) }),
    ...(random.chance(0.5) && { updatedPK: S('A#1#J'), updatedSK: S(letters(30)) }),
  };
}

const ITEMS = 200;
/** An item whose size is a KB to the byte may round the other way: the size of a number is "about". */
const MISSES = ITEMS / 100;

it('the rule of item sizes gives the units that PutItem and UpdateItem consume, of table and indexes', async () => {
  let misses = 0;
  for (let sort = 0; sort < ITEMS; sort++) {
    const item = anItem(sort);
    const put = await client.send(
      new PutItemCommand({ TableName, Item: item, ReturnConsumedCapacity: 'INDEXES' }),
    );
    if (put.ConsumedCapacity?.Table?.CapacityUnits !== writeUnits(undefined, item)) misses++;
    expect(put.ConsumedCapacity?.CapacityUnits).toBe(
      (put.ConsumedCapacity?.Table?.CapacityUnits ?? 0) + indexUnits(undefined, item),
    );
    const { PK, SK, ...others } = anItem(sort);
    const events = others.events as Item[string];
    const update = await client.send(
      new UpdateItemCommand({
        TableName,
        Key: { PK: item.PK as Item[string], SK: item.SK as Item[string] },
        UpdateExpression: 'SET events = :events',
        ExpressionAttributeValues: { ':events': events },
        ReturnConsumedCapacity: 'INDEXES',
      }),
    );
    if (update.ConsumedCapacity?.Table?.CapacityUnits !== writeUnits(item, { ...item, events })) misses++;
    expect(update.ConsumedCapacity?.CapacityUnits).toBe(update.ConsumedCapacity?.Table?.CapacityUnits);
  }
  expect(misses).toBeLessThanOrEqual(MISSES);
});

it('DynamoDB Local says nothing of what statements consume, so that they have to be computed', async () => {
  const { ConsumedCapacity } = await client.send(
    new BatchExecuteStatementCommand({
      Statements: [
        {
          Statement: `INSERT INTO "${TableName}" VALUE {'PK': ?, 'SK': ?}`,
          Parameters: [S('p'), S('statement')],
        },
      ],
      ReturnConsumedCapacity: 'INDEXES',
    }),
  );
  expect((ConsumedCapacity ?? []).reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0)).toBe(0);
});
