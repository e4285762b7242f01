import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createTable } from '../../infra/local/dynamodb/create-table.ts';
import { startDynamoDb } from '../../infra/local/dynamodb/server.ts';
import { aClient, type Item, key, N, S } from '../infra/local/dynamodb/a-client.ts';

const TableName = 'differential';
const RUNS = 120;

/** One write of one of four items, as both kinds of batches and the single operations can say it. */
interface Write {
  kind: 'put' | 'insert' | 'update' | 'delete' | 'check';
  item: number;
  /** What `version` must be; `null`: the item must not exist; `undefined`: anything goes. */
  expected: number | null | undefined;
  version: number;
  /** What becomes of the attributes: set, removed or left alone. */
  created: string | null | undefined;
  a: string | null | undefined;
  giveItem: boolean;
}
type Call = { kind: 'single'; write: Write } | { kind: 'transaction' | 'statements'; writes: Write[] };

const version = fc.integer({ min: 1, max: 3 });
const change = (...values: string[]) => fc.constantFrom(...values, null, undefined);
const write: fc.Arbitrary<Write> = fc.record({
  kind: fc.constantFrom('put', 'insert', 'update', 'update', 'delete', 'check'),
  item: fc.nat(3),
  expected: fc.oneof(version, fc.constantFrom(null, undefined)),
  version,
  created: change('1', '2', '3'),
  a: change('x', 'y'),
  giveItem: fc.boolean(),
});
const call: fc.Arbitrary<Call> = fc.oneof(
  fc.record({ kind: fc.constant('single' as const), write }),
  fc.record({
    kind: fc.constantFrom('transaction' as const, 'statements' as const),
    writes: fc.uniqueArray(write, { minLength: 1, maxLength: 4, selector: ({ item }) => item }),
  }),
);

let clients: DynamoDBClient[];
let stop: () => Promise<void>;

beforeAll(async () => {
  const embedded = await startDynamoDb();
  stop = embedded.stop;
  clients = [embedded.endpoint, inject('dynamoDb')].map(aClient);
  await Promise.all(clients.map((client) => createTable(client, TableName)));
});
afterAll(async () => {
  for (const client of clients ?? []) client.destroy();
  await stop?.();
});

test('any calls have the same outcomes, items and index entries as on DynamoDB Local', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 8 }), async (calls) => {
      const PK = `run-${run++}`;
      const [embedded, reference] = await Promise.all(clients.map((client) => play(client, PK, calls)));
      expect(embedded).toEqual(reference);
    }),
    { numRuns: RUNS, seed: 20_261_122 },
  );
}, 300_000);

async function play(client: DynamoDBClient, PK: string, calls: readonly Call[]): Promise<unknown> {
  const outcomes: unknown[] = [];
  for (const one of calls) outcomes.push(await outcomeOf(() => send(client, PK, one)));
  const query = async (more: object) => (await client.send(new QueryCommand({ TableName, ...more }))).Items;
  const by = (name: string) => ({
    KeyConditionExpression: `${name} = :p`,
    ExpressionAttributeValues: { ':p': S(PK) },
  });
  return {
    outcomes,
    items: await query(by('PK')),
    byCreated: await query({ IndexName: 'byCreated', ...by('createdPK') }),
    byUpdated: await query({ IndexName: 'byUpdated', ...by('updatedPK'), ScanIndexForward: false }),
  };
}

async function send(client: DynamoDBClient, PK: string, one: Call): Promise<unknown> {
  switch (one.kind) {
    case 'single':
      return single(client, PK, one.write);
    case 'transaction':
      await client.send(
        new TransactWriteItemsCommand({ TransactItems: one.writes.map((each) => action(PK, each)) }),
      );
      return 'done';
    case 'statements': {
      const Statements = one.writes.map((each) => statement(PK, each));
      const { Responses } = await client.send(new BatchExecuteStatementCommand({ Statements }));
      return Responses?.map(({ Error: failure }) => ({ code: failure?.Code, item: failure?.Item }));
    }
  }
}

/** What a caller can tell apart; texts differ. */
async function outcomeOf(run: () => Promise<unknown>): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    const { name, Item, CancellationReasons } = error as {
      name: string;
      Item?: Item;
      CancellationReasons?: { Code?: string; Item?: Item }[];
    };
    return {
      name,
      item: Item,
      reasons: CancellationReasons?.map(({ Code, Item }) => ({ code: Code, item: Item })),
    };
  }
}

