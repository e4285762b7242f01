import type {
  BatchResultErrorEntry,
  SendMessageBatchCommandInput,
  SendMessageBatchResultEntry,
} from '@aws-sdk/client-sqs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { newQueueClient } from '../../lib/queue/client.ts';
import { openQueue } from '../../lib/queue/queue.ts';
import type { OutgoingMessage } from '../../lib/queue/queue-message.ts';

type Verdict = 'confirmed' | 'failed' | 'sender-fault' | 'not-mentioned';

const aChunk = (chunk: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: 'request#0',
  body: '{}',
  group: '1',
  ...chunk,
});

/** SQS as a plugin in the client's middleware stack: what it stores, and for each entry what it says of it. */
function aQueueThat(judges: (body: string, attempt: number) => Verdict | 'call-fails') {
  const client = newQueueClient();
  const calls: SendMessageBatchCommandInput[] = [];
  const stored: string[] = [];
  const attempts = new Map<string, number>();
  client.middlewareStack.add(
    () => async (args) => {
      const input = args.input as SendMessageBatchCommandInput;
      calls.push(input);
      const Successful: SendMessageBatchResultEntry[] = [];
      const Failed: BatchResultErrorEntry[] = [];
      for (const { Id = '', MessageBody = '' } of input.Entries ?? []) {
        const attempt = (attempts.get(MessageBody) ?? 0) + 1;
        attempts.set(MessageBody, attempt);
        const verdict = judges(MessageBody, attempt);
        if (verdict === 'call-fails') throw new Error('no answer');
        if (verdict === 'confirmed') {
          stored.push(MessageBody);
          Successful.push({ Id, MessageId: Id, MD5OfMessageBody: '' });
        } else if (verdict !== 'not-mentioned') {
          Failed.push({ Id, SenderFault: verdict === 'sender-fault', Code: 'InternalError' });
        }
      }
      return { output: { Successful, Failed, $metadata: {} }, response: {} };
    },
    { step: 'initialize', priority: 'high', name: 'queue' },
  );
  return { queue: openQueue('http://127.0.0.1:1/000000000000/events', client), calls, stored };
}

test('every chunk is confirmed once and once only, whatever subset fails, or the sender is told', async () => {
  const verdict = fc.constantFrom<Verdict>(
    'confirmed',
    'confirmed',
    'failed',
    'not-mentioned',
    'sender-fault',
  );
  const chunkAndVerdicts = fc.record({
    bytes: fc.integer({ min: 1, max: 120_000 }),
    verdicts: fc.array(verdict, { minLength: 3, maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(chunkAndVerdicts, { maxLength: 25 }), async (plan) => {
      const chunks = plan.map(({ bytes }, position) =>
        aChunk({ id: `c${position}`, body: JSON.stringify({ position, pad: 'x'.repeat(bytes) }) }),
      );
      const verdictOf = (body: string, attempt: number) =>
        plan[(JSON.parse(body) as { position: number }).position]?.verdicts[attempt - 1] ?? 'failed';
      const { queue, calls, stored } = aQueueThat(verdictOf);

      const success = await queue.sendChunks(chunks).then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ name: 'ApiError', code: 'unavailable' });
          return false;
        },
      );

      // It succeeds if each chunk is confirmed in three tries before anybody calls it the sender's fault.
      const confirmable = plan.every(({ verdicts }) => {
        const decided = verdicts.find((each) => each === 'confirmed' || each === 'sender-fault');
        return decided === 'confirmed';
      });
      expect(success).toBe(confirmable);
      if (success) expect(stored.toSorted()).toEqual(chunks.map(({ body }) => body).toSorted());
      expect(new Set(stored).size).toBe(stored.length);
      for (const { Entries = [] } of calls) {
        expect(Entries.length).toBeLessThanOrEqual(10);
        expect(new Set(Entries.map(({ Id }) => Id)).size).toBe(Entries.length);
        const bytes = Entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0);
        expect(bytes).toBeLessThanOrEqual(256 * 1024);
      }
    }),
    { numRuns: 30 },
  );
});

test('an entry is tried three times and no more', async () => {
  const { queue, calls } = aQueueThat(() => 'failed');
  await expect(queue.sendChunks([aChunk()])).rejects.toMatchObject({ code: 'unavailable' });
  expect(calls).toHaveLength(3);
});

test('the sender’s fault is not tried again', async () => {
  const { queue, calls } = aQueueThat(() => 'sender-fault');
  await expect(queue.sendChunks([aChunk()])).rejects.toMatchObject({ code: 'unavailable' });
  expect(calls).toHaveLength(1);
});

test('a call without an answer is no success', async () => {
  const { queue } = aQueueThat(() => 'call-fails');
  await expect(queue.sendChunks([aChunk()])).rejects.toMatchObject({ code: 'unavailable' });
});

test('the reason names chunks and codes but no content', async () => {
  const { queue } = aQueueThat(() => 'sender-fault');
  const error = await queue
    .sendChunks([aChunk({ id: 'r1#0', body: '{"to":"ann@example.com"}' })])
    .catch((e) => e);
  expect(error.cause.message).toBe('r1#0: InternalError');
  expect(error.message).not.toContain('example.com');
});

test('each message carries its account as its group', async () => {
  const { queue, calls } = aQueueThat(() => 'confirmed');
  await queue.sendChunks([aChunk({ group: '7' }), aChunk({ body: '[]', group: '8' })]);
  expect(calls[0]?.Entries?.map(({ MessageGroupId }) => MessageGroupId)).toEqual(['7', '8']);
});

test('characters that SQS refuses are escaped, which changes nothing in what the JSON says', async () => {
  const { queue, stored } = aQueueThat(() => 'confirmed');
  const value = { name: '\uFFFE\uFFFF 🎉 \uD800 é\n' };
  await queue.sendChunks([aChunk({ body: JSON.stringify(value) })]);
  expect(stored[0]).toMatch(/^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD]*$/);
  expect(JSON.parse(stored[0] ?? '')).toEqual(value);
});

test('a chunk that is larger than a call goes alone', async () => {
  const { queue, calls } = aQueueThat(() => 'confirmed');
  const large = JSON.stringify('x'.repeat(300_000));
  await queue.sendChunks([aChunk(), aChunk({ body: large }), aChunk({ body: '[]' })]);
  expect(calls.map(({ Entries }) => Entries?.length)).toEqual([1, 1, 1]);
});
