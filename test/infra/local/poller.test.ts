import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  type Poller,
  type PollerOptions,
  type QueueFunction,
  startPoller,
} from '../../../infra/local/poller.ts';
import { type LocalQueue, startQueue } from '../../../infra/local/queue/server.ts';
import { log } from '../../../lib/log.ts';
import { openQueue, type Queue } from '../../../lib/queue/queue.ts';

let server: LocalQueue;
let queue: Queue;
let dead: Queue;
let pollers: Poller[];

beforeEach(async () => {
  pollers = [];
  await serve(90);
});
afterEach(async () => {
  server.wake();
  await Promise.all(pollers.map((poller) => poller.stop()));
  await server.stop();
  vi.restoreAllMocks();
});

async function serve(visibilitySeconds: number): Promise<void> {
  server = await startQueue({ visibilitySeconds });
  const client = new SQSClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    useQueueUrlAsEndpoint: false,
  });
  queue = openQueue(server.url, client);
  dead = openQueue(server.deadLetterUrl, client);
}

function poll(handler: QueueFunction, options: Partial<PollerOptions> = {}): Poller {
  const poller = startPoller({
    queue,
    queueArn: server.arn,
    functionName: 'event-processor',
    handler,
    windowMs: 50,
    ...options,
  });
  pollers.push(poller);
  return poller;
}

const send = (...values: unknown[]) =>
  queue.sendChunks(
    values.map((value, position) => ({ id: String(position), body: JSON.stringify(value), group: '1' })),
  );

const idOf = (event: SQSEvent, value: unknown) =>
  event.Records.filter(({ body }) => body === JSON.stringify(value)).map(({ messageId }) => ({
    itemIdentifier: messageId,
  }));

const mute = () => [vi.spyOn(log, 'error'), vi.spyOn(log, 'warn')].map((spy) => spy.mockResolvedValue());

test('a function gets its messages as Lambda shapes them, and they are gone after it', async () => {
  const events: SQSEvent[] = [];
  const contexts: Context[] = [];
  poll(
    async (event, context) => {
      events.push(event);
      contexts.push(context);
    },
    { timeoutMs: 5_000 },
  );
  await send({ a: 1 });
  await vi.waitFor(() => expect(events).toHaveLength(1));
  expect(events[0]?.Records).toEqual([
    {
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      receiptHandle: expect.any(String),
      body: '{"a":1}',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        SenderId: expect.any(String),
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
      },
      messageAttributes: {},
      md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventSource: 'aws:sqs',
      eventSourceARN: server.arn,
      awsRegion: 'us-east-1',
    },
  ]);
  expect(contexts[0]?.functionName).toBe('event-processor');
  expect(contexts[0]?.getRemainingTimeInMillis()).toBeLessThanOrEqual(5_000);
  await vi.waitFor(async () => expect(await queue.count()).toEqual({ waiting: 0, inFlight: 0 }));
});

test('messages are gathered into one invocation, up to the batch size', async () => {
  await send(...Array.from({ length: 25 }, (_, value) => value));
  const sizes: number[] = [];
  poll(async ({ Records }) => void sizes.push(Records.length), {
    windowMs: 300,
    batchSize: 20,
    concurrency: 1,
  });
  await vi.waitFor(() => expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(25), 5_000);
  expect(sizes).toEqual([20, 5]);
});

test('an invocation holds no more than Lambda’s 6 MB, and nothing is lost over it', async () => {
  const values = Array.from({ length: 45 }, (_, value) => `${value}${'x'.repeat(200_000)}`);
  await send(...values);
  const seen: string[] = [];
  const bytes: number[] = [];
  poll(
    async (event) => {
      bytes.push(Buffer.byteLength(JSON.stringify(event)));
      seen.push(...event.Records.map(({ body }) => JSON.parse(body) as string));
    },
    { windowMs: 1_000 },
  );
  await vi.waitFor(() => expect(seen).toHaveLength(45), 5_000);
  expect(Math.max(...bytes)).toBeLessThanOrEqual(6 * 1024 * 1024);
  expect(seen.toSorted()).toEqual(values.toSorted());
});

