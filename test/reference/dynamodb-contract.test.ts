import { describe, expect, inject, test } from 'vitest';
import { dynamoDbContract } from '../infra/local/dynamodb/contract.ts';
import { openEmbeddedTable } from '../store/embedded-table.ts';

const endpoint = inject('dynamoDb');

describe('DynamoDB Local', () => dynamoDbContract(async () => ({ endpoint, stop: async () => {} })));

test('the tables of this run are DynamoDB Local’s, which Jetty serves', async () => {
  const opened = await openEmbeddedTable();
  await opened.close();
  expect(opened.endpoint).toBe(endpoint);
  expect((await fetch(endpoint)).headers.get('server')).toMatch(/^Jetty/);
});
