import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';
import { redrive } from '../../infra/commands/redrive-messages.ts';
import { withInvocation } from '../../lib/invocation.ts';
import { openQueue } from '../../lib/queue/queue.ts';
import type { QueueMessage } from '../../lib/queue/queue-message.ts';
import { walkCampaign } from '../../lib/store/journal.ts';
import { readReceipt } from '../../lib/store/receipts.ts';
import { readChainsOfPerson } from '../../lib/store/whole-chains.ts';
import { Random } from '../blast/random.ts';
import { type Fault, Faults } from '../protocol/faults.ts';
import type { Said } from './model.ts';
import { type Audience, makeAudience, post } from './sender.ts';
import type { Stage } from './stage.ts';
import { readStatistics } from './views.ts';

export interface Endurance {
  /** Nine of each message: `people * campaigns * 9`. */
  facts: number;
  /** Events that say once more what was said before. */
  duplicates: number;
  people: number;
  campaigns: number;
  /** What share of the calls to AWS goes wrong. */
  faults: number;
  seed: number;
}

/** What happens to each message, hours after its beginning: nothing of it is a machine's. */
type Step = Pick<Said, 'word' | 'url'>;
const LIFE: Step[] = [
  { word: 'delivered' },
  ...Array.from({ length: 4 }, () => ({ word: 'open' })),
  ...Array.from({ length: 3 }, (_, n) => ({ word: 'click', url: `https://example.com/${n}` })),
  { word: 'unsubscribe' },
];
const HOUR_MS = 3_600_000;
const REQUEST_EVENTS = 1_000;
const REPORT_EVERY = 50_000;
/** Requests posted before the processors have their turn, and messages that they leave. */
const POSTS = 2;
const WAITING_MAX = 10;

/**
 * Sends a million events, mixed over all messages, while they are processed under faults. Nothing is remembered of
 * what was sent but the receipts: what has to come out is known beforehand.
 * @returns what the receipts say, and the heap after each part, bytes
 */
export async function endure(stage: Stage, size: Endurance, report: (line: string) => void) {
  const { tenant, system, clock, people } = stage;
  const random = new Random(size.seed);
  const { campaigns } = await makeAudience(tenant, { campaigns: size.campaigns, people: 0 });
  const audience = { campaigns, people };
  const begin = clock.now() - (LIFE.length + 1) * HOUR_MS;
  const faults = (kinds: Fault[]) => () =>
    new Faults(() => (random.chance(size.faults) ? random.pick(kinds) : undefined));
  const memory: number[] = [];
  const receipts: string[] = [];

  const stream = eventsOf(size, begin);
  const started = performance.now();
  for (let sent = 0; sent < size.facts + size.duplicates; ) {
    for (let posts = 0; posts < POSTS; posts++) {
      const said = next(stream, REQUEST_EVENTS);
      if (said.length > 0) receipts.push(await postOne(stage, audience, said, `${sent}`, faults(failures)()));
      sent += said.length;
    }
    // The processors keep up: what waits in the queue would look as if memory were lost.
    do await pollOnce(stage, random, faults([...failures, ...kills]));
    while ((await system.queue.count()).waiting > WAITING_MAX);
    // What a killed processor left is settled only once it is old.
    clock.forward(5_000);
    if (sent % REPORT_EVERY === 0) {
      memory.push(heapBytes());
      const rate = Math.round(sent / ((performance.now() - started) / 1_000));
      report(
        `${sent} events, ${rate} a second, heap ${Math.round((memory.at(-1) ?? 0) / 2 ** 20)} MiB, all ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MiB`,
      );
    }
  }
  for (let redrives = 0; redrives < 2; redrives++) {
    if (redrives > 0) await redrive(openQueue(system.local.deadLetterUrl), system.queue);
    await drain(stage, random);
  }
  const dead = await openQueue(system.local.deadLetterUrl).count();
  expect(dead).toEqual({ waiting: 0, inFlight: 0 });
  return { ...(await expectExact(stage, audience, size, receipts)), memory };
}

const failures: Fault[] = ['fail-before', 'lost', 'throttled', 'conflict'];
/** Only of the event-processor: a function that is loaded anew is never given back, as if memory were lost. */
const kills: Fault[] = ['kill-before', 'kill-after'];

/**
 * Every fact once, hour after hour, in an order that jumps about among the messages; after every ninth one that was
 * sent in the first half so far.
 */
