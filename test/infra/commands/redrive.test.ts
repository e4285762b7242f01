import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { redrive } from '../../../infra/commands/redrive-messages.ts';
import { type LocalQueue, startQueue } from '../../../infra/local/queue/server.ts';
import { ApiError } from '../../../lib/errors.ts';
import { openQueue, type Queue } from '../../../lib/queue/queue.ts';

let server: LocalQueue;
let queue: Queue;
let dead: Queue;

beforeEach(async () => {
  server = await startQueue({ visibilitySeconds: 90 });
  const client = new SQSClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    useQueueUrlAsEndpoint: false,
  });
  queue = openQueue(server.url, client);
  dead = openQueue(server.deadLetterUrl, client);
});
afterEach(() => server.stop());

const bury = (count: number) =>
  dead.sendChunks(
    Array.from({ length: count }, (_, position) => ({
      id: String(position),
      body: `${position}`,
      group: '1',
    })),
  );

async function bodiesOf(from: Queue): Promise<string[]> {
  const bodies: string[] = [];
  for (let messages = await from.receive(); messages.length > 0; messages = await from.receive()) {
    bodies.push(...messages.map(({ body }) => body));
  }
  return bodies.toSorted((a, b) => Number(a) - Number(b));
}

const numbers = (count: number) => Array.from({ length: count }, (_, position) => `${position}`);

test('every dead letter is put back once', async () => {
  await bury(23);
  expect(await redrive(dead, queue)).toEqual({ moved: 23 });
  expect(await bodiesOf(queue)).toEqual(numbers(23));
  expect(await dead.count()).toEqual({ waiting: 0, inFlight: 0 });
});

test('a message is removed only after its copy is confirmed', async () => {
  await bury(23);
  let calls = 0;
  const failing: Queue = {
    ...queue,
    sendChunks: (chunks) =>
      ++calls === 2 ? Promise.reject(new ApiError('unavailable', 'no')) : queue.sendChunks(chunks),
  };
  expect(await redrive(dead, failing)).toEqual({ moved: 10, failure: expect.any(ApiError) });
  expect(await dead.count()).toEqual({ waiting: 3, inFlight: 10 });
  expect(await queue.count()).toMatchObject({ waiting: 10 });
});

test('a message that could not be removed is said, and is in both queues', async () => {
  await bury(3);
  const stuck: Queue = { ...dead, remove: async (receipts) => receipts.map(({ id }) => id) };
  const { moved, failure } = await redrive(stuck, queue);
  expect(moved).toBe(0);
  expect(failure).toMatchObject({ message: expect.stringContaining('could not be removed') });
  expect(await queue.count()).toMatchObject({ waiting: 3 });
  expect(await dead.count()).toEqual({ waiting: 0, inFlight: 3 });
});

test('what dies again meanwhile does not keep it going', async () => {
  await bury(15);
  const poisoned: Queue = { ...queue, sendChunks: (chunks) => dead.sendChunks(chunks) };
  expect(await redrive(dead, poisoned)).toEqual({ moved: 15 });
  expect(await dead.count()).toEqual({ waiting: 15, inFlight: 0 });
});

test('it ends between two calls when it is told to', async () => {
  await bury(23);
  const stopping = new AbortController();
  const interrupting: Queue = {
    ...queue,
    sendChunks: async (chunks) => {
      stopping.abort();
      await queue.sendChunks(chunks);
    },
  };
  expect(await redrive(dead, interrupting, stopping.signal)).toEqual({ moved: 10 });
  expect(await dead.count()).toEqual({ waiting: 13, inFlight: 0 });
});

test('the command counts, moves, finds the queues in the local file, and says when it does not', async () => {
  const data = await mkdtemp(join(tmpdir(), 'chainmail-redrive-'));
  try {
    const lost = await command(data, []);
    expect(lost.code).toBe(2);
    expect(lost.error).toContain('npm start');
    expect((await command(data, ['--all'])).code).toBe(2);

    const environment = {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_SQS: server.endpoint,
      CHAINMAIL_TABLE: 'chainmail',
      CHAINMAIL_QUEUE_URL: server.url,
      CHAINMAIL_DEAD_LETTER_QUEUE_URL: server.deadLetterUrl,
    };
    const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(join(data, 'env'), lines.join(''));
    await bury(1);
    expect(await command(data, ['--dry-run'])).toMatchObject({
      code: 0,
      output: '1 message in the dead-letter queue.\n',
    });
    expect(await command(data, [])).toMatchObject({ code: 0, output: '1 message put back.\n' });
    expect(await command(data, [])).toMatchObject({ code: 0, output: '0 messages put back.\n' });
    expect(await bodiesOf(queue)).toEqual(['0']);
  } finally {
    await rm(data, { recursive: true });
  }
}, 20_000);

async function command(data: string, args: string[]) {
  const program = new URL('../../../infra/commands/redrive.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH, CHAINMAIL_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let error = '';
  child.stdout.on('data', (part) => {
    output += part;
  });
  child.stderr.on('data', (part) => {
    error += part;
  });
  await once(child, 'close');
  return { code: child.exitCode, output, error };
}
