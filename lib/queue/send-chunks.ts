import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { ApiError } from '../errors.ts';
import { inParallel } from '../in-parallel.ts';
import { escapeForQueue } from './escape-for-queue.ts';
import type { OutgoingMessage } from './queue-message.ts';

/** Entries of one SendMessageBatch call (SQS). */
const CALL_ENTRIES_MAX = 10;
/** Bytes of one call. SQS takes 1 MiB by now, but bills and answers no better for it; emulators differ. */
const CALL_BYTES_MAX = 256 * 1024;
const CONCURRENT_CALLS = 4;
const TRIES = 3;
const PAUSE_MS = 50;

interface Entry {
  /** The position in its call: valid and distinct for SQS, whatever the chunk is called. */
  Id: string;
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

/**
 * SendMessageBatch can fail per entry inside a 200: what it doesn't confirm is sent again, after a pause with
 * full jitter. An entry that SQS calls the sender's fault would only be refused again.
 */
async function sendAll(client: SQSClient, url: string, entries: readonly Entry[]): Promise<void> {
  let open = entries;
  for (let attempt = 1; ; attempt++) {
    const { confirmed, failed } = await send(client, url, open);
    open = open.filter(({ Id }) => !confirmed.has(Id));
    if (open.length === 0) return;
    if (attempt === TRIES || open.some(({ Id }) => failed.get(Id)?.senderFault)) {
      throw unavailable(
        new Error(
          open.map(({ Id, chunk }) => `${chunk.id}: ${failed.get(Id)?.code ?? 'no answer'}`).join(', '),
        ),
      );
    }
    await sleep(Math.random() * PAUSE_MS * 2 ** attempt);
  }
}

async function send(client: SQSClient, url: string, entries: readonly Entry[]) {
  const command = new SendMessageBatchCommand({
    QueueUrl: url,
    Entries: entries.map(({ Id, body, chunk }) => ({ Id, MessageBody: body, MessageGroupId: chunk.group })),
  });
  // The SDK has already tried a call that throws three times.
  const output = await client.send(command).catch((cause: unknown) => {
    throw unavailable(cause);
  });
  return {
    confirmed: new Set(output.Successful?.map(({ Id }) => Id)),
    failed: new Map(
      output.Failed?.map(({ Id, Code, SenderFault }) => [
        Id,
        { code: Code, senderFault: SenderFault === true },
      ]),
    ),
  };
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
