import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { gatherBatches } from '../domain/chunk.ts';
import { ApiError } from '../errors.ts';
import { inParallel } from '../in-parallel.ts';
import { withInvocation } from '../invocation.ts';
import { describeError, log } from '../log.ts';
import { countBatch, publishMetrics } from '../metrics.ts';
import { decodeChunk } from '../queue/chunk-encoding.ts';
import { decodeErasure, type Erasure } from '../queue/erasure-encoding.ts';
import type { AskedQueue } from '../queue/queue-when-asked.ts';
import type { Sender } from '../queue/sender.ts';
import { isTransient } from '../transient.ts';
import type { ReceivedChunk } from './batch.ts';
import { continueErasure } from './erase-person.ts';
import { type AttemptContext, type BatchOutcome, processBatch } from './process-batch.ts';

/** The ids of queue messages that have to come back, and when what they wait for is settled (ms; 0: nothing). */
type Failed = Map<string, number>;

/** Batches in work at once in one invocation: they are of different accounts, or too large for one. */
const CONCURRENT_BATCHES = 2;

/** One erasure takes no more of an invocation, … */
const ERASURE_MS_MAX = 10_000;
/** … and begins nothing so shortly before its end. */
const ACKNOWLEDGE_MS = 5_000;

/**
 * Rule 9: seconds after which a failed queue message comes back, by how often it was received: neither at once
 * nor after the queue's full timeout. Together they are longer than an attempt can live, so that whoever
 * crashed is settled by then, and a poison message is dead within minutes.
 */
const RETURN_SECONDS = [5, 10, 20, 40, 1];

/**
 * One invocation of the event-processor: gathers queue messages into batches, processes them, and reports
 * which messages have to come back. A message fails alone: by its id, never by count or position.
 */
export function processMessages(
  records: readonly SQSRecord[],
  queue: AskedQueue,
  context: AttemptContext,
): Promise<SQSBatchResponse> {
  const { now, sleep, random, deadline } = context;
  return withInvocation({ now, sleep, random, deadline }, () => processAll(records, queue, context));
}

async function processAll(
  records: readonly SQSRecord[],
  queue: AskedQueue,
  context: AttemptContext,
): Promise<SQSBatchResponse> {
  const failed: Failed = new Map();
  const { chunks, erasures } = await decode(records, failed);
  await inParallel(gatherBatches(chunks), CONCURRENT_BATCHES, (batch) => process(batch, context, failed));
  for (const erasure of erasures) await erase(erasure, queue, context, failed);
  const returning = records.filter(({ messageId }) => failed.has(messageId));
  await queue.delay(
    returning.map(({ messageId, receiptHandle, attributes }) => ({
      id: messageId,
      receiptHandle,
      seconds: Math.min(
        secondsUntilReturn(Number(attributes.ApproximateReceiveCount)),
        secondsUntil(failed.get(messageId) ?? 0, context.now()),
      ),
    })),
  );
  publishMetrics();
  return { batchItemFailures: [...failed.keys()].map((itemIdentifier) => ({ itemIdentifier })) };
}

/** An erasure and the queue message it came in. */
interface ReceivedErasure {
  messageId: string;
  erasure: Erasure;
}

/** A body that can't be read fails its own message. */
async function decode(records: readonly SQSRecord[], failed: Failed) {
  const chunks: ReceivedChunk[] = [];
  const erasures: ReceivedErasure[] = [];
  for (const { messageId, body } of records) {
    try {
      const erasure = decodeErasure(body);
      if (erasure) erasures.push({ messageId, erasure });
      else chunks.push({ messageId, chunk: decodeChunk(body) });
    } catch (error) {
      await log.error('a queue message that is no chunk', { messageId, error: describeError(error) });
      failed.set(messageId, 0);
    }
  }
  return { chunks, erasures };
}

/**
 * A batch that can't be processed is halved until the message that is to blame stands alone, so that the others are
 * stored at their first delivery. In bad weather none is to blame, and all come back.
 */
async function process(
  batch: readonly ReceivedChunk[],
  context: AttemptContext,
  failed: Failed,
): Promise<void> {
  try {
    const outcome = await processBatch(batch, context);
    for (const id of outcome.failed) failed.set(id, outcome.busyUntil);
    await report(batch, outcome, context.now());
  } catch (error) {
    await log.error('a batch failed', { messages: batch.length, error: describeError(error) });
    if (batch.length > 1 && !isWeather(error)) {
      const half = Math.ceil(batch.length / 2);
      for (const part of [batch.slice(0, half), batch.slice(half)]) await process(part, context, failed);
    } else {
      for (const { messageId } of batch) failed.set(messageId, 0);
    }
  }
}

const isWeather = (error: unknown): boolean => error instanceof ApiError || isTransient(error);

/** Rule 25: what doesn't fit in is left to a message of its own, so that an invocation's other messages can go. */
async function erase(
  { messageId, erasure }: ReceivedErasure,
  queue: Sender,
  { table, now, timeoutMs, deadline: end }: AttemptContext,
  failed: Failed,
): Promise<void> {
  try {
    const deadline = Math.min(now() + ERASURE_MS_MAX, end - ACKNOWLEDGE_MS);
    await continueErasure(erasure, { table, queue, now, timeoutMs, deadline });
  } catch (error) {
    await log.error('an erasure failed', { messageId, error: describeError(error) });
    failed.set(messageId, 0);
  }
}

async function report(
  batch: readonly ReceivedChunk[],
  { failed, busyUntil: _, ...counts }: BatchOutcome,
  now: number,
): Promise<void> {
  const figures = { messages: batch.length, failed: failed.size, ...counts };
  if (failed.size > 0) await log.warn('some messages of a batch have to come back', figures);
  else await log.debug('a batch is stored', figures);
  countBatch({
    ...counts,
    received: batch.reduce((sum, { chunk }) => sum + chunk.events.length, 0),
    agesMs: batch.filter(({ messageId }) => !failed.has(messageId)).map(({ chunk }) => now - chunk.received),
  });
}

const secondsUntilReturn = (receiveCount: number): number =>
  RETURN_SECONDS[Math.min(Math.max(receiveCount, 1), RETURN_SECONDS.length) - 1] as number;

/** A message that waits for another's commit need not wait longer than until that can be settled. */
const secondsUntil = (time: number, now: number): number =>
  time === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.ceil((time - now) / 1_000));
