import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { QueuedEvent } from '../../lib/domain/chunk.ts';
import { CHUNK_EVENTS_MAX } from '../../lib/limits.ts';
import { processMessages } from '../../lib/protocol/process-messages.ts';
import type { Queue } from '../../lib/queue/queue.ts';
import { openTable } from '../../lib/store/table.ts';
import { Random } from '../blast/random.ts';
import { aQueuedEvent } from '../factories.ts';
import { aClient } from '../infra/local/dynamodb/a-client.ts';
import { machinesOf } from '../machine-model.ts';
import { audit } from '../protocol/audit.ts';
import { messageOf, own, START, type TestMessage } from '../protocol/rig.ts';
import { type EmbeddedTable, openEmbeddedTable } from '../store/embedded-table.ts';

const PROCESSORS = 16;
const PEOPLE = 250;
const CAMPAIGNS = 3;
const EVENTS = 2_000;
const COPIES_MAX = 46;
/** This many of the events are one robot's, whose chain spills into pages. */
const ROBOT_EVENTS = 200;
const DAY_MS = 86_400_000;
/** When the deliveries come, in days: in the end what was stored first is too old for its commit record. */
const DAYS = [0, 1, 4, 12, 25];
const TIMEOUT_MS = 60_000;
const COME_BACK_MS = 1_000;

const random = new Random(Number(process.env.CHAINMAIL_TEST_SEED ?? 1));

let embedded: EmbeddedTable;
beforeAll(async () => {
  embedded = await openEmbeddedTable();
  await Promise.all(
    Array.from({ length: PEOPLE }, (_, person) => own(embedded.table, addressOf(person), person + 1)),
  );
});
afterAll(() => embedded.close());

it('16 processors at once count each event once, delivered 1 to 46 times in any grouping and days apart', {
  timeout: 300_000,
}, async () => {
  const facts = Array.from({ length: EVENTS }, (_, n) => aFact(n));
  const copies = random.shuffled(facts.flatMap(copiesOf));
  const processors = Array.from({ length: PROCESSORS }, () => aClient(embedded.endpoint));
  let taken = 0;
  for (const [part, day] of DAYS.entries()) {
    // More each day, in larger groups: what is new takes the longest, and whoever meets it meanwhile has to wait.
    const end = Math.ceil(((part + 1) / DAYS.length) ** 2 * copies.length);
    const queue = grouped(copies.slice(taken, end), part === 0 ? 40 : CHUNK_EVENTS_MAX);
    taken = end;
    const started = performance.now();
    const now = () => START + day * DAY_MS + Math.floor(performance.now() - started);
    await Promise.all(
      processors.map(async (client) => {
        const table = openTable(embedded.table.name, client);
        while (queue.length > 0) {
          const some = queue.splice(0, 1 + random.below(10));
          const failed = await deliver(some, table, now);
          // The queue would let them wait for 5 s.
          if (failed.length > 0) await sleep(COME_BACK_MS);
          queue.push(...failed);
        }
      }),
    );
  }
  for (const client of processors) client.destroy();

  const found = await audit(embedded);
  expect(found.journal).toEqual(found.stored);
  expect(found.tallies).toEqual(found.folds);
  expect(found.tallies).toEqual(figuresOf(facts));
  const stored = found.chains.flatMap(({ campaign, events }) =>
    events.map((event) => nameOf({ ...event, campaign })),
  );
  expect(stored.sort()).toEqual([...new Set(facts.map(nameOf))].sort());
});

/** One invocation. @returns the messages that have to come back */
async function deliver(messages: readonly TestMessage[], table: EmbeddedTable['table'], now: () => number) {
  const { batchItemFailures } = await processMessages(messages.map(toRecord), queue, {
    table,
    now,
    sleep,
    random: () => random.next(),
    timeoutMs: TIMEOUT_MS,
    deadline: now() + TIMEOUT_MS,
    patienceMs: 2_000,
  });
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  return messages.filter(({ id }) => failed.has(id));
}

const queue = { delay: async () => [] } as unknown as Queue;

const toRecord = ({ id, body }: TestMessage) =>
  ({ messageId: id, body, attributes: { ApproximateReceiveCount: '1' } }) as unknown as SQSRecord;

const addressOf = (person: number): string => `p${person}@example.com`;

/** Seconds apart, so that bursts and opens at delivery are among them. */
function aFact(n: number): QueuedEvent {
  const robot = n < ROBOT_EVENTS;
  const word = robot ? 'open' : random.pick(['delivered', 'open', 'open', 'click', 'hard-bounce'] as const);
  return aQueuedEvent({
    number: n + 1,
    word,
    campaign: robot ? 1 : 1 + random.below(CAMPAIGNS),
    recipient: addressOf(robot ? 0 : random.below(PEOPLE)),
    created: START + 1_000 * (robot ? n * 60 : random.pick([random.below(10), random.below(28_800)])),
    received: START,
    dated: true,
    ...(word === 'click' && { url: `https://example.com/${random.below(4)}` }),
  });
}

let lastNumber = EVENTS;

/** The submission itself delivered again, or the same said in another: with a number of its own. */
const copiesOf = (fact: QueuedEvent): QueuedEvent[] =>
  Array.from({ length: 1 + random.below(random.pick([6, COPIES_MAX])) }, (_, copy) =>
    copy === 0 || random.chance(0.5) ? fact : { ...fact, number: ++lastNumber },
  );

/** Queue messages of 1 to `most` events. */
function grouped(events: readonly QueuedEvent[], most: number): TestMessage[] {
  const messages: TestMessage[] = [];
  for (let from = 0; from < events.length; ) {
    const size = 1 + random.below(random.pick([10, most]));
    messages.push(messageOf(`m${messages.length}`, events.slice(from, from + size)));
    from += size;
  }
  return messages;
}

const nameOf = ({
  recipient,
  campaign,
  word,
  created,
  url,
}: Pick<QueuedEvent, 'recipient' | 'campaign' | 'word' | 'created' | 'url'>): string =>
  [recipient, campaign, word, created, url].join(' ');

/** What the set of facts comes to, by campaign, in the plainest way. */
function figuresOf(facts: readonly QueuedEvent[]): Record<string, Record<string, number>> {
  const distinct = [...new Map(facts.map((fact) => [nameOf(fact), fact])).values()];
  const figures: Record<string, Record<string, number>> = {};
  for (const message of Map.groupBy(
    distinct,
    ({ recipient, campaign }) => `${recipient} ${campaign}`,
  ).values()) {
    const campaign = message[0]?.campaign ?? 0;
    const sum = figures[campaign] ?? {};
    figures[campaign] = sum;
    const add = (name: string, count: number) => {
      if (count > 0) sum[name] = (sum[name] ?? 0) + count;
    };
    const machines = [...machinesOf(message.map(({ word, created, url }) => ({ type: word, created, url })))];
    for (const word of new Set(message.map((fact) => fact.word))) {
      const count = message.filter((fact) => fact.word === word).length;
      const byMachines = machines.filter(({ type }) => type === word).length;
      add(word, count);
      add(`messages:${word}`, 1);
      if (word === 'delivered') add('SENT', count);
      add(`machine:${word}`, byMachines);
      add(`machine:messages:${word}`, byMachines === count ? 1 : 0);
    }
  }
  return figures;
}
