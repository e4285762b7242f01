import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { functionNeeds } from '../../infra/function-needs.ts';
import { createTable } from '../../infra/local/dynamodb/create-table.ts';
import { loadFunctions } from '../../infra/local/functions.ts';
import { findTarget } from '../../infra/local/gateway-target.ts';
import { lambdaContext } from '../../infra/local/lambda-context.ts';
import { failedIds, toRecord } from '../../infra/local/poller-event.ts';
import { type LocalQueue, startQueue } from '../../infra/local/queue/server.ts';
import type { ApiHandler } from '../../lib/http/answer.ts';
import { routes } from '../../lib/http/routes.ts';
import { openQueue } from '../../lib/queue/queue.ts';
import type { QueueMessage } from '../../lib/queue/queue-message.ts';
import { createAccount } from '../../lib/store/accounts.ts';
import { openTable, type Table } from '../../lib/store/table.ts';
import { anEvent } from '../http/an-event.ts';
import { Ledger } from './ledger.ts';
import { metered, type Stage, unmetered } from './meter.ts';
import { HTTP_PIECE_BYTES } from './prices.ts';
import { TableMeter } from './table-meter.ts';

/** All functions as they are deployed, warm, on a table and a queue of their own; what they ask of AWS is counted. */
export interface Installation {
  table: Table;
  account: number;
  ledger: Ledger;
  /** Asks as the account's owner. `stage` absent: it is not counted. @throws Error for an answer that is no success */
  ask(method: string, path: string, asked?: Asked, stage?: Stage): Promise<unknown>;
  /** Takes all messages out of the queue, ten a call, in their order. */
  take(): Promise<QueueMessage[]>;
  /** One invocation of the event-processor, and the deletion of what succeeded. @returns what has to come back */
  process(messages: readonly QueueMessage[]): Promise<QueueMessage[]>;
  close(): Promise<void>;
}

export interface Asked {
  json?: unknown;
  headers?: Record<string, string>;
}

/** A busy machine must not decide what is given up. */
const TIMEOUT_MS = 600_000;
const RATE_PER_MINUTE = 100_000;
const HTTP = 'http and functions';

let installations = 0;

/** A queue, wherever it runs. */
export type BenchQueue = Pick<LocalQueue, 'endpoint' | 'url' | 'arn' | 'stop'>;

/**
 * @param endpoint of a DynamoDB Local
 * @param counted whether calls are counted, which takes time of its own
 * @param queue else there is one in this process
 */
export async function install(
  endpoint: string,
  { counted = true, queue: given }: { counted?: boolean; queue?: BenchQueue } = {},
): Promise<Installation> {
  const name = `bench-${process.pid}-${++installations}`;
  const local = given ?? (await startQueue({ visibilitySeconds: (6 * TIMEOUT_MS) / 1_000 }));
  Object.assign(process.env, {
    ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_SQS: local.endpoint,
    CHAINMAIL_TABLE: name,
    CHAINMAIL_QUEUE_URL: local.url,
    CHAINMAIL_PROCESSOR_TIMEOUT_MS: String(TIMEOUT_MS),
  });
  const client = new DynamoDBClient({});
  await createTable(client, name);
  const table = openTable(name);
  const queue = openQueue(local.url);
  const { api, eventProcessor } = await loadFunctions();
  const owner = { name: 'Bench', email: 'owner@bench.example', ratePerMinute: RATE_PER_MINUTE };
  const { account, key } = await createAccount(table, { ...owner, now: Date.now() });

  const ledger = new Ledger();
  const tableMeter = new TableMeter((Key) =>
    unmetered(async () => {
      const get = new GetItemCommand({ TableName: name, Key, ConsistentRead: true });
      return (await client.send(get)).Item;
    }),
  );
  const counting = <T>(stage: Stage, run: () => Promise<T>): Promise<T> =>
    counted ? metered({ ledger, table: tableMeter, stage }, run) : run();

  /** Adds an invocation, priced by how long it took and the memory its function is given. */
  async function timed<T>(name: string, run: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await run();
    } finally {
      const seconds = (performance.now() - start) / 1_000;
      const gigabytes = (functionNeeds[name]?.memory ?? 0) / 1_024;
      ledger.add(HTTP, { invocations: 1, gigabyteSeconds: seconds * gigabytes });
    }
  }

  return {
    table,
    account,
    ledger,
    async ask(method, path, { json, headers = {} } = {}, stage) {
      const { pathname, search } = new URL(path, 'https://mail.example');
      const target = findTarget(routes, method, decodeURIComponent(pathname));
      const event = anEvent({
        route: target.routeKey,
        path: decodeURIComponent(pathname),
        query: search.slice(1),
        pathParameters: target.pathParameters,
        headers: { authorization: `Bearer ${key}`, ...headers },
        ...(json !== undefined && { json }),
      });
      const handler = api.get(target.function) as ApiHandler;
      const run = () => handler(event, lambdaContext(target.function, TIMEOUT_MS));
      const answer = await (stage ? timed(target.function, () => counting(stage, run)) : run());
      const { statusCode = 200, body = 'null' } = answer;
      if (statusCode >= 300) throw new Error(`${method} ${path}: ${statusCode} ${body.slice(0, 500)}`);
      const bytes = Math.max(Buffer.byteLength(event.body ?? ''), Buffer.byteLength(body));
      if (stage) ledger.add(HTTP, { httpRequests: Math.max(1, Math.ceil(bytes / HTTP_PIECE_BYTES)) });
      return JSON.parse(body);
    },
    async take() {
      const taken: QueueMessage[] = [];
      for (;;) {
        const messages = await counting('process', () => queue.receive());
        if (messages.length === 0) return taken;
        taken.push(...messages);
      }
    },
    async process(messages) {
      const event = { Records: messages.map((message) => toRecord(message, local.arn)) };
      const run = () => eventProcessor(event, lambdaContext('event-processor', TIMEOUT_MS));
      const result = await timed('event-processor', () => counting('process', run));
      const failed = failedIds(result, new Set(messages.map(({ id }) => id)));
      await counting('process', () => queue.remove(messages.filter(({ id }) => !failed.has(id))));
      return messages.filter(({ id }) => failed.has(id));
    },
    async close() {
      client.destroy();
      await local.stop();
    },
  };
}
