import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../infra/local/dynamodb/create-table.ts';
import { newClient, openTable, type Table } from '../../lib/store/table.ts';

export interface EmbeddedTable {
  table: Table;
  endpoint: string;
  client: DynamoDBClient;
  /** Another, empty table beside it. */
  another(): Promise<Table>;
  close(): Promise<void>;
}

/**
 * An empty table on a DynamoDB of its own, or on the one that `CHAINMAIL_TEST_DYNAMODB` names.
 * @param data the folder of its own data; without it all is in memory
 */
export async function openEmbeddedTable(data?: string): Promise<EmbeddedTable> {
  const given = process.env.CHAINMAIL_TEST_DYNAMODB;
  const server = given
    ? { endpoint: given, stop: async () => {} }
    : await (await import('../../infra/local/dynamodb/server.ts')).startDynamoDb(
        data === undefined ? {} : { path: data },
      );
  const client = newClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const another = async () => {
    const name = `test-${randomUUID()}`;
    await createTable(client, name);
    return openTable(name, client);
  };
  return {
    table: await another(),
    endpoint: server.endpoint,
    client,
    another,
    async close() {
      client.destroy();
      await server.stop();
    },
  };
}
