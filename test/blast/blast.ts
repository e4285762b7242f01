import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { openQueue } from '../../lib/queue/queue.ts';
import { readReceipt } from '../../lib/store/receipts.ts';
import { openTable } from '../../lib/store/table.ts';
import { audit, scan } from '../protocol/audit.ts';
import { type Model, modelOf } from './model.ts';
import { type Audience, type BlastSize, type PlannedRequest, planBlast } from './plan.ts';
import { type Accepted, makeAudience, postAll, type System } from './sender.ts';

/** A blast that was sent, and what it must come to. */
export interface Blast {
  audience: Audience;
  requests: PlannedRequest[];
  model: Model;
  answers: Accepted[];
  /** When its first request was posted, ms. */
  started: number;
}

/** Small enough for `npm test`, and the size that the product is held to. */
export const small: BlastSize = {
  ...{ requests: 4, events: 80, people: 20, campaigns: 3 },
  ...{ keys: true, keysAfterKill: false, everyOrder: false },
};
export const large: BlastSize = {
  ...{ requests: 100, events: 1_000, people: 1_000, campaigns: 8 },
  ...{ keys: true, keysAfterKill: true, everyOrder: true },
};

/** Makes the audience and posts the blast. What happens to the system meanwhile is up to `onAnswer`. */
export async function sendBlast(
  system: System,
  size: BlastSize,
  seed: number,
  onAnswer?: (answered: number) => void,
): Promise<Blast> {
  const audience = await makeAudience(system, size);
  const requests = planBlast(size, audience, seed);
  const model = modelOf(requests, audience);
  const started = Date.now();
  const answers = await postAll(system, requests, onAnswer);
  return { audience, requests, model, answers, started };
}

const POLL_MS = 100;

/** Waits until both the queue and everything in flight is through. @returns how many dead letters there are */
export async function drained(environment: Record<string, string>): Promise<number> {
  const client = new SQSClient({ ...clientOptions(environment.AWS_ENDPOINT_URL_SQS), maxAttempts: 1 });
  const queue = openQueue(environment.CHAINMAIL_QUEUE_URL ?? '', client);
  try {
    for (;;) {
      const { waiting, inFlight } = await queue.count();
      if (waiting + inFlight === 0) break;
      await sleep(POLL_MS);
    }
    const dead = await openQueue(environment.CHAINMAIL_DEAD_LETTER_QUEUE_URL ?? '', client).count();
    return dead.waiting + dead.inFlight;
  } finally {
    client.destroy();
  }
}

/** The table itself agrees with itself and with the model: chains, journal, tallies and all receipts. */
export async function expectSound(environment: Record<string, string>, { model }: Blast): Promise<void> {
  const client = new DynamoDBClient(clientOptions(environment.AWS_ENDPOINT_URL_DYNAMODB));
  try {
    const table = openTable(environment.CHAINMAIL_TABLE ?? '', client);
    const found = await audit({ client, table });
    expect(found.journal).toEqual(found.stored);
    expect(found.tallies).toEqual(found.folds);
    expect(found.stored).toHaveLength(model.facts);
    // Also of requests whose answer got lost, of which the sender knows no receipt.
    let stored = 0;
    for (const { PK, SK } of await scan({ client, table })) {
      if (SK?.S !== 'RECEIPT') continue;
      const [, account, , id = ''] = PK?.S?.split('#') ?? [];
      stored += (await readReceipt(table, Number(account), id, Date.now()))?.stored ?? 0;
    }
    expect(stored).toBe(model.facts);
  } finally {
    client.destroy();
  }
}

/** One line for whoever runs it; timings decide nothing. */
export function report(name: string, { requests, model, started }: Blast): void {
  const seconds = (Date.now() - started) / 1_000;
  const events = requests.reduce((sum, request) => sum + request.events.length, 0);
  const rate = Math.round(events / seconds);
  console.log(
    `${name}: ${events} events, ${model.facts} facts in ${seconds.toFixed(1)} s, ${rate} events a second`,
  );
}

const clientOptions = (endpoint = '') => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  useQueueUrlAsEndpoint: false,
});
