import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTable } from '../../../../infra/local/dynamodb/create-table.ts';
import { type DynamoDbServer, startDynamoDb } from '../../../../infra/local/dynamodb/server.ts';
import { openStore } from '../../../../infra/local/dynamodb/store.ts';
import { tableSchema } from '../../../../lib/store/schema.ts';
import { aClient, key, N, S } from './a-client.ts';
import { dynamoDbContract } from './contract.ts';

const TableName = 'chainmail';

describe('the embedded DynamoDB in memory', () => dynamoDbContract(() => startDynamoDb()));

describe('the embedded DynamoDB on a disk', () => {
  dynamoDbContract(async () => {
    const path = await mkdtemp(join(tmpdir(), 'chainmail-dynamodb-'));
    const server = await startDynamoDb({ path });
    return {
      endpoint: server.endpoint,
      async stop() {
        await server.stop();
        await rm(path, { recursive: true });
      },
    };
  });
});

describe('data in a folder', () => {
  let path: string;
  let server: DynamoDbServer;
  let client: DynamoDBClient;

  const open = async () => {
    server = await startDynamoDb({ path });
    client = aClient(server.endpoint);
  };
  const close = async () => {
    client.destroy();
    await server.stop();
  };
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'chainmail-dynamodb-'));
    await open();
    await createTable(client, TableName);
  });
  afterEach(async () => {
    await close();
    await rm(path, { recursive: true });
  });

  const add = (ClientRequestToken: string) =>
    client.send(
      new TransactWriteItemsCommand({
        ClientRequestToken,
        TransactItems: [
          {
            Update: {
              TableName,
              Key: key('a', '1'),
              UpdateExpression: 'ADD version :one',
              ExpressionAttributeValues: { ':one': N(1) },
            },
          },
        ],
      }),
    );
  const read = async () => (await client.send(new GetItemCommand({ TableName, Key: key('a', '1') }))).Item;

  test('outlives the server, client tokens too', async () => {
    await add('token');
    await close();
    await open();
    await add('token');
    expect(await read()).toMatchObject({ version: N(1) });
    await add('another');
    expect(await read()).toMatchObject({ version: N(2) });
  });

  test('shows nobody half a transaction', async () => {
    const counters = Array.from({ length: 10 }, (_, at) => key('counters', String(at)));
    const Put = (Key: object, version: number) => ({
      Put: {
        TableName,
        Item: { ...Key, version: N(version), createdPK: S('c'), createdSK: S(String(version)) },
      },
    });
    let written = 0;
    let reading = true;
    const write = async () => {
      while (reading) {
        written++;
        await client.send(
          new TransactWriteItemsCommand({ TransactItems: counters.map((Key) => Put(Key, written)) }),
        );
      }
    };
    const readByKey = async () => {
      const { Responses } = await client.send(
        new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: counters } } }),
      );
      return Responses?.[TableName]?.map(({ version }) => version?.N) ?? [];
    };
    const query = async (names: object) => {
      const { Items } = await client.send(new QueryCommand({ TableName, ...names }));
      return Items?.map(({ version, createdSK }) => (version ?? createdSK)?.N ?? createdSK?.S) ?? [];
    };
    const writing = write();
    for (let turn = 0; turn < 60; turn++) {
      for (const versions of await Promise.all([
        readByKey(),
        query({ KeyConditionExpression: 'PK = :p', ExpressionAttributeValues: { ':p': S('counters') } }),
        query({
          IndexName: 'byCreated',
          KeyConditionExpression: 'createdPK = :p',
          ExpressionAttributeValues: { ':p': S('c') },
        }),
      ])) {
        expect([0, 10]).toContain(versions.length);
        expect(new Set(versions).size).toBeLessThan(2);
      }
    }
    reading = false;
    await writing;
    expect(await readByKey()).toEqual(Array(10).fill(String(written)));
  });

  test('belongs to one process', async () => {
    await expect(startDynamoDb({ path })).rejects.toThrow('Another process has the data in');
    await add('token');
  });

  test('is let go if the port is taken', async () => {
    const another = await mkdtemp(join(tmpdir(), 'chainmail-dynamodb-'));
    await expect(startDynamoDb({ path: another, port: server.port })).rejects.toThrow('EADDRINUSE');
    await (await startDynamoDb({ path: another })).stop();
    await rm(another, { recursive: true });
  });

  test('gets its half-made and half-deleted tables mended', async () => {
    await client.send(new PutItemCommand({ TableName, Item: key('a', '1') }));
    await close();
    const store = await openStore(path);
    const { GlobalSecondaryIndexes } = store.tables.active(TableName);
    const half = { ...tableSchema, GlobalSecondaryIndexes };
    await store.write(({ writes }) => {
      writes.set('table~made', { ...half, TableName: 'made', TableStatus: 'CREATING' });
      writes.set('table~chainmail', { ...half, TableName, TableStatus: 'DELETING' });
    });
    await store.close();

    await open();
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'made' }));
    expect(Table?.TableStatus).toBe('ACTIVE');
    await expect(read()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await createTable(client, TableName);
    expect(await read()).toBeUndefined();
  });
});

