import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { answer, type Request } from './answer.ts';
import { openClientTokens } from './client-tokens.ts';
import { offerInProcess } from './in-process.ts';
import { serve } from './serve.ts';
import { openStore } from './store.ts';

/** How long `stop` lets answers go out before it cuts the connections. */
const GOODBYE_MS = 500;

/**
 * SDKs keep their connections; one that is closed just as it is used again costs a retry. After a minute nobody comes
 * back to it, and a test run that opens thousands of clients must not run out of files.
 */
const IDLE_MS = 60_000;

export interface DynamoDbServer {
  /** `http://127.0.0.1:port`, for the SDK's `endpoint` or `AWS_ENDPOINT_URL_DYNAMODB`. */
  endpoint: string;
  port: number;
  /** Lets what has begun end, answers it, and closes the data. Never takes more than a moment. */
  stop(): Promise<void>;
}

/**
 * Starts a DynamoDB that needs Node alone: dynalite's evaluation of single operations, with transactions,
 * `BatchExecuteStatement` and crash-safe commits around it (`store.ts`). On 127.0.0.1 only; any signature is
 * accepted; capacity is unlimited and items don't expire. Clients of this process that are made from now on ask it
 * without HTTP between.
 *
 * @param path the folder of the data; absent: in memory. What was answered survives `kill -9`
 * @param port 0 for any free one
 * @throws Error if the port is taken, or another process has the folder open
 */
export async function startDynamoDb({
  path,
  port = 0,
}: {
  path?: string;
  port?: number;
} = {}): Promise<DynamoDbServer> {
  const store = await openStore(path);
  const tokens = await openClientTokens(store);
  const running = new Set<Promise<unknown>>();
  /** Notes what is under way, until it is done. */
  const run = <T>(work: Promise<T>): Promise<T> => {
    const noted = work.finally(() => running.delete(noted));
    running.add(noted);
    return noted;
  };
  const answerOne = (request: Request) => answer(store, tokens, request);
  const server = createServer({ keepAliveTimeout: IDLE_MS }, (request, response) => {
    run(serve(answerOne, request, response));
  });
  try {
    await listen(server, port);
  } catch (error) {
    await store.close();
    throw error;
  }
  const { port: bound } = server.address() as AddressInfo;
  // As with a socket, whatever else there is to do has its turn first: commits in memory never wait for anything.
  const withdraw = offerInProcess(bound, (request) => run(turn().then(() => answerOne(request))));
  return {
    endpoint: `http://127.0.0.1:${bound}`,
    port: bound,
    async stop() {
      withdraw();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      // A client that never ends its request must not keep the server: it is cut off.
      await Promise.race([Promise.all(running), sleep(GOODBYE_MS, undefined, { ref: false })]);
      server.closeAllConnections();
      await closed;
      await Promise.all(running);
      await store.close();
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