test('only the messages that a function names as failed stay', async () => {
  let done = false;
  poll(
    async (event) => {
      done = true;
      return { batchItemFailures: idOf(event, 'b') };
    },
    { windowMs: 200 },
  );
  await send('a', 'b', 'c');
  await vi.waitFor(async () => {
    expect(done).toBe(true);
    expect(await queue.count()).toEqual({ waiting: 0, inFlight: 1 });
  });
});

test.each<[string, QueueFunction]>([
  ['throws', () => Promise.reject(new Error('no'))],
  [
    'throws at once',
    () => {
      throw new Error('no');
    },
  ],
  ['names an unknown message', async () => ({ batchItemFailures: [{ itemIdentifier: 'other' }] })],
  ['names an empty message', async () => ({ batchItemFailures: [{ itemIdentifier: '' }] })],
  ['names a failure by another word', async () => ({ batchItemFailures: [{ id: 'a' }] })],
  ['returns a failure that is null', async () => ({ batchItemFailures: [null] })],
  ['returns something else than a list', async () => ({ batchItemFailures: 'none' })],
  ['returns a text', async () => 'done'],
  ['takes longer than its timeout', () => new Promise(() => {})],
])('a function that %s has failed with all its messages', async (_, handler) => {
  const [error] = mute();
  poll(handler, { timeoutMs: 100 });
  await send('a', 'b');
  await vi.waitFor(() => expect(error).toHaveBeenCalled());
  expect(await queue.count()).toEqual({ waiting: 0, inFlight: 2 });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['no list', {}],
  ['a null list', { batchItemFailures: null }],
  ['an empty list', { batchItemFailures: [] }],
])('a function that returns %s has succeeded', async (_, result) => {
  let called = false;
  poll(async () => {
    called = true;
    return result;
  });
  await send('a', 'b');
  await vi.waitFor(async () => {
    expect(called).toBe(true);
    expect(await queue.count()).toEqual({ waiting: 0, inFlight: 0 });
  });
});

test('a message that always fails is dead after exactly five invocations', async () => {
  const counts: string[] = [];
  poll(async ({ Records }) => {
    counts.push(...Records.map(({ attributes }) => attributes.ApproximateReceiveCount));
    await queue.delay(
      Records.map((record) => ({ id: record.messageId, receiptHandle: record.receiptHandle, seconds: 0 })),
    );
    return { batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  });
  await send('poison');
  await vi.waitFor(async () => expect((await dead.count()).waiting).toBe(1), 5_000);
  expect(counts).toEqual(['1', '2', '3', '4', '5']);
  expect(await queue.count()).toEqual({ waiting: 0, inFlight: 0 });
});

test('stopping waits for the invocations in flight and takes no more', async () => {
  const entered = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const seen: string[] = [];
  const poller = poll(async ({ Records }) => {
    entered.resolve();
    await released.promise;
    seen.push(...Records.map(({ body }) => body));
  });
  await send('a');
  await entered.promise;
  let stopped = false;
  const stopping = poller.stop().then(() => {
    stopped = true;
  });
  server.wake();
  await send('b');
  expect(stopped).toBe(false);
  released.resolve();
  await stopping;
  expect(seen).toContain('"a"');
  // `b` came with the last long poll, or is still there.
  const { waiting, inFlight } = await queue.count();
  expect(inFlight).toBe(0);
  expect(seen.length + waiting).toBe(2);
});

test('no more than the wanted number of invocations run at once, and as many do', async () => {
  let now = 0;
  let most = 0;
  let done = 0;
  poll(
    async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 50));
      now--;
      done++;
    },
    { batchSize: 1, concurrency: 2, windowMs: 0 },
  );
  await send(1, 2, 3, 4, 5, 6);
  await vi.waitFor(() => expect(done).toBe(6), 5_000);
  expect(most).toBe(2);
});

test('it outlives a queue that is away and goes on when it is back', async () => {
  const [, warn] = mute();
  const seen: string[] = [];
  let away = true;
  const flaky: Queue = {
    ...queue,
    receive: (options) => (away ? Promise.reject(new Error('away')) : queue.receive(options)),
  };
  poll(async ({ Records }) => void seen.push(...Records.map(({ body }) => body)), { queue: flaky });
  await send('a');
  await vi.waitFor(() => expect(warn?.mock.calls.length).toBeGreaterThan(1));
  away = false;
  await vi.waitFor(() => expect(seen).toEqual(['"a"']), 5_000);
});
