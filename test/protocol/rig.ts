import { setImmediate as turn } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import type { Chunk, QueuedEvent } from '../../lib/domain/chunk.ts';
import { processMessages } from '../../lib/protocol/process-messages.ts';
import { encodeChunk } from '../../lib/queue/chunk-encoding.ts';
import type { Queue } from '../../lib/queue/queue.ts';
import { renderOwners } from '../../lib/store/addresses.ts';
import { text, toKey } from '../../lib/store/attributes.ts';
import { addressKey } from '../../lib/store/keys.ts';
import { putReceipt } from '../../lib/store/receipts.ts';
import { newClient, openTable, type Table } from '../../lib/store/table.ts';
import { type EmbeddedTable, openEmbeddedTable } from '../store/embedded-table.ts';
import type { Faults } from './faults.ts';

/** The event-processor's parts on a table of its own, with a clock, a queue and faults in the test's hands. */
export interface Rig {
  table: Table;
  embedded: EmbeddedTable;
  /** ms; a test moves it. */
  clock: { now: number };
  /** One invocation of the event-processor: the ids of the messages that have to come back. */
  deliver(messages: readonly TestMessage[], faults?: Faults): Promise<Set<string>>;
  /** After how many seconds messages were told to come back, by id. */
  delays: Map<string, number>;
  /** Delivers until nothing comes back, an attempt's lifetime apart. */
  drain(messages: readonly TestMessage[]): Promise<void>;
  close(): Promise<void>;
}

export interface TestMessage {
  id: string;
  body: string;
  /** How often it has been received, this time included; 1 by default. */
  receiveCount?: number;
}

export const ACCOUNT = 1;
export const START = Date.UTC(2026, 10, 22, 12);
export const TIMEOUT_MS = 15_000;
const G_MS = TIMEOUT_MS + 5_000;

/** Delivers that a drain takes at most: a poison message would come back for ever. */
const ROUNDS_MAX = 10;

export async function openRig(): Promise<Rig> {
  const embedded = await openEmbeddedTable();
  const { table } = embedded;
  const clock = { now: START };
  const clients: DynamoDBClient[] = [];
  const delays = new Map<string, number>();

  const clientWith = (faults: Faults): DynamoDBClient => {
    const client = newClient({
      endpoint: embedded.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    faults.install(client);
    clients.push(client);
    return client;
  };

  const deliver: Rig['deliver'] = async (messages, faults) => {
    const response = processMessages(messages.map(toRecord), queueWith(delays, faults), {
      table: faults ? openTable(table.name, clientWith(faults)) : table,
      now: () => clock.now,
      // The clock is the test's, so nobody waits for anything.
      sleep: () => turn(),
      random: Math.random,
      timeoutMs: TIMEOUT_MS,
      deadline: clock.now + TIMEOUT_MS,
      patienceMs: 0,
    }).then(({ batchItemFailures }) => batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    // Who is killed acknowledges nothing: every message comes back.
    const all = messages.map(({ id }) => id);
    return new Set(await Promise.race([response, ...(faults ? [faults.death.then(() => all)] : [])]));
  };

  return {
    table,
    embedded,
    clock,
    delays,
    deliver,
    async drain(messages) {
      let open = [...messages];
      for (let round = 0; open.length > 0; round++) {
        if (round === ROUNDS_MAX) throw new Error(`messages keep coming back: ${open.map(({ id }) => id)}`);
        clock.now += G_MS;
        const failed = await deliver(open);
        open = open.filter(({ id }) => failed.has(id));
      }
    },
    async close() {
      for (const client of clients) client.destroy();
      await embedded.close();
    },
  };
}

/** The event-processor only calls `delay`, which never throws; a handler may be killed there. */
const queueWith = (delays: Map<string, number>, faults: Faults | undefined) =>
  ({
    async delay(receipts: { id: string; seconds: number }[]) {
      for (const { id, seconds } of receipts) delays.set(id, seconds);
      if (faults && receipts.length > 0) {
        await faults.pass('ChangeMessageVisibilityBatch', async () => {}).catch(() => {});
      }
      return [];
    },
  }) as unknown as Queue;

const toRecord = ({ id, body, receiveCount = 1 }: TestMessage) =>
  ({
    messageId: id,
    receiptHandle: id,
    body,
    attributes: { ApproximateReceiveCount: String(receiveCount) },
  }) as unknown as SQSRecord;

/** A queue message of these events, with the receipt it belongs to. */
export function messageOf(
  id: string,
  events: readonly QueuedEvent[],
  receipt?: Chunk['receipt'],
): TestMessage {
  const received = events[0]?.received ?? START;
  return {
    id,
    body: encodeChunk({ account: ACCOUNT, received, events: [...events], ...(receipt && { receipt }) }),
  };
}

/** Lets an address lead to a person, as writing a person does. */
export async function own(table: Table, address: string, person: number): Promise<void> {
  await table.call('PutItem', {
    TableName: table.name,
    Item: {
      ...toKey(addressKey(ACCOUNT, address)),
      owners: text(renderOwners([{ person, from: START - 86_400_000 }])),
    },
  });
}

export const expectReceipt = (table: Table, id: string, received: number, chunks: number) =>
  putReceipt(table, ACCOUNT, { id, received, chunks, skipped: [] }, START);
