import type { SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { processMessages } from '../../lib/protocol/process-messages.ts';
import type { Queue } from '../../lib/queue/queue.ts';
import { retry } from '../../lib/retry.ts';
import type { Table } from '../../lib/store/table.ts';
import { aQueuedEvent } from '../factories.ts';
import { type InProcessTable, openInProcessTable } from '../store/in-process-table.ts';
import { auditItems } from './audit.ts';
import { messageOf, own, START, TIMEOUT_MS } from './rig.ts';

// What goes wrong with a save is mended within the attempt: nothing has to come back, which would cost a message
// its next 5 seconds and everybody the work done twice.

let opened: InProcessTable;
let person = 0;
let number = 0;

beforeAll(async () => {
  opened = await openInProcessTable();
});
afterAll(() => opened.close());

/** One event of one message: the messages that have to come back. */
async function deliverOpen(table: Table): Promise<unknown[]> {
  const event = aQueuedEvent({
    number: ++number,
    word: 'open',
    campaign: 1,
    recipient: `p${person}@example.com`,
    created: START + number,
    received: START,
  });
  const { id, body } = messageOf(`m${number}`, [event]);
  const record = {
    messageId: id,
    body,
    attributes: { ApproximateReceiveCount: '1' },
  } as unknown as SQSRecord;
  const { batchItemFailures } = await processMessages(
    [record],
    { delay: async () => [] } as unknown as Queue,
    {
      table,
      now: () => START,
      sleep: async () => {},
      random: Math.random,
      timeoutMs: TIMEOUT_MS,
      deadline: START + TIMEOUT_MS,
      patienceMs: 0,
    },
  );
  return batchItemFailures;
}

/** The table, where something happens at the first save: before it, or after it has taken effect. */
function atFirstSave({
  before = async () => {},
  after = () => {},
}: {
  before?: () => Promise<unknown>;
  after?: () => void;
}): Table {
  const { table } = opened;
  let saves = 0;
  return {
    name: table.name,
    call(operation, input, { once = false } = {}) {
      const send = async () => {
        const first = operation === 'BatchExecuteStatement' && saves++ === 0;
        if (first) await before();
        const output = await table.call(operation, input);
        if (first) after();
        return output;
      };
      return once ? send() : retry(send);
    },
  };
}

async function expectStored(events: number): Promise<void> {
  const { chains, journal, stored, tallies, folds } = auditItems(await opened.items());
  expect(chains.find((chain) => chain.person === person)?.events).toHaveLength(events);
  expect(journal).toEqual(stored);
  expect(tallies).toEqual(folds);
}

it('rule 12: who loses the race for a new chain reads the winner’s and adds to it', async () => {
  await own(opened.table, `p${++person}@example.com`, person);
  const table = atFirstSave({ before: () => deliverOpen(opened.table) });
  expect(await deliverOpen(table)).toEqual([]);
  await expectStored(2);
});

it('rule 12: who loses the race for a chain is given the winner’s and adds to it', async () => {
  await own(opened.table, `p${++person}@example.com`, person);
  await deliverOpen(opened.table);
  const table = atFirstSave({ before: () => deliverOpen(opened.table) });
  expect(await deliverOpen(table)).toEqual([]);
  await expectStored(3);
});

it('rule 13: a save without an answer is sent again, and what it finds of its own is its own', async () => {
  await own(opened.table, `p${++person}@example.com`, person);
  const table = atFirstSave({
    after() {
      throw Object.assign(new Error('injected'), { name: 'TimeoutError' });
    },
  });
  expect(await deliverOpen(table)).toEqual([]);
  await expectStored(1);
});
