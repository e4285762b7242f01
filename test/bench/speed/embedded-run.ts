import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startStack } from '../../../infra/local/stack.ts';
import { inParallel } from '../../../lib/in-parallel.ts';
import { openQueue } from '../../../lib/queue/queue.ts';
import { createAccount } from '../../../lib/store/accounts.ts';
import { openTable } from '../../../lib/store/table.ts';
import { addressOf, anAudience, first } from '../audience.ts';
import type { Embedded } from './embedded.ts';

// What `npm start` runs, in this process, and a sender that keeps it busy: says how many events a second it stored,
// and the CPU that everything took, as JSON to its parent.

const [events, perRequest] = process.argv.slice(2).map(Number) as [number, number];
const PEOPLE = 1_000;
const CONCURRENT_POSTS = 8;
const POLL_MS = 20;
const RATE_PER_MINUTE = 10_000_000;

const data = await mkdtemp(join(tmpdir(), 'chainmail-bench-'));
const stack = await startStack({ data });
try {
  const table = openTable(stack.environment.CHAINMAIL_TABLE ?? '');
  const owner = { name: 'Bench', email: 'owner@bench.example', ratePerMinute: RATE_PER_MINUTE };
  const { account, key } = await createAccount(table, { ...owner, now: Date.now() });
  await anAudience({ table, account }, first(PEOPLE));
  const campaigns: number[] = [];
  for (let n = 0; n < Math.ceil(events / PEOPLE); n++) {
    const campaign = { origin: 'Bench', originId: String(n), name: 'Spring', subject: 'Homes near you' };
    campaigns.push((await post<{ id: number }>(key, '/v1/emCampaigns', campaign)).id);
  }

  const started = performance.now();
  const before = process.cpuUsage();
  const requests = Array.from({ length: Math.ceil(events / perRequest) }, (_, n) => n * perRequest);
  await inParallel(requests, CONCURRENT_POSTS, async (from) => {
    const emEvents = Array.from({ length: Math.min(perRequest, events - from) }, (_, n) => ({
      type: 'delivered',
      occurred: new Date(Date.now() - 1_000).toISOString(),
      recipient: addressOf((from + n) % PEOPLE),
      campaignId: campaigns[Math.floor((from + n) / PEOPLE)],
    }));
    await post(key, '/v1/emEvents', { emEvents });
  });
  await drained();
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - started) / 1_000;
  const told: Embedded = {
    ...{ events, perRequest },
    eventsPerSecond: events / seconds,
    cpuPerEvent: (user + system) / events,
  };
  process.send?.(told);
} finally {
  await stack.stop();
  await rm(data, { recursive: true });
  process.disconnect?.();
}

async function post<T>(key: string, path: string, json: unknown): Promise<T> {
  const response = await fetch(stack.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(json),
  });
  if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** What left the queue has its receipt. */
async function drained(): Promise<void> {
  const queue = openQueue(stack.environment.CHAINMAIL_QUEUE_URL ?? '');
  for (;;) {
    const { waiting, inFlight } = await queue.count();
    if (waiting + inFlight === 0) return;
    await sleep(POLL_MS);
  }
}