/** The attributes a write sets, and the names of those it removes. */
function changesOf(PK: string, { item, version, created, a }: Write): { set: Item; remove: string[] } {
  const set: Item = { version: N(version) };
  const remove: string[] = [];
  const apply = (name: string, value: string | null | undefined) => {
    if (typeof value === 'string') set[name] = S(value);
    else if (value === null) remove.push(name);
  };
  apply('a', a);
  apply('createdPK', created && PK);
  // In what order entries of the same key stand is nobody's promise, so the items' are different.
  const sort = created && `${created}#${item}`;
  apply('createdSK', sort);
  apply('updatedPK', created === '2' ? undefined : created && PK);
  apply('updatedSK', sort);
  return { set, remove };
}

const itemKey = (PK: string, { item }: Write): Item => key(PK, String(item));
const whole = (PK: string, one: Write): Item => ({ ...itemKey(PK, one), ...changesOf(PK, one).set });

function condition({ kind, expected, giveItem }: Write): {
  fields: object;
  values: Record<string, AttributeValue>;
} {
  const ReturnValuesOnConditionCheckFailure = giveItem ? ('ALL_OLD' as const) : ('NONE' as const);
  if (kind === 'insert' || expected === null) {
    return {
      fields: { ConditionExpression: 'attribute_not_exists(PK)', ReturnValuesOnConditionCheckFailure },
      values: {},
    };
  }
  if (expected === undefined && kind !== 'check') return { fields: {}, values: {} };
  return {
    fields: { ConditionExpression: 'version = :expected', ReturnValuesOnConditionCheckFailure },
    values: { ':expected': N(expected ?? 1) },
  };
}

function updateFields(PK: string, one: Write) {
  const { set, remove } = changesOf(PK, one);
  const { fields, values } = condition(one);
  const names = Object.keys(set);
  return {
    ...fields,
    Key: itemKey(PK, one),
    UpdateExpression: `SET ${names.map((name) => `${name} = :${name}`)}${remove.length > 0 ? ` REMOVE ${remove}` : ''}`,
    ExpressionAttributeValues: {
      ...values,
      ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
    },
  };
}

function conditionFields(one: Write): object {
  const { fields, values } = condition(one);
  return Object.keys(values).length > 0 ? { ...fields, ExpressionAttributeValues: values } : fields;
}

function action(PK: string, one: Write) {
  switch (one.kind) {
    case 'put':
    case 'insert':
      return { Put: { TableName, Item: whole(PK, one), ...conditionFields(one) } };
    case 'update':
      return { Update: { TableName, ...updateFields(PK, one) } };
    case 'delete':
      return { Delete: { TableName, Key: itemKey(PK, one), ...conditionFields(one) } };
    case 'check':
      return {
        ConditionCheck: {
          TableName,
          Key: itemKey(PK, one),
          ConditionExpression: 'attribute_not_exists(PK)',
          ...conditionFields(one),
        },
      };
  }
}

async function single(client: DynamoDBClient, PK: string, one: Write): Promise<unknown> {
  switch (one.kind) {
    case 'put':
    case 'insert': {
      const command = new PutItemCommand({
        TableName,
        Item: whole(PK, one),
        ReturnValues: 'ALL_OLD',
        ...conditionFields(one),
      });
      return (await client.send(command)).Attributes;
    }
    case 'delete': {
      const command = new DeleteItemCommand({
        TableName,
        Key: itemKey(PK, one),
        ReturnValues: 'ALL_OLD',
        ...conditionFields(one),
      });
      return (await client.send(command)).Attributes;
    }
    default: {
      const command = new UpdateItemCommand({ TableName, ReturnValues: 'ALL_NEW', ...updateFields(PK, one) });
      return (await client.send(command)).Attributes;
    }
  }
}

/** Statements insert or update; every other kind of write is an update of the version it expects. */
function statement(PK: string, one: Write) {
  const { set, remove } = changesOf(PK, one);
  const giving = one.giveItem ? { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const } : {};
  if (one.kind === 'insert' || one.kind === 'put') {
    const item = whole(PK, one);
    const names = Object.keys(item).map((name) => `'${name}': ?`);
    return {
      Statement: `INSERT INTO "${TableName}" VALUE {${names.join(', ')}}`,
      Parameters: Object.values(item),
      ...giving,
    };
  }
  const where: Item = { ...itemKey(PK, one), ...(one.expected == null ? {} : { version: N(one.expected) }) };
  return {
    Statement: [
      `UPDATE "${TableName}"`,
      ...Object.keys(set).map((name) => `SET "${name}"=?`),
      ...remove.map((name) => `REMOVE "${name}"`),
      `WHERE ${Object.keys(where)
        .map((name) => `"${name}"=?`)
        .join(' AND ')}`,
    ].join(' '),
    Parameters: [...Object.values(set), ...Object.values(where)],
    ...giving,
  };
}
