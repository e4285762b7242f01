import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type LocalQueue, startQueue } from '../../../../infra/local/queue/server.ts';
import { openQueue } from '../../../../lib/queue/queue.ts';

let data: string;
const running: LocalQueue[] = [];

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'chainmail-queue-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((queue) => queue.stop()));
  await rm(data, { recursive: true });
});

async function start(options: { data?: string; visibilitySeconds?: number } = {}) {
  const server = await startQueue({ visibilitySeconds: 90, data, ...options });
  running.push(server);
  return { server, ...queuesOf(server) };
}

function queuesOf({
  endpoint,
  url,
  deadLetterUrl,
}: {
  endpoint: string;
  url: string;
  deadLetterUrl: string;
}) {
  const client = new SQSClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    useQueueUrlAsEndpoint: false,
  });
  return { queue: openQueue(url, client), dead: openQueue(deadLetterUrl, client) };
}

const stop = (server: LocalQueue) => running.splice(running.indexOf(server), 1)[0]?.stop();
const chunks = (count: number, prefix = '') =>
  Array.from({ length: count }, (_, position) => ({
    id: String(position),
    body: JSON.stringify(`${prefix}${position}`),
    group: '1',
  }));

test('messages are received, delayed and removed', async () => {
  const { queue } = await start();
  await queue.sendChunks(chunks(12));
  const first = await queue.receive();
  expect(first).toHaveLength(10);
  expect(first[0]).toMatchObject({ body: '"0"', receiveCount: 1 });
  expect(await queue.count()).toEqual({ waiting: 2, inFlight: 10 });

  expect(await queue.delay(first.map((message) => ({ ...message, seconds: 0 })))).toEqual([]);
  expect(await queue.count()).toEqual({ waiting: 12, inFlight: 0 });

  const all = [...(await queue.receive()), ...(await queue.receive())];
  expect(await queue.remove(all)).toEqual([]);
  expect(await queue.count()).toEqual({ waiting: 0, inFlight: 0 });
});

test('a message received twice can be delayed and removed in one call', async () => {
  const { queue } = await start();
  await queue.sendChunks(chunks(1));
  const [first] = await queue.receive({ visibilitySeconds: 0 });
  const [second] = await queue.receive({ waitSeconds: 1 });
  expect(second?.id).toBe(first?.id);
  expect(await queue.delay([first!, second!].map((message) => ({ ...message, seconds: 5 })))).toEqual([
    first!.id,
  ]);
  expect(await queue.remove([first!, second!])).toEqual([]);
});

test('delaying what is no longer there says so and does not throw', async () => {
  const { queue, server } = await start();
  expect(await queue.delay([{ id: 'gone', receiptHandle: 'gone', seconds: 5 }])).toEqual(['gone']);
  await stop(server);
  expect(await queue.delay([{ id: 'gone', receiptHandle: 'gone', seconds: 5 }])).toEqual(['gone']);
  expect(await queue.remove([{ id: 'gone', receiptHandle: 'gone' }])).toEqual(['gone']);
});

test('a message is dead after exactly five receives, with its receipts counted across a restart', async () => {
  let { queue, dead, server } = await start({ visibilitySeconds: 0 });
  await queue.sendChunks(chunks(1));
  for (let count = 1; count <= 3; count++) {
    expect((await queue.receive({ waitSeconds: 1 })).map(({ receiveCount }) => receiveCount)).toEqual([
      count,
    ]);
  }
  await stop(server);
  ({ queue, dead, server } = await start({ visibilitySeconds: 0 }));
  for (let count = 4; count <= 5; count++) {
    expect((await queue.receive({ waitSeconds: 1 })).map(({ receiveCount }) => receiveCount)).toEqual([
      count,
    ]);
  }
  expect((await dead.count()).waiting).toBe(0);
  expect(await queue.receive()).toEqual([]);
  expect(await dead.count()).toEqual({ waiting: 1, inFlight: 0 });
  expect(await queue.count()).toEqual({ waiting: 0, inFlight: 0 });

  await stop(server);
  ({ queue, dead } = await start());
  expect(await dead.receive()).toMatchObject([{ body: '"0"' }]);
});

