import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { type Stack, startStack } from '../../../infra/local/stack.ts';
import type { Item } from '../../../lib/store/attributes.ts';
import { newClient, openTable, type Table } from '../../../lib/store/table.ts';
import { openClient } from '../../end-to-end/client.ts';
import { KEY } from './live.ts';
import type { Asked } from './world.ts';

export interface OpenWorld {
  table: Table;
  ask(asked: Omit<Asked, 'status' | 'body'>): Promise<Pick<Asked, 'status' | 'body'>>;
  close(): Promise<void>;
}

/** Puts of one BatchWriteItem call (AWS). */
const PUTS_MAX = 25;

/** The system as it is today, with these items in its table. */
export async function openWorld(items: readonly Item[]): Promise<OpenWorld> {
  const stack: Stack = await startStack();
  const client = newClient();
  const name = stack.environment.CHAINMAIL_TABLE ?? '';
  for (let first = 0; first < items.length; first += PUTS_MAX) {
    const puts = items.slice(first, first + PUTS_MAX).map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [name]: puts } }));
  }
  const send = openClient(stack.url, KEY);
  return {
    table: openTable(name, client),
    async ask({ method, path, sent, headers }) {
      const { status, body } = await send(method, path, sent, headers);
      // The port and the ids of errors are others every time.
      const text = JSON.stringify(body ?? null)
        .replaceAll(stack.url, 'http://localhost')
        .replace(/"correlationId":"[\w-]+"/, '"correlationId":"…"');
      return { status, body: JSON.parse(text) as unknown };
    },
    async close() {
      client.destroy();
      await stack.stop();
    },
  };
}
