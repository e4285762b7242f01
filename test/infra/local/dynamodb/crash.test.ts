import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchExecuteStatementCommand,
  type DynamoDBClient,
  PutItemCommand,
  paginateQuery,
  paginateScan,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTable } from '../../../../infra/local/dynamodb/create-table.ts';
import { aClient, type Item, key, N, S } from './a-client.ts';

const TableName = 'chainmail';
const COUNTERS = 10;
const ROUNDS = 6;
/** Times of the kills in ms after the hammering began: from the first writes to well into the first compactions. */
const killAfterMs = (round: number): number => 30 + round * 67;

let path: string;
let child: ChildProcess;
let client: DynamoDBClient;

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'chainmail-crash-'));
});
afterEach(async () => {
  await kill();
  await rm(path, { recursive: true });
});

async function start(): Promise<void> {
  const script = new URL('crash-server.ts', import.meta.url).pathname;
  child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (!child.stdout) throw new Error('no output');
  const [endpoint] = await once(createInterface(child.stdout), 'line');
  client = aClient(String(endpoint));
}

async function kill(): Promise<void> {
  client.destroy();
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** What was acknowledged, over all rounds: at least that must be there. */
interface Acknowledged {
  transactions: number;
  inserts: string[];
  moves: Map<string, number>;
}

/** Increments all ten counters, each of which also stands in an index, under a token. */
const countUp = (round: number, turn: number) =>
  new TransactWriteItemsCommand({
    ClientRequestToken: `${round}-${turn}`,
    TransactItems: Array.from({ length: COUNTERS }, (_, counter) => ({
      Update: {
        TableName,
        Key: key(`counter-${counter}`, 'COUNT'),
        UpdateExpression: 'ADD #count :one SET createdPK = :counters, createdSK = :time',
        ExpressionAttributeNames: { '#count': 'count' },
        ExpressionAttributeValues: {
          ':one': N(1),
          ':counters': S('counters'),
          ':time': S(`${round}-${turn}-${counter}`),
        },
      },
    })),
  });

const insertMany = (names: readonly string[]) =>
  new BatchExecuteStatementCommand({
    Statements: names.map((name) => ({
      Statement: `INSERT INTO "${TableName}" VALUE {'PK': ?, 'SK': ?, 'createdPK': ?, 'createdSK': ?}`,
      Parameters: [S(name), S('INSERT'), S('inserts'), S(name)],
    })),
  });

/** A plain put that moves its index entries. */
const move = (mover: string, place: number) =>
  new PutItemCommand({
    TableName,
    Item: {
      ...key(mover, 'MOVE'),
      createdPK: S('movers'),
      createdSK: S(`${place}-${mover}`),
      updatedPK: S('movers'),
      updatedSK: S(`${-place}-${mover}`),
    },
  });

/** Writes as fast as it can until the server is gone. */
async function hammer(round: number, acknowledged: Acknowledged): Promise<void> {
  const until = async (write: (turn: number) => Promise<void>) => {
    for (let turn = 0; ; turn++) {
      try {
        await write(turn);
      } catch (error) {
        // No answer at all: the server is gone. Whatever it answers is a failure of the test.
        if (!(error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode) return;
        throw error;
      }
    }
  };
  await Promise.all([
    until(async (turn) => {
      await client.send(countUp(round, turn));
      acknowledged.transactions++;
    }),
    until(async (turn) => {
      const names = Array.from({ length: 25 }, (_, at) => `insert-${round}-${turn}-${at}`);
      await client.send(insertMany(names));
      acknowledged.inserts.push(...names);
    }),
    ...['mover-a', 'mover-b'].map((mover) =>
      until(async (turn) => {
        const place = round * 1_000_000 + turn;
        await client.send(move(mover, place));
        acknowledged.moves.set(mover, place);
      }),
    ),
  ]);
}

async function readAll(): Promise<{ items: Item[]; byCreated: Item[]; byUpdated: Item[] }> {
  const items: Item[] = [];
  for await (const page of paginateScan({ client }, { TableName })) items.push(...(page.Items ?? []));
  const query = async (name: 'created' | 'updated', partition: string) => {
    const entries: Item[] = [];
    const input = {
      TableName,
      IndexName: name === 'created' ? 'byCreated' : 'byUpdated',
      KeyConditionExpression: `${name}PK = :p`,
      ExpressionAttributeValues: { ':p': S(partition) },
    };
    for await (const page of paginateQuery({ client }, input)) entries.push(...(page.Items ?? []));
    return entries;
  };
  const partitions = ['counters', 'inserts', 'movers'];
  const byCreated = await Promise.all(partitions.map((partition) => query('created', partition)));
  const byUpdated = await Promise.all(partitions.map((partition) => query('updated', partition)));
  return { items, byCreated: byCreated.flat(), byUpdated: byUpdated.flat() };
}

const entriesOf = (items: readonly Item[], name: 'created' | 'updated'): string[] =>
  items
    .filter((item) => item[`${name}PK`])
    .map((item) => JSON.stringify([item.PK, item.SK, item[`${name}PK`], item[`${name}SK`]]))
    .sort();

test('kill -9 leaves no half transaction, no index entry without its item, and loses nothing answered', async () => {
  const acknowledged: Acknowledged = { transactions: 0, inserts: [], moves: new Map() };
  await start();
  await createTable(client, TableName);
  for (let round = 0; round < ROUNDS; round++) {
    const hammering = hammer(round, acknowledged);
    await sleep(killAfterMs(round));
    await kill();
    await hammering;

    await start();
    const { items, byCreated, byUpdated } = await readAll();
    const counts = items.filter(({ SK }) => SK?.S === 'COUNT').map(({ count }) => Number(count?.N));
    expect([0, COUNTERS]).toContain(counts.length);
    expect(new Set(counts).size).toBeLessThan(2);
    // One transaction a round may have been committed whose answer nobody heard.
    expect(counts[0] ?? 0).toBeGreaterThanOrEqual(acknowledged.transactions);
    expect(counts[0] ?? 0).toBeLessThanOrEqual(acknowledged.transactions + round + 1);

    expect(entriesOf(byCreated, 'created')).toEqual(entriesOf(items, 'created'));
    expect(entriesOf(byUpdated, 'updated')).toEqual(entriesOf(items, 'updated'));

    const there = new Set(items.map(({ PK }) => PK?.S));
    expect(acknowledged.inserts.filter((name) => !there.has(name))).toEqual([]);
    for (const [mover, place] of acknowledged.moves) {
      const item = items.find(({ PK }) => PK?.S === mover);
      expect(Number.parseInt(item?.createdSK?.S ?? '', 10)).toBeGreaterThanOrEqual(place);
    }
  }
  expect(acknowledged.transactions).toBeGreaterThan(0);
  expect(acknowledged.inserts.length).toBeGreaterThan(0);
}, 60_000);
