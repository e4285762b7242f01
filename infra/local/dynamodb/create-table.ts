import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import { tableSchema } from '../../../lib/store/schema.ts';

const POLL_MS = 20;
/** An emulator needs milliseconds; DynamoDB itself some ten seconds. */
const WAIT_MS = 60_000;

/**
 * Makes Chainmail's table in an emulator, if it isn't there, and waits until it can be used. In AWS the stack
 * makes it.
 * @throws Error if the table is not active after a minute
 */
export async function createTable(client: DynamoDBClient, name: string): Promise<void> {
  try {
    await client.send(new CreateTableCommand({ TableName: name, ...tableSchema }));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  const deadline = Date.now() + WAIT_MS;
  while (Date.now() < deadline) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (Table?.TableStatus === 'ACTIVE') return;
    await sleep(POLL_MS);
  }
  throw new Error(`The table ${name} is still not active.`);
}
