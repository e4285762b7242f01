import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetItemCommand, type GetItemCommandOutput, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTable } from '../../../../infra/local/dynamodb/create-table.ts';
import { type DynamoDbServer, startDynamoDb } from '../../../../infra/local/dynamodb/server.ts';
import { newClient } from '../../../../lib/store/table.ts';
import { aClient, key, S } from './a-client.ts';

let server: DynamoDbServer;
beforeEach(async () => {
  server = await startDynamoDb();
});
afterEach(() => server.stop());

const ourClient = (endpoint = server.endpoint) =>
  newClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

const item = { ...key('P', 'S'), payload: { B: Buffer.from([0, 1, 255]) } };
const get = new GetItemCommand({ TableName: 'made', Key: key('P', 'S'), ConsistentRead: true });

/** How many requests left by HTTP meanwhile. */
async function requestsDuring(work: () => Promise<unknown>): Promise<number> {
  let requests = 0;
  const count = () => requests++;
  const started = channel('http.client.request.start');
  started.subscribe(count);
  await work().finally(() => started.unsubscribe(count));
  return requests;
}

test('a client of the same process is answered without HTTP, and as over HTTP', async () => {
  const [inside, outside] = [ourClient(), aClient(server.endpoint)];
  const requests = await requestsDuring(async () => {
    await createTable(inside, 'made');
    await inside.send(new PutItemCommand({ TableName: 'made', Item: item }));
  });
  expect(requests).toBe(0);

  const found: GetItemCommandOutput[] = [];
  expect(await requestsDuring(async () => found.push(await inside.send(get)))).toBe(0);
  expect(await requestsDuring(async () => found.push(await outside.send(get)))).toBe(1);
  for (const { Item, $metadata } of found) {
    expect(Item).toEqual({ ...item, payload: { B: Uint8Array.of(0, 1, 255) } });
    expect($metadata).toMatchObject({ httpStatusCode: 200, requestId: expect.stringMatching(/./) });
  }
});

test('what is refused is refused as over HTTP', async () => {
  const refusals = await Promise.all(
    [ourClient(), aClient(server.endpoint)].flatMap((client) => [
      client.send(get).catch(describe),
      client
        .send(new PutItemCommand({ TableName: 'made', Item: { ...item, s: S('x'.repeat(17 * 1_024 ** 2)) } }))
        .catch(describe),
    ]),
  );
  expect(refusals).toEqual([
    ['ResourceNotFoundException', 400],
    ['RequestEntityTooLarge', 400],
    ['ResourceNotFoundException', 400],
    ['RequestEntityTooLarge', 400],
  ]);
});

const describe = ({ name, $metadata }: Error & { $metadata?: { httpStatusCode?: number } }) => [
  name,
  $metadata?.httpStatusCode,
];

test('a server that stops answers what it has begun, and nobody after that', async () => {
  const client = ourClient();
  await createTable(client, 'made');
  const puts = Array.from({ length: 50 }, () =>
    client.send(new PutItemCommand({ TableName: 'made', Item: item })).then(
      () => 'stored',
      (error: { code?: string; name: string }) => error.code ?? error.name,
    ),
  );
  await Promise.race(puts);
  await server.stop();
  expect(new Set(await Promise.all(puts)).difference(new Set(['stored', 'ECONNREFUSED']))).toEqual(new Set());
  await expect(client.send(get)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  server = await startDynamoDb();
});

test('a request that may be aborted goes by HTTP, which can end it', async () => {
  const client = ourClient();
  await createTable(client, 'made');
  const aborted = client.send(get, { abortSignal: AbortSignal.abort() });
  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
});

test('what a client of the same process sends to anybody else is signed', async () => {
  const signatures: unknown[] = [];
  const other = createServer(({ headers }, response) => {
    signatures.push(headers.authorization);
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(other, 'listening');
  await ourClient(`http://127.0.0.1:${(other.address() as AddressInfo).port}`).send(get);
  expect(signatures).toEqual([expect.stringMatching(/^AWS4-HMAC-SHA256 .*Signature=[0-9a-f]{64}$/)]);
  other.closeAllConnections();
  other.close();
});
