import { findTarget } from '../../infra/local/gateway-target.ts';
import { lambdaContext } from '../../infra/local/lambda-context.ts';
import type { QueueFunction } from '../../infra/local/poller.ts';
import { failedIds, toRecord } from '../../infra/local/poller-event.ts';
import { type LocalQueue, startQueue } from '../../infra/local/queue/server.ts';
import type { ApiHandler } from '../../lib/http/answer.ts';
import { routes } from '../../lib/http/routes.ts';
import { openQueue, type Queue } from '../../lib/queue/queue.ts';
import type { QueueMessage } from '../../lib/queue/queue-message.ts';
import { createAccount } from '../../lib/store/accounts.ts';
import { type Answered, ask } from '../http/an-event.ts';
import type { Faults } from '../protocol/faults.ts';
import { type EmbeddedTable, openEmbeddedTable } from '../store/embedded-table.ts';
import { under } from './interpose.ts';

/**
 * The real functions on the embedded table and queue, with what lies between them in the test's hands: it sends the
 * requests, takes the messages out of the queue and delivers them as often, in whatever order and company it likes,
 * and lets faults befall the calls to AWS. The clock is `Date`, which a test may replace.
 */
export interface System extends EmbeddedTable {
  queue: Queue;
  local: LocalQueue;
  aTenant(): Promise<Tenant>;
  /** Functions that have just started: what they knew is forgotten. */
  restart(): void;
  /** Takes every message that waits out of the queue. */
  takeMessages(): Promise<QueueMessage[]>;
  /** One invocation of the event-processor. @returns the ids of the messages that have to come back */
  deliver(messages: readonly QueueMessage[], faults?: Faults): Promise<Set<string>>;
  stop(): Promise<void>;
}

/** An account, and a client of its with its owner's key. */
export interface Tenant {
  account: number;
  key: string;
  /** An object is sent as JSON. @throws Killed if the function was killed before it answered */
  ask(method: string, path: string, sent?: unknown, how?: How): Promise<Answered>;
}

export interface How {
  headers?: Record<string, string>;
  faults?: Faults;
}

/** Instead of an answer: nobody hears of what a function did that was killed. */
export class Killed extends Error {
  override name = 'Killed';
}

export const TIMEOUT_MS = 15_000;

/** @param data the folder that keeps the table; without it all is in memory */
export async function openSystem(data?: string): Promise<System> {
  const embedded = await openEmbeddedTable(data);
  const local = await startQueue({ visibilitySeconds: 90 });
  Object.assign(process.env, {
    CHAINMAIL_TABLE: embedded.table.name,
    CHAINMAIL_QUEUE_URL: local.url,
    CHAINMAIL_PROCESSOR_TIMEOUT_MS: String(TIMEOUT_MS),
    AWS_ENDPOINT_URL_DYNAMODB: embedded.endpoint,
    AWS_ENDPOINT_URL_SQS: local.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  const queue = openQueue(local.url);
  let functions = coldFunctions();
  let tenants = 0;

  return {
    ...embedded,
    queue,
    local,
    restart() {
      functions = coldFunctions();
    },
    async aTenant() {
      const email = `owner${++tenants}@tenants.example`;
      const draft = { name: `Tenant ${tenants}`, email, ratePerMinute: 1_000_000, now: Date.now() };
      const { account, key } = await createAccount(embedded.table, draft);
      return { account, key, ask: (...asked) => answerTo(functions, key, ...asked) };
    },
    async takeMessages() {
      const taken: QueueMessage[] = [];
      for (;;) {
        const messages = await queue.receive();
        if (messages.length === 0) return taken;
        taken.push(...messages);
        await queue.remove(messages);
      }
    },
    async deliver(messages, faults) {
      const event = { Records: messages.map((message) => toRecord(message, local.arn)) };
      const all = new Set(messages.map(({ id }) => id));
      const handler = (await functions('event-processor')) as QueueFunction;
      const run = () => handler(event, lambdaContext('event-processor', TIMEOUT_MS));
      // Who is killed acknowledges nothing: every message comes back.
      const result = await unlessKilled(run, faults).catch((error: unknown) => {
        if (error instanceof Killed) return 'killed';
        throw error;
      });
      return result === 'killed' ? all : failedIds(result, all);
    },
    async stop() {
      await local.stop();
      await embedded.close();
    },
  };
}

/** By its file's name, a function that is started when it is first asked for. */
type Functions = (name: string) => Promise<unknown>;

let starts = 0;

function coldFunctions(): Functions {
  // A module is evaluated once per URL, so each start asks by one of its own.
  const start = `?system=${++starts}`;
  const started = new Map<string, Promise<unknown>>();
  return (name) => {
    const running =
      started.get(name) ??
      import(new URL(`../../functions/${name}.ts${start}`, import.meta.url).href).then(
        ({ handler }) => handler,
      );
    started.set(name, running);
    return running;
  };
}

async function answerTo(
  functions: Functions,
  key: string,
  method: string,
  path: string,
  sent?: unknown,
  { headers = {}, faults }: How = {},
): Promise<Answered> {
  const { pathname, search } = new URL(path, 'https://mail.example');
  const target = findTarget(routes, method, decodeURIComponent(pathname));
  const handler = (await functions(target.function)) as ApiHandler;
  const asked = {
    route: target.routeKey === '$default' ? `${method} ${pathname}` : target.routeKey,
    path: decodeURIComponent(pathname),
    query: search.slice(1),
    pathParameters: target.pathParameters,
    headers: { authorization: `Bearer ${key}`, ...headers },
    ...(sent !== undefined && { json: sent }),
  };
  return unlessKilled(() => ask(handler, asked), faults);
}

async function unlessKilled<T>(run: () => Promise<T>, faults: Faults | undefined): Promise<T> {
  if (!faults) return run();
  const killed = faults.death.then(() => {
    throw new Killed();
  });
  return Promise.race([under(faults, run), killed]);
}