test('a delayed message comes when its time is over, also if the queue is restarted meanwhile', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    let { queue, server } = await start();
    const [message] = chunks(1);
    await queue.sendChunks([{ ...message!, delaySeconds: 35 }]);
    vi.setSystemTime(Date.now() + 34_000);
    expect(await queue.receive()).toEqual([]);
    await stop(server);
    ({ queue, server } = await start());
    expect(await queue.receive()).toEqual([]);
    vi.setSystemTime(Date.now() + 1_000);
    await stop(server);
    ({ queue } = await start());
    expect(await queue.receive()).toMatchObject([{ body: message!.body, receiveCount: 1 }]);
  } finally {
    vi.useRealTimers();
  }
});

test('it listens on the loopback interface alone', async () => {
  const { server } = await start();
  expect(server.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const elsewhere = fetch(`http://[::1]:${server.port}/health`);
  await expect(elsewhere).rejects.toThrow();
});

test('kill -9 loses nothing acknowledged, and what was in flight is visible again at once', async () => {
  const acknowledged: string[] = [];
  let removed: string[] = [];
  for (let round = 0; round < 3; round++) {
    const child = fork(new URL('./serve.ts', import.meta.url), [data], { execArgv: [] });
    try {
      const { queue } = queuesOf(await started(child));
      // All that was left is there at once, although the last process had it in flight for 90 seconds.
      const { waiting } = await queue.count();
      const expected = acknowledged.length - removed.length;
      expect(waiting).toBeGreaterThanOrEqual(expected);
      const kill = setTimeout(() => child.kill('SIGKILL'), 150);
      kill.unref();
      removed = await untilKilled(queue, acknowledged, removed, `${round}-`);
    } finally {
      child.kill('SIGKILL');
    }
  }
  const { queue } = await start();
  const found: string[] = [];
  for (let messages = await queue.receive(); messages.length > 0; messages = await queue.receive()) {
    found.push(...messages.map(({ body }) => body));
  }
  const lost = acknowledged.filter((body) => !found.includes(body) && !removed.includes(body));
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(lost).toEqual([]);
}, 30_000);

async function started(
  child: ChildProcess,
): Promise<{ endpoint: string; url: string; deadLetterUrl: string }> {
  const [addresses] = await once(child, 'message');
  return addresses;
}

/** Sends, receives and removes until the connection breaks; says what was acknowledged and maybe removed. */
async function untilKilled(
  queue: ReturnType<typeof openQueue>,
  acknowledged: string[],
  removed: string[],
  prefix: string,
): Promise<string[]> {
  const gone = [...removed];
  for (let batch = 0; ; batch++) {
    try {
      const sent = chunks(10, `${prefix}${batch}-`);
      await queue.sendChunks(sent);
      acknowledged.push(...sent.map(({ body }) => body));
      const received = await queue.receive({ max: 4 });
      // Removing may take effect without an answer, so it counts as removed as soon as it is asked for.
      const [first] = received;
      if (first) {
        gone.push(first.body);
        await queue.remove([first]);
      }
    } catch {
      return gone;
    }
  }
}

test('a long poll that waits is ended by wake', async () => {
  const { queue, server } = await start();
  const waiting = queue.receive({ waitSeconds: 20 });
  const wake = setInterval(() => server.wake(), 20);
  expect(await waiting).toEqual([]);
  clearInterval(wake);
});

test('the file is small again after a backlog is gone', async () => {
  const { queue, server } = await start();
  const body = JSON.stringify('x'.repeat(200_000));
  await queue.sendChunks(Array.from({ length: 40 }, (_, id) => ({ id: String(id), body, group: '1' })));
  for (let messages = await queue.receive(); messages.length > 0; messages = await queue.receive()) {
    await queue.remove(messages);
  }
  await stop(server);
  await start();
  const sizes = await Promise.all(
    ['messages.db', 'messages.db-wal'].map((name) =>
      stat(join(data, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  expect(sizes[0]! + sizes[1]!).toBeLessThan(500_000);
});

test('what is older than the retention is gone after a restart', async () => {
  const { queue, server } = await start();
  await queue.sendChunks(chunks(2));
  await stop(server);
  const file = new DatabaseSync(join(data, 'messages.db'));
  file.prepare('UPDATE messages SET sent = ? WHERE position = 1').run(Date.now() - 15 * 24 * 60 * 60 * 1_000);
  file.close();
  const { queue: again } = await start();
  expect((await again.receive()).map(({ body }) => body)).toEqual(['"1"']);
});

test('without a data folder messages are kept in memory alone', async () => {
  const server = await startQueue({ visibilitySeconds: 90 });
  running.push(server);
  const { queue } = queuesOf(server);
  await queue.sendChunks(chunks(1));
  await vi.waitFor(async () => expect((await queue.count()).waiting).toBe(1));
});
