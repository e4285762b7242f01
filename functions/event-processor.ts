import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { required } from '../lib/environment.ts';
import { invocation } from '../lib/invocation.ts';
import { processMessages } from '../lib/protocol/process-messages.ts';
import { openQueueWhenAsked } from '../lib/queue/queue-when-asked.ts';
import { openTable } from '../lib/store/table.ts';

const table = openTable(required('CHAINMAIL_TABLE'));
/** Most batches are stored without a word to it. */
const queue = openQueueWhenAsked(required('CHAINMAIL_QUEUE_URL'));
/** This function's own timeout: after it an attempt that has not committed never will. */
const timeoutMs = Number(required('CHAINMAIL_PROCESSOR_TIMEOUT_MS'));
const PATIENCE_MS = 2_000;

/** SQS → chains: stores the events of queue messages, once and only once, and says which have to come back. */
export const handler = (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  const { now, sleep, random } = invocation();
  return processMessages(event.Records, queue, {
    table,
    now,
    sleep,
    random,
    timeoutMs,
    deadline: now() + context.getRemainingTimeInMillis(),
    patienceMs: PATIENCE_MS,
  });
};
