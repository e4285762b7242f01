import type { Item } from '../../../lib/store/attributes.ts';
import { chainKey } from '../../../lib/store/keys.ts';
import { readAll } from '../../../lib/store/read-all.ts';
import { newClient } from '../../../lib/store/table.ts';
import { aCampaign, anAudience, eventsOf, first } from '../audience.ts';
import { processWaiting } from '../gather.ts';
import { type Installation, install } from '../installation.ts';
import { median } from '../median.ts';
import { batchWrites, itemsLike, puts, statements, type Way } from './bare.ts';
import { startQueueProcess } from './start-queue-process.ts';

/** What one way to store events takes, the median of some rounds. */
export interface Pace {
  eventsPerSecond: number;
  /** Of this process, user and system, µs: the table and the queue are in processes of their own. */
  cpuPerEvent: number;
}

export interface Paces {
  /** From HTTP body to committed batch. */
  whole: Pace;
  /** The same number of items of the same size, by each way to write them. */
  bare: Record<'statements' | 'puts' | 'batchWrites', Pace>;
}

const EVENTS_PER_REQUEST = 1_000;
const WARM_UP_EVENTS = 10_000;
/** A request is four messages: with ten of them two batches are full. */
const REQUESTS_AT_ONCE = 10;

/** Stores so many events a round, by each way in turn, as the machine's pace wanders. */
export async function measurePaces(
  endpoint: string,
  { events, rounds }: { events: number; rounds: number },
): Promise<Paces> {
  const queue = await startQueueProcess();
  const installation = await install(endpoint, { counted: false, queue });
  const client = newClient();
  try {
    await anAudience(installation, first(events));
    // Everything is warm afterwards, and there is an item to write others like.
    const warm = Math.min(events, WARM_UP_EVENTS);
    const item = await aChainOf(installation, await postAll(installation, warm));
    let run = 0;
    const write = (way: Way, count: number) => {
      const items = itemsLike(item, count, run++);
      return paceOf(count, () => way(client, installation.table.name, items));
    };
    for (const way of [statements, puts, batchWrites]) await write(way, warm);

    const all: Paces[] = [];
    for (let round = 0; round < rounds; round++) {
      all.push({
        whole: await paceOf(events, () => postAll(installation, events)),
        bare: {
          statements: await write(statements, events),
          puts: await write(puts, events),
          batchWrites: await write(batchWrites, events),
        },
      });
    }
    return {
      whole: medianOf(all.map(({ whole }) => whole)),
      bare: {
        statements: medianOf(all.map(({ bare }) => bare.statements)),
        puts: medianOf(all.map(({ bare }) => bare.puts)),
        batchWrites: medianOf(all.map(({ bare }) => bare.batchWrites)),
      },
    };
  } finally {
    client.destroy();
    await installation.close();
  }
}

let campaigns = 0;

/** Posts events to a new campaign, each to another person, while others are processed. @returns the campaign */
async function postAll(installation: Installation, events: number): Promise<number> {
  const campaignId = await aCampaign(installation, String(++campaigns));
  const people = [...first(events)];
  let processing = Promise.resolve();
  for (let sent = 0, requests = 1; sent < events; sent += EVENTS_PER_REQUEST, requests++) {
    const emEvents = eventsOf(people.slice(sent, sent + EVENTS_PER_REQUEST), 'delivered', campaignId);
    await installation.ask('POST', '/v1/emEvents', { json: { emEvents } });
    if (requests % REQUESTS_AT_ONCE > 0) continue;
    await processing;
    processing = processWaiting(installation);
  }
  await processing;
  await processWaiting(installation);
  return campaignId;
}

async function paceOf(events: number, run: () => Promise<unknown>): Promise<Pace> {
  const started = performance.now();
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - started) / 1_000;
  return { eventsPerSecond: events / seconds, cpuPerEvent: (user + system) / events };
}

/** The first person's. */
async function aChainOf({ table, account }: Installation, campaign: number): Promise<Item> {
  const [item] = await readAll(table, [chainKey(account, 1, campaign)], { consistent: true });
  if (!item) throw new Error('nothing was stored');
  return item;
}

const medianOf = (paces: readonly Pace[]): Pace => ({
  eventsPerSecond: median(paces.map(({ eventsPerSecond }) => eventsPerSecond)),
  cpuPerEvent: median(paces.map(({ cpuPerEvent }) => cpuPerEvent)),
});
