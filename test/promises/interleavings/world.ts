import { setImmediate as turn } from 'node:timers/promises';
import type { SQSRecord } from 'aws-lambda';
import type { Scheduler } from 'fast-check';
import { processMessages } from '../../../lib/protocol/process-messages.ts';
import type { Queue } from '../../../lib/queue/queue.ts';
import { keyOf, toKey } from '../../../lib/store/attributes.ts';
import type { Table } from '../../../lib/store/table.ts';
import { Random } from '../../blast/random.ts';
import { START, type TestMessage, TIMEOUT_MS } from '../../protocol/rig.ts';
import { type InProcessTable, openInProcessTable } from '../../store/in-process-table.ts';
import { scheduledTable, type Weather } from './scheduled-table.ts';

export interface Way extends Weather {
  /** The processor's name in the report of the scheduler. */
  name: string;
  /** How far its clock is ahead, ms. */
  ahead?: number;
}

/** Processors on one table, whose every step waits for a scheduler: the same schedule gives the same run. */
export interface World {
  table: Table;
  clock: { now: number };
  /** One invocation of the event-processor. @returns the messages that have to come back */
  deliver(messages: readonly TestMessage[], way: Way): Promise<TestMessage[]>;
  /** Lets whatever was scheduled happen, in the scheduler's order, until `work` is done. */
  drive<T>(work: Promise<T>): Promise<T>;
  /** Lets everything that is under way happen. */
  settle(): Promise<void>;
  items: InProcessTable['items'];
  /** The table loses what has a time to live that is over by then. */
  expire(): Promise<void>;
  close(): Promise<void>;
}

/** How long another's commit is waited for: two looks. */
const PATIENCE_MS = 150;

export async function openWorld(scheduler: Scheduler, seed: number): Promise<World> {
  const opened = await openInProcessTable();
  const random = new Random(seed);
  const clock = { now: START };
  let underWay = 0;

  const table: Table = {
    name: opened.table.name,
    async call(operation, input) {
      underWay++;
      try {
        return await opened.table.call(operation, input);
      } finally {
        underWay--;
      }
    },
  };

  /** Nobody can go on without the scheduler. */
  async function atRest(): Promise<void> {
    do await turn();
    while (underWay > 0);
  }

  async function deliver(messages: readonly TestMessage[], { name, ahead = 0, ...weather }: Way) {
    const scheduled = scheduledTable(table, scheduler, name, weather);
    const now = () => clock.now + ahead;
    const response = processMessages(messages.map(toRecord), queue, {
      table: scheduled,
      now,
      async sleep(ms) {
        await scheduled.pass('pauses');
        clock.now += Math.ceil(ms);
      },
      random: () => random.next(),
      timeoutMs: TIMEOUT_MS,
      deadline: now() + TIMEOUT_MS,
      patienceMs: PATIENCE_MS,
    }).then(({ batchItemFailures }) => batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const all = messages.map(({ id }) => id);
    const failed = await Promise.race([response, scheduled.death.then(() => all)]);
    return messages.filter(({ id }) => failed.includes(id));
  }

  return {
    table,
    clock,
    deliver,
    async drive(work) {
      let done = false;
      const end = () => {
        done = true;
      };
      work.then(end, end);
      for (;;) {
        await atRest();
        if (done) return work;
        if (scheduler.count() === 0)
          throw new Error('somebody waits for what the scheduler knows nothing of');
        await scheduler.waitOne();
      }
    },
    async settle() {
      for (await atRest(); scheduler.count() > 0; await atRest()) await scheduler.waitOne();
    },
    items: opened.items,
    async expire() {
      const seconds = clock.now / 1_000;
      for (const item of await opened.items()) {
        if (item.ttl && Number(item.ttl.N) < seconds) {
          await table.call('DeleteItem', { TableName: table.name, Key: toKey(keyOf(item)) });
        }
      }
    },
    close: opened.close,
  };
}

/** The event-processor only calls `delay`, which never throws. */
const queue = { delay: async () => [] } as unknown as Queue;

const toRecord = ({ id, body, receiveCount = 1 }: TestMessage) =>
  ({
    messageId: id,
    receiptHandle: id,
    body,
    attributes: { ApproximateReceiveCount: String(receiveCount) },
  }) as unknown as SQSRecord;