describe('the embedded DynamoDB', () => {
  let server: DynamoDbServer;
  let client: DynamoDBClient;
  beforeEach(async () => {
    server = await startDynamoDb();
    client = aClient(server.endpoint);
    await createTable(client, TableName);
  });
  afterEach(async () => {
    client.destroy();
    await server.stop();
  });

  const post = async (target: string, body: string | Uint8Array) => {
    const headers = {
      'x-amz-target': `DynamoDB_20120810.${target}`,
      'content-type': 'application/x-amz-json-1.0',
    };
    const response = await fetch(server.endpoint, { method: 'POST', headers, body });
    return { status: response.status, type: ((await response.json()) as { __type?: string }).__type };
  };

  test('refuses a condition check beside a write of the same item, as DynamoDB does', async () => {
    const Key = key('a', '1');
    const check = { ConditionCheck: { TableName, Key, ConditionExpression: 'attribute_not_exists(PK)' } };
    await expect(
      client.send(
        new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: Key } }, check] }),
      ),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('refuses a transaction of more than 4 MB', async () => {
    const TransactItems = Array.from({ length: 11 }, (_, at) => ({
      Put: { TableName, Item: { ...key('large', String(at)), a: S('x'.repeat(399_000)) } },
    }));
    await expect(client.send(new TransactWriteItemsCommand({ TransactItems }))).rejects.toThrow('4MB');
  });

  test.each([
    ['text that is no JSON', '{"TableName":', 'SerializationException'],
    ['nothing', '', 'SerializationException'],
    ['null', 'null', 'SerializationException'],
    ['a list', '[]', 'SerializationException'],
    ['a text', '"x"', 'SerializationException'],
    ['a value of null', '{"TableName":"chainmail","Item":{"PK":null}}', 'SerializationException'],
    ['an item of the wrong type', '{"TableName":"chainmail","Item":7}', 'SerializationException'],
  ])('refuses %s as a body, and goes on', async (_, body, type) => {
    const answer = await post('PutItem', body);
    expect(answer.status).toBe(400);
    expect(answer.type).toContain(type);
    await client.send(new PutItemCommand({ TableName, Item: key('a', '1') }));
  });

  test.each([
    ['TransactWriteItems', '{"TransactItems":[null]}'],
    ['TransactWriteItems', '{"TransactItems":[{"Put":7}]}'],
    ['TransactWriteItems', '{"TransactItems":[{"Put":{"Item":{}}}],"ClientRequestToken":7}'],
    ['BatchExecuteStatement', '{"Statements":[null]}'],
    ['BatchExecuteStatement', '{"Statements":{"length":1}}'],
    ['BatchExecuteStatement', '{"Statements":[{"Statement":7}]}'],
  ])('refuses a malformed %s: %s', async (target, body) => {
    expect((await post(target, body)).status).toBe(400);
  });

  test('refuses what it does not know and what is too large', async () => {
    expect(await post('ExecuteStatement', '{}')).toMatchObject({ status: 400 });
    expect(await post('PutItem', new Uint8Array(17 * 1_024 * 1_024))).toMatchObject({ status: 400 });
    expect((await fetch(server.endpoint)).status).toBe(400);
  });

  test('says of a statement it does not speak that it does not', async () => {
    const body = JSON.stringify({ Statements: [{ Statement: `SELECT * FROM "${TableName}"` }] });
    const headers = { 'x-amz-target': 'DynamoDB_20120810.BatchExecuteStatement' };
    const response = await fetch(server.endpoint, { method: 'POST', headers, body });
    expect(await response.text()).toContain('this embedded server speaks');
  });

  test('survives clients that go away in the middle', async () => {
    const body = JSON.stringify({ TableName, Item: key('a', '1') });
    const head =
      'POST / HTTP/1.1\r\nhost: a\r\nx-amz-target: DynamoDB_20120810.PutItem\r\n' +
      `content-type: application/x-amz-json-1.0\r\ncontent-length: ${body.length}\r\n\r\n`;
    for (const part of [head, head + body.slice(0, 10), head + body, 'nonsense\r\n\r\n']) {
      const socket = connect(server.port, '127.0.0.1');
      socket.on('error', () => undefined);
      await new Promise((resolve) => socket.write(part, resolve));
      socket.resetAndDestroy();
    }
    await sleep(20);
    await client.send(new PutItemCommand({ TableName, Item: key('a', '2') }));
  });

  test('answers what has begun before it stops', async () => {
    const requests = Array.from({ length: 25 }, (_, at) => ({
      PutRequest: { Item: { ...key('stop', String(at)), a: S('x'.repeat(10_000)) } },
    }));
    const writes = Array.from({ length: 8 }, () =>
      client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } })).then(
        () => 'answered',
        (error: { $metadata?: { httpStatusCode?: number } }) =>
          error.$metadata?.httpStatusCode === undefined ? 'never taken' : 'failed',
      ),
    );
    await writes[0];
    await server.stop();
    expect(await Promise.all(writes)).not.toContain('failed');
  });

  test('stops although a client never ends its request', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.write('POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\n{', resolve));
    await sleep(20);
    await server.stop();
    await server.stop();
    socket.destroy();
  });

  test('listens on this machine alone', () => {
    expect(new URL(server.endpoint).hostname).toBe('127.0.0.1');
  });
});
