import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { ApiError } from '../errors.ts';
import { inParallel } from '../in-parallel.ts';
import { escapeForQueue } from './escape-for-queue.ts';
import type { OutgoingMessage } from './queue-message.ts';
import { type NamedEntry, untilConfirmed } from './until-confirmed.ts';

/** Entries of one SendMessageBatch call (SQS). */
const CALL_ENTRIES_MAX = 10;
/** Bytes of one call. SQS takes 1 MiB by now, but bills and answers no better for it; emulators differ. */
const CALL_BYTES_MAX = 256 * 1024;
/** The longest that SQS holds a message back. */
const DELAY_SECONDS_MAX = 900;
const CONCURRENT_CALLS = 4;

/** Named by the position in its call: valid and distinct for SQS, whatever the chunk is called. */
interface Entry extends NamedEntry {
  chunk: OutgoingMessage;
  body: string;
}

/** See `Queue.sendChunks`. */
export async function sendChunks(
  client: SQSClient,
  url: string,
  chunks: readonly OutgoingMessage[],
): Promise<void> {
  await inParallel(inCalls(chunks), CONCURRENT_CALLS, (entries) => sendAll(client, url, entries));
}

/** One call's entries. @throws ApiError `unavailable` unless all are confirmed; its cause names them, without content */
async function sendAll(client: SQSClient, url: string, entries: readonly Entry[]): Promise<void> {
  const left = await untilConfirmed(entries, (open) =>
    client.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: open.map(({ Id, body, chunk: { group, delaySeconds } }) => ({
          Id,
          MessageBody: body,
          MessageGroupId: group,
          ...(delaySeconds && { DelaySeconds: Math.min(delaySeconds, DELAY_SECONDS_MAX) }),
        })),
      }),
    ),
  );
  if (left.entries.length === 0) return;
  const reasons = left.entries.map(({ Id, chunk }) => `${chunk.id}: ${left.codes.get(Id) ?? 'no answer'}`);
  throw unavailable(left.error ?? new Error(reasons.join(', ')));
}

const unavailable = (cause: unknown) =>
  new ApiError('unavailable', 'The queue did not take the events. Please send them again.', { cause });

/** Splits chunks, in their order, into calls that SQS takes. A chunk above the limit goes alone. */
function inCalls(chunks: readonly OutgoingMessage[]): Entry[][] {
  const calls: Entry[][] = [];
  let call: Entry[] = [];
  let bytes = 0;
  for (const chunk of chunks) {
    const body = escapeForQueue(chunk.body);
    const size = Buffer.byteLength(body);
    if (call.length === CALL_ENTRIES_MAX || bytes + size > CALL_BYTES_MAX) {
      if (call.length > 0) calls.push(call);
      call = [];
      bytes = 0;
    }
    call.push({ Id: String(call.length), chunk, body });
    bytes += size;
  }
  if (call.length > 0) calls.push(call);
  return calls;
}
