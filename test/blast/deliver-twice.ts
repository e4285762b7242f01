import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { type Functions, loadFunctions } from '../../infra/local/functions.ts';
import { lambdaContext } from '../../infra/local/lambda-context.ts';
import { PROCESSOR_TIMEOUT_MS } from '../../infra/local/settings.ts';
import { DEFAULT_FUNCTION, routes } from '../../lib/http/routes.ts';
import { Random } from './random.ts';

export interface TwiceDelivered {
  functions: Functions;
  /** Delivers what still waits for its second time, and waits until all is through. */
  settle(): Promise<void>;
  /** Ids of queue messages, and how often the event-processor got each. */
  deliveries: ReadonlyMap<string, number>;
}

/** Copies that wait together for their second delivery: they come from several first ones. */
const POOL = 12;

/**
 * The real functions, the event-processor behind a queue that delivers every message twice, as SQS may: both
 * times in one invocation, at the same time in two, or later, beside and among other messages. Either delivery
 * may acknowledge it, as whoever deletes a message deletes it for all.
 */
export function deliverTwice(seed: number): TwiceDelivered {
  const random = new Random(seed);
  const deliveries = new Map<string, number>();
  const running = new Set<Promise<unknown>>();
  const pool: SQSRecord[] = [];
  let loaded: Promise<Functions> | undefined;
  // The functions find their table and queue by variables that the stack sets first.
  const load = () => {
    loaded ??= loadFunctions();
    return loaded;
  };

  async function invoke(records: readonly SQSRecord[]): Promise<Set<string>> {
    if (records.length === 0) return new Set();
    for (const { messageId } of records) deliveries.set(messageId, (deliveries.get(messageId) ?? 0) + 1);
    const { eventProcessor } = await load();
    const context = lambdaContext('event-processor', PROCESSOR_TIMEOUT_MS);
    const result = (await eventProcessor({ Records: [...records] }, context)) as SQSBatchResponse;
    return new Set(result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  }

  /** @returns the ids of the messages that have to come back */
  function deliver(records: readonly SQSRecord[]): Promise<Set<string>> {
    const invocation = invoke(random.shuffled(records)).finally(() => running.delete(invocation));
    running.add(invocation);
    return invocation;
  }

  return {
    deliveries,
    async settle() {
      while (pool.length > 0 || running.size > 0) {
        deliver(pool.splice(0));
        await Promise.all(running);
      }
    },
    functions: {
      api: new Map(
        [...routes.map((route) => route.function), DEFAULT_FUNCTION].map((name) => [
          name,
          async (event, context) => (await load()).api.get(name)?.(event, context),
        ]),
      ),
      async eventProcessor({ Records }) {
        const {
          within = [],
          beside = [],
          later = [],
        } = Object.groupBy(Records, () => random.pick(['within', 'beside', 'later'] as const));
        pool.push(...later);
        if (pool.length >= POOL) deliver(pool.splice(0));
        const [first, second] = await Promise.all([deliver([...Records, ...within]), deliver(beside)]);
        const acknowledged = new Set(beside.map(({ messageId }) => messageId)).difference(second);
        const failed = [...first.difference(acknowledged)];
        return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
      },
    },
  };
}
