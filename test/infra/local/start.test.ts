import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';

let data: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'chainmail-start-'));
});
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => ended(child, 'SIGKILL')));
  await rm(data, { recursive: true });
});

const program = new URL('../../../infra/local/start.ts', import.meta.url).pathname;

function run(environment: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: new URL('../../../node_modules/.cache/compile', import.meta.url).pathname,
      CHAINMAIL_DATA: data,
      PORT: '0',
      CHAINMAIL_LOCAL_KEY: 'cm_start_test',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
}

/** What the process prints until it says how to stop it. */
async function ready(child: ChildProcess): Promise<{ output: string; url: string }> {
  let output = '';
  for await (const part of child.stdout ?? []) {
    output += part;
    if (output.includes('Ctrl-C')) break;
  }
  const url = /ready: (\S+)/.exec(output)?.[1];
  if (!url) throw new Error(`it did not start: ${output}`);
  return { output, url };
}

async function ended(child: ChildProcess, signal?: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    if (signal) child.kill(signal);
    await exit;
  }
  return child.exitCode;
}

async function refusal(child: ChildProcess): Promise<{ code: number | null; error: string }> {
  let error = '';
  child.stderr?.on('data', (part) => {
    error += part;
  });
  await once(child, 'close');
  return { code: child.exitCode, error };
}

const headers = { authorization: `Basic ${btoa('cm_start_test:')}`, 'content-type': 'application/json' };
const aCampaign = JSON.stringify({ origin: 'test', originId: '1', name: 'Hello', subject: 'Hello' });

test('it is ready, says how to reach it, keeps that for the commands, and stops with 0 on SIGTERM', async () => {
  const child = run();
  const { output, url } = await ready(child);
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect(output).toContain(`curl -u cm_start_test: ${url}/v1/emCampaigns`);

  const environment = parseEnv(await readFile(join(data, 'env'), 'utf8'));
  expect(environment).toMatchObject({ CHAINMAIL_URL: url, CHAINMAIL_TABLE: 'chainmail' });
  expect((await stat(join(data, 'env'))).mode & 0o777).toBe(0o600);

  expect(await ended(child, 'SIGTERM')).toBe(0);
  await expect(fetch(`${url}/health`)).rejects.toThrow();
}, 20_000);

test('after kill -9 a new start has what the first one acknowledged', async () => {
  const first = run();
  const { url } = await ready(first);
  const posted = await fetch(`${url}/v1/emCampaigns`, { method: 'POST', headers, body: aCampaign });
  expect(posted.status).toBe(201);
  const { id } = (await posted.json()) as { id: number };
  await ended(first, 'SIGKILL');

  const { url: again } = await ready(run());
  const found = await fetch(`${again}/v1/emCampaigns/${id}`, { headers });
  expect(await found.json()).toMatchObject({ id, origin: 'test', originId: '1' });
}, 20_000);

test('a second one on the same data is refused, and the first one goes on', async () => {
  const { url } = await ready(run());
  const { code, error } = await refusal(run());
  expect(code).toBe(1);
  expect(error.trim().split('\n')).toEqual([
    expect.stringContaining(`running already on the data in ${data} (${url})`),
  ]);
  expect((await fetch(`${url}/health`)).status).toBe(200);
}, 20_000);

test('a second Ctrl-C ends it at once', async () => {
  const child = run();
  const { url } = await ready(child);
  // A request that never ends keeps the first one waiting.
  const hanging = fetch(`${url}/v1/emCampaigns`, {
    method: 'POST',
    headers,
    body: new ReadableStream({}),
    duplex: 'half',
  } as RequestInit).catch(() => {});
  await fetch(`${url}/health`);
  const exit = once(child, 'exit');
  child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 700));
  child.kill('SIGINT');
  expect((await exit)[0]).toBe(130);
  await hanging;
}, 20_000);

test('a taken port is said in one line', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { code, error } = await refusal(run({ PORT: String(port) }));
  server.close();
  expect(code).toBe(1);
  expect(error.trim()).toBe(`Port ${port} is taken. Choose another: PORT=${port + 1} npm start`);
}, 20_000);

test.each([
  ['PORT', 'http'],
  ['PORT', '70000'],
  ['CHAINMAIL_LOCAL_KEY', 'a:b'],
])('%s=%s is refused', async (name, value) => {
  const { code, error } = await refusal(run({ [name]: value }));
  expect(code).toBe(1);
  expect(error).toContain(name);
});
