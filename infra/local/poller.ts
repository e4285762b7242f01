import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, SQSEvent } from 'aws-lambda';
import { describeError, log } from '../../lib/log.ts';
import type { Queue } from '../../lib/queue/queue.ts';
import type { QueueMessage } from '../../lib/queue/queue-message.ts';
import { lambdaContext, withinTimeout } from './lambda-context.ts';
import { failedIds, toRecord } from './poller-event.ts';
import {
  BATCHING_WINDOW_MS,
  INVOCATION_BYTES_MAX,
  INVOCATION_MESSAGES_MAX,
  PROCESSOR_TIMEOUT_MS,
  PROCESSORS,
} from './settings.ts';

/** A function that a queue feeds. */
export type QueueFunction = (event: SQSEvent, context: Context) => Promise<unknown>;

export interface PollerOptions {
  queue: Queue;
  queueArn: string;
  functionName: string;
  handler: QueueFunction;
  timeoutMs?: number;
  /** Messages of one invocation at most. */
  batchSize?: number;
  /** How long an invocation's messages are gathered, from the first one. */
  windowMs?: number;
  /** Invocations at the same time. */
  concurrency?: number;
}

export interface Poller {
  /** Takes no more messages and waits for the invocations in flight. */
  stop(): Promise<void>;
}

/** A long poll waits this long, and so `stop` may, unless the queue is woken. */
const WAIT_SECONDS = 1;
const MESSAGES_PER_RECEIVE = 10;
/** Pause between receives while a batch is gathered and nothing comes. */
const PAUSE_MS = 20;
const BACKOFF_MS = 100;
const BACKOFF_MAX_MS = 5_000;
/** What a record adds to its body: its attributes, names and quotes. */
const RECORD_BYTES = 1_024;

/**
 * Feeds a function from a queue as a Lambda event source does: gathers messages, invokes, removes what
 * succeeded and leaves what failed to its visibility timeout. A function that throws, or names a failure that
 * it was not given, has failed with all of them.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function startPoller(options: PollerOptions): Poller {
  const { concurrency = PROCESSORS } = options;
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const gather = gatherer(options, stopping.signal);

  async function poll(): Promise<void> {
    let errors = 0;
    for (let more = true; more; ) {
      try {
        if (running.size >= concurrency) await Promise.race(running);
        const { messages, held } = await gather();
        errors = 0;
        more = held > 0 || !stopping.signal.aborted;
        if (messages.length === 0) continue;
        const invocation = invoke(options, messages).finally(() => running.delete(invocation));
        running.add(invocation);
      } catch (error) {
        more = !stopping.signal.aborted;
        await log.warn('the queue could not be polled', { error: describeError(error) });
        const pause = Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** errors++);
        await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
    await Promise.all(running);
  }

  const polling = poll();
  return {
    async stop() {
      stopping.abort();
      await polling;
    },
  };
}

/** Gathers the messages of one invocation at a time; what is too much for one is held for the next. */
function gatherer(
  { queue, batchSize = INVOCATION_MESSAGES_MAX, windowMs = BATCHING_WINDOW_MS }: PollerOptions,
  stopping: AbortSignal,
): () => Promise<{ messages: QueueMessage[]; held: number }> {
  let held: QueueMessage[] = [];

  return async () => {
    const gathered = held.length > 0 ? held : await queue.receive({ waitSeconds: WAIT_SECONDS });
    held = [];
    let bytes = payloadBytes(gathered);
    const end = performance.now() + windowMs;
    while (
      gathered.length > 0 &&
      gathered.length < batchSize &&
      bytes <= INVOCATION_BYTES_MAX &&
      performance.now() < end &&
      !stopping.aborted
    ) {
      const max = Math.min(MESSAGES_PER_RECEIVE, batchSize - gathered.length);
      // What is gathered must be handled now; if the queue is gone, the next receive will say so.
      const more = await queue.receive({ max }).catch(() => []);
      gathered.push(...more);
      bytes += payloadBytes(more);
      if (more.length === 0) await sleep(PAUSE_MS);
    }
    while (gathered.length > 1 && (bytes > INVOCATION_BYTES_MAX || gathered.length > batchSize)) {
      const surplus = gathered.splice(-1);
      held.unshift(...surplus);
      bytes -= payloadBytes(surplus);
    }
    return { messages: gathered, held: held.length };
  };
}

const payloadBytes = (messages: readonly QueueMessage[]): number =>
  messages.reduce((sum, { body }) => sum + Buffer.byteLength(JSON.stringify(body)) + RECORD_BYTES, 0);

/** Invokes the function and removes what succeeded. Never throws: what isn't removed comes back. */
async function invoke(
  { queue, queueArn, functionName, handler, timeoutMs = PROCESSOR_TIMEOUT_MS }: PollerOptions,
  messages: readonly QueueMessage[],
): Promise<void> {
  const event = { Records: messages.map((message) => toRecord(message, queueArn)) };
  const context = lambdaContext(functionName, timeoutMs);
  try {
    const result = await withinTimeout(() => handler(event, context), timeoutMs);
    const failed = failedIds(result, new Set(messages.map(({ id }) => id)));
    const left = await queue.remove(messages.filter(({ id }) => !failed.has(id)));
    if (left.length > 0) await log.warn('messages could not be removed', { count: left.length });
  } catch (error) {
    await log.error('an invocation failed', {
      functionName,
      messages: messages.length,
      error: describeError(error),
    });
  }
}
