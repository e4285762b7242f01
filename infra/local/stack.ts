import { join } from 'node:path';
import { routes } from '../../lib/http/routes.ts';
import { openQueue } from '../../lib/queue/queue.ts';
import { ensureAccount } from '../../lib/store/accounts.ts';
import { newClient, openTable } from '../../lib/store/table.ts';
import { createTable } from './dynamodb/create-table.ts';
import { startDynamoDb } from './dynamodb/server.ts';
import { type Functions, loadFunctions } from './functions.ts';
import { startGateway } from './gateway.ts';
import { type PollerOptions, startPoller } from './poller.ts';
import { startQueue } from './queue/server.ts';
import {
  DEMO_RATE_PER_MINUTE,
  PROCESSOR_TIMEOUT_MS,
  REGION,
  TABLE_NAME,
  visibilitySeconds,
} from './settings.ts';

export interface StackOptions {
  /** The folder that keeps everything; without it all is in memory. */
  data?: string;
  /** Of the gateway; 0, the default, takes a free one. */
  port?: number;
  /** Owner key of the account `demo`, which is made if it isn't there; without it there is no account. */
  demoKey?: string;
  processorTimeoutMs?: number;
  poller?: Pick<PollerOptions, 'batchSize' | 'windowMs' | 'concurrency'>;
  /** In place of those in `functions/`. */
  functions?: Functions;
}

export interface Stack {
  /** `http://127.0.0.1:port` */
  url: string;
  /** What leads the product to this stack's table and queues; set in `process.env` too. */
  environment: Record<string, string>;
  stop(): Promise<void>;
}

const WAKE_MS = 20;

/**
 * The whole system in this process, on 127.0.0.1: the table, the queue, the functions behind a gateway and a
 * poller. It sets the variables by which the functions find AWS, as the stack does in AWS; no function knows
 * where it runs.
 *
 * @throws Error with code `EADDRINUSE` if the port is taken; nothing is left running then
 */
export async function startStack({
  data,
  port = 0,
  demoKey,
  processorTimeoutMs = PROCESSOR_TIMEOUT_MS,
  poller: pollerOptions = {},
  functions,
}: StackOptions = {}): Promise<Stack> {
  const stops: (() => Promise<void>)[] = [];
  /** In the opposite order of starting: gateway, poller, queue, DynamoDB. */
  const stop = async () => {
    for (const part of stops.splice(0).reverse()) await part();
  };
  try {
    const dynamoDb = await startDynamoDb(data === undefined ? {} : { path: join(data, 'table') });
    stops.push(dynamoDb.stop);
    const sqs = await startQueue({
      data: data && join(data, 'queue'),
      visibilitySeconds: visibilitySeconds(processorTimeoutMs),
    });
    stops.push(sqs.stop);

    const environment = {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
      AWS_ENDPOINT_URL_SQS: sqs.endpoint,
      CHAINMAIL_TABLE: TABLE_NAME,
      CHAINMAIL_QUEUE_URL: sqs.url,
      CHAINMAIL_DEAD_LETTER_QUEUE_URL: sqs.deadLetterUrl,
      CHAINMAIL_PROCESSOR_TIMEOUT_MS: String(processorTimeoutMs),
    };
    enter(environment);
    await createTable(newClient(), TABLE_NAME);
    if (demoKey !== undefined) await makeDemoAccount(demoKey);

    const { api, eventProcessor } = functions ?? (await loadFunctions());
    const poller = startPoller({
      queue: openQueue(sqs.url),
      queueArn: sqs.arn,
      functionName: 'event-processor',
      handler: eventProcessor,
      timeoutMs: processorTimeoutMs,
      ...pollerOptions,
    });
    stops.push(async () => {
      // Again and again: a poll that is on its way to the queue would still wait.
      const waking = setInterval(sqs.wake, WAKE_MS);
      await poller.stop();
      clearInterval(waking);
    });
    const gateway = await startGateway({ routes, functions: api, port });
    stops.push(gateway.stop);
    return { url: gateway.url, environment, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the developer's shell says of AWS, and would lead elsewhere or to real keys. */
const MISLEADING = [
  'AWS_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_ENDPOINT_URL',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
];

function enter(environment: Record<string, string>): void {
  for (const name of MISLEADING) delete process.env[name];
  Object.assign(process.env, environment);
}

async function makeDemoAccount(key: string): Promise<void> {
  await ensureAccount(openTable(TABLE_NAME), {
    name: 'demo',
    email: 'demo@example.com',
    key,
    ratePerMinute: DEMO_RATE_PER_MINUTE,
    now: Date.now(),
  });
}