function* eventsOf({ facts, people, campaigns }: Endurance, begin: number): Generator<Said> {
  const messages = people * campaigns;
  for (let n = 0; n < facts; n++) {
    yield factAt(n);
    if (n % 9 === 8) yield factAt(Math.floor(n / 2));
  }

  function factAt(n: number): Said {
    // A prime that `messages` doesn't share makes it a permutation.
    const message = (n * 7_919 + 13) % messages;
    const step = Math.floor(n / messages);
    const [person, campaign] = [message % people, Math.floor(message / people)];
    return { person, campaign, ...(LIFE[step] as Step), at: begin + step * HOUR_MS };
  }
}

/** Not `take`, which ends the stream when it has enough. */
function next<T>(stream: Iterator<T>, most: number): T[] {
  const taken: T[] = [];
  while (taken.length < most) {
    const { done, value } = stream.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}

async function postOne(
  { tenant, clock }: Stage,
  audience: Audience,
  said: readonly Said[],
  key: string,
  weather: Faults,
): Promise<string> {
  for (let faults: Faults | undefined = weather; ; faults = undefined) {
    const how = { headers: { 'idempotency-key': key, prefer: 'respond-async' }, ...(faults && { faults }) };
    const answer = await post(tenant, said, audience, how);
    if (answer.status === 202) return (answer.body as { receipt: string }).receipt;
    clock.forward(61_000);
  }
}

/** Two invocations at once, of up to ten messages each. */
async function pollOnce({ system, clock }: Stage, random: Random, faults?: () => Faults): Promise<number> {
  const received = [await system.queue.receive(), await system.queue.receive()];
  const invocations = received
    .filter(({ length }) => length > 0)
    .map((messages) => random.shuffled(messages));
  await Promise.all(
    invocations.map(async (messages: QueueMessage[]) => {
      const failed = await withInvocation({ sleep: clock.sleep }, () => system.deliver(messages, faults?.()));
      await system.queue.remove(messages.filter(({ id }) => !failed.has(id)));
    }),
  );
  return received.flat().length;
}

async function drain(stage: Stage, random: Random): Promise<void> {
  for (;;) {
    const { waiting, inFlight } = await stage.system.queue.count();
    if (waiting + inFlight === 0) return;
    if ((await pollOnce(stage, random)) === 0) stage.clock.forward(20_000);
  }
}

/** Figures, chains, journal and receipts: every fact once, every repeat told as one. */
async function expectExact(
  { tenant, system: { table }, clock }: Stage,
  { campaigns, people }: Audience,
  size: Endurance,
  receipts: readonly string[],
) {
  const each = people.length;
  for (const campaign of campaigns) {
    expect(await readStatistics(tenant, campaign)).toMatchObject({
      ...{
        sent: each,
        delivered: each,
        opens: 4 * each,
        uniqueOpens: each,
        clicks: 3 * each,
        uniqueClicks: each,
      },
      ...{
        unsubscribes: each,
        humanOpens: 4 * each,
        humanClicks: 3 * each,
        bounces: 0,
        drops: 0,
        spamReports: 0,
      },
    });
  }

  const stored = new Set<number>();
  for (const { id } of people) {
    const chains = await readChainsOfPerson(table, tenant.account, id);
    expect(chains.map(({ campaign }) => campaign)).toEqual(campaigns);
    for (const { events } of chains) {
      const life = events
        .toSorted((a, b) => a.created - b.created)
        .map(({ word, url }) => ({ word, ...(url && { url }) }));
      expect(life).toEqual(LIFE);
      for (const { number } of events) stored.add(number);
    }
  }
  expect(stored.size).toBe(size.facts);

  let rows = 0;
  for (const campaign of campaigns) {
    for await (const segment of walkCampaign(table, tenant.account, campaign)) {
      for (const { number } of segment.rows) {
        rows++;
        if (!stored.has(number)) throw new Error(`the journal has ${number}, and no chain has`);
      }
    }
  }
  expect(rows).toBe(size.facts);

  const sums = { received: 0, stored: 0, duplicate: 0 };
  for (const id of receipts) {
    const receipt = await readReceipt(table, tenant.account, id, clock.now());
    for (const name of ['received', 'stored', 'duplicate'] as const) sums[name] += receipt?.[name] ?? 0;
  }
  expect(sums).toEqual({
    received: size.facts + size.duplicates,
    stored: size.facts,
    duplicate: size.duplicates,
  });
  return sums;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
