import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Functions } from '../../../infra/local/functions.ts';
import { type Stack, type StackOptions, startStack } from '../../../infra/local/stack.ts';
import { DEFAULT_FUNCTION, routes } from '../../../lib/http/routes.ts';
import { openQueue } from '../../../lib/queue/queue.ts';
import { findKey, hashOfKey } from '../../../lib/store/api-keys.ts';
import { openTable } from '../../../lib/store/table.ts';

let data: string;
const running: Stack[] = [];

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'chainmail-stack-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((stack) => stack.stop()));
  await rm(data, { recursive: true });
});

async function start(options: StackOptions = {}): Promise<Stack> {
  const stack = await startStack({ data, ...options });
  running.push(stack);
  return stack;
}

const stop = (stack: Stack) => running.splice(running.indexOf(stack), 1)[0]?.stop();

/** Functions that answer with their names, and an event-processor that keeps what it got. */
function ownFunctions(received: SQSEvent[] = []): Functions {
  const names = new Set([...routes.map((route) => route.function), DEFAULT_FUNCTION]);
  return {
    api: new Map([...names].map((name) => [name, async () => ({ statusCode: 200, body: name })])),
    eventProcessor: async (event) => void received.push(event),
  };
}

test('each route of the table leads to its function, and everything else to the default one', async () => {
  const { url } = await start({ functions: ownFunctions() });
  for (const { method, path, function: name } of routes) {
    const response = await fetch(url + path.replace('{id}', '1'), { method });
    expect(`${method} ${path}: ${await response.text()}`).toBe(`${method} ${path}: ${name}`);
  }
  expect(await (await fetch(`${url}/elsewhere`)).text()).toBe('not-found');
});

test('the environment leads to the table and the queue, whatever the shell says of AWS', async () => {
  process.env.AWS_PROFILE = 'production';
  process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:1';
  const received: SQSEvent[] = [];
  const { environment } = await start({ functions: ownFunctions(received), demoKey: 'cm_test' });
  expect(process.env).toMatchObject(environment);
  expect(process.env.AWS_PROFILE).toBeUndefined();

  const found = await findKey(openTable(environment.CHAINMAIL_TABLE ?? ''), hashOfKey('cm_test'));
  expect(found).toMatchObject({ role: 'owner', ratePerMinute: 12_000 });

  await openQueue(environment.CHAINMAIL_QUEUE_URL ?? '').sendChunks([{ id: '1', body: '[]', group: '1' }]);
  await vi.waitFor(() => expect(received).toHaveLength(1), 5_000);
});

test('a second start on the same data finds the account and the messages of the first', async () => {
  const failing: Functions = {
    ...ownFunctions(),
    eventProcessor: async ({ Records }) => ({
      batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
    }),
  };
  const first = await start({ functions: failing, demoKey: 'cm_test' });
  const before = await findKey(openTable('chainmail'), hashOfKey('cm_test'));
  await openQueue(first.environment.CHAINMAIL_QUEUE_URL ?? '').sendChunks([
    { id: '1', body: '[]', group: '1' },
  ]);
  await stop(first);

  const received: SQSEvent[] = [];
  await start({ functions: ownFunctions(received), demoKey: 'cm_test' });
  expect(await findKey(openTable('chainmail'), hashOfKey('cm_test'))).toEqual(before);
  await vi.waitFor(() => expect(received).toHaveLength(1), 5_000);
});

test('a second stack in the same process has functions of its own, which remember nothing of the first', async () => {
  const headers = { authorization: `Basic ${btoa('cm_test:')}`, 'content-type': 'application/json' };
  const post = async ({ url }: Stack, path: string, body: unknown) => {
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return response.status;
  };
  const anEvent = {
    type: 'delivered',
    campaignId: 1,
    recipient: 'ann@example.com',
    occurred: '2026-01-01T00:00:00Z',
  };
  const first = await startStack({ demoKey: 'cm_test' });
  running.push(first);
  expect(await post(first, '/v1/emCampaigns', { origin: 'test', originId: '1' })).toBe(201);
  expect(await post(first, '/v1/emEvents', { emEvents: [anEvent] })).toBe(200);
  await stop(first);

  const second = await startStack({ demoKey: 'cm_test' });
  running.push(second);
  expect(await post(second, '/v1/emEvents', { emEvents: [anEvent] })).toBe(400);
}, 20_000);

test('a taken port leaves nothing running', async () => {
  const first = await start({ functions: ownFunctions() });
  const port = Number(new URL(first.url).port);
  const folder = await mkdtemp(join(tmpdir(), 'chainmail-stack-'));
  const second = startStack({ data: folder, port, functions: ownFunctions() });
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect((await fetch(`${first.url}/health`)).status).toBe(200);
  await rm(folder, { recursive: true });
});
