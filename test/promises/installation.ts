import { createTable } from '../../infra/local/dynamodb/create-table.ts';
import { startDynamoDb } from '../../infra/local/dynamodb/server.ts';
import { loadFunctions } from '../../infra/local/functions.ts';
import { findTarget, type Target } from '../../infra/local/gateway-target.ts';
import { lambdaContext } from '../../infra/local/lambda-context.ts';
import { toRecord } from '../../infra/local/poller-event.ts';
import { startQueue } from '../../infra/local/queue/server.ts';
import { PROCESSOR_TIMEOUT_MS, visibilitySeconds } from '../../infra/local/settings.ts';
import type { ApiHandler } from '../../lib/http/answer.ts';
import { routes } from '../../lib/http/routes.ts';
import { openQueue } from '../../lib/queue/queue.ts';
import { newClient, openTable, type Table } from '../../lib/store/table.ts';
import { type Answered, type Asked, ask } from '../http/an-event.ts';

/** A request as a client sends it. Its path is decoded, as API Gateway hands it over. */
export interface Sent extends Pick<Asked, 'query' | 'headers' | 'json' | 'body' | 'base64'> {
  method: string;
  path: string;
}

/** An answer with its body as it was sent, too. */
export interface Told extends Answered {
  text: string;
}

/** All functions as they are deployed, on a table of their own, with nothing that runs by itself. */
export interface Installation {
  table: Table;
  /** Asks the function of the request's route, or the one of `target`, whatever the path says. */
  ask(sent: Sent, target?: Target): Promise<Told>;
  /**
   * One invocation of the event-processor with all that is in the queue.
   * @returns how many messages there were, and how many of them failed and will come back
   */
  process(): Promise<{ messages: number; failed: number }>;
  /** Messages of the queue and of its dead-letter queue. */
  left(): Promise<{ queued: number; dead: number }>;
}

/** Where installations have their tables and, one after the other, their queue. */
export interface Emulators {
  /** A new installation, empty, whose functions start cold. */
  install(): Promise<Installation>;
  close(): Promise<void>;
}

export async function startEmulators(): Promise<Emulators> {
  const dynamoDb = await startDynamoDb({});
  const sqs = await startQueue({ visibilitySeconds: visibilitySeconds(PROCESSOR_TIMEOUT_MS) });
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
    AWS_ENDPOINT_URL_SQS: sqs.endpoint,
    CHAINMAIL_QUEUE_URL: sqs.url,
    CHAINMAIL_PROCESSOR_TIMEOUT_MS: String(PROCESSOR_TIMEOUT_MS),
  });
  const client = newClient();
  const queue = openQueue(sqs.url);
  const dead = openQueue(sqs.deadLetterUrl);

  async function install(): Promise<Installation> {
    const name = `installation-${++installations}`;
    process.env.CHAINMAIL_TABLE = name;
    await createTable(client, name);
    const { api, eventProcessor } = await loadFunctions();

    return {
      table: openTable(name, client),

      async ask({ method, path, ...asked }, target = findTarget(routes, method, path)) {
        const { routeKey, pathParameters } = target;
        const run = api.get(target.function) as ApiHandler;
        let text = '';
        const handler: ApiHandler = async (event, context) => {
          const routed = {
            ...{ ...event, routeKey, requestContext: { ...event.requestContext, routeKey } },
            ...(pathParameters && { pathParameters }),
          };
          const answer = await run(routed, context);
          text = answer.body ?? '';
          return answer;
        };
        return { ...(await ask(handler, { route: `${method} ${path}`, reaches: routeKey, ...asked })), text };
      },

      async process() {
        const messages = [];
        for (;;) {
          const more = await queue.receive();
          if (more.length === 0) break;
          messages.push(...more);
        }
        if (messages.length === 0) return { messages: 0, failed: 0 };
        const event = { Records: messages.map((message) => toRecord(message, sqs.arn)) };
        const result = await eventProcessor(event, lambdaContext('event-processor', PROCESSOR_TIMEOUT_MS));
        const { batchItemFailures } = result as { batchItemFailures: { itemIdentifier: string }[] };
        const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        await queue.remove(messages.filter(({ id }) => !failed.has(id)));
        return { messages: messages.length, failed: failed.size };
      },

      async left() {
        const [one, other] = await Promise.all([queue.count(), dead.count()]);
        return { queued: one.waiting + one.inFlight, dead: other.waiting + other.inFlight };
      },
    };
  }

  return {
    install,
    async close() {
      client.destroy();
      await sqs.stop();
      await dynamoDb.stop();
    },
  };
}

let installations = 0;
