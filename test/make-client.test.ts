import { setFlagsFromString } from 'node:v8';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type DynamoDbServer, startDynamoDb } from '../infra/local/dynamodb/server.ts';
import { type LocalQueue, startQueue } from '../infra/local/queue/server.ts';
import { newQueueClient } from '../lib/queue/client.ts';
import { newClient } from '../lib/store/table.ts';

// How V8 keeps an object can only be asked in V8's own words.
setFlagsFromString('--allow-natives-syntax');
const isFast = new Function('object', 'return %HasFastProperties(object)') as (object: object) => boolean;

/** V8 changes an object's form when it has seen it used. */
const CALLS = 20;

let dynamoDb: DynamoDbServer;
let sqs: LocalQueue;
beforeAll(async () => {
  [dynamoDb, sqs] = await Promise.all([startDynamoDb(), startQueue({ visibilitySeconds: 1 })]);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', dynamoDb.endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', sqs.endpoint);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([dynamoDb.stop(), sqs.stop()]);
});

test('the configuration of a client becomes quick to copy, as the SDK’s own does not', async () => {
  const [table, queue, theirs] = [newClient(), newQueueClient(), new DynamoDBClient({})];
  for (let call = 0; call < CALLS; call++) {
    await table.send(new ListTablesCommand());
    await queue.send(new ListQueuesCommand());
    await theirs.send(new ListTablesCommand());
  }
  expect([table, queue, theirs].map(({ config }) => isFast(config))).toEqual([true, true, false]);
});
