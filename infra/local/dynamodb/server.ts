import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientTokens, openClientTokens } from './client-tokens.ts';
import type { Input } from './dynalite.ts';
import { DynamoDbError, isRefusal, type Refusal } from './errors.ts';
import { operations } from './operations.ts';
import { openStore, type Store } from './store.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html, BatchWriteItem. */
const BODY_BYTES_MAX = 16 * 1_024 * 1_024;
/** How long `stop` lets answers go out before it cuts the connections. */
const GOODBYE_MS = 500;

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
 * accepted; capacity is unlimited and items don't expire.
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
  const running = new Set<Promise<void>>();
  // SDKs keep their connections; one that is closed just as it is used again costs a retry.
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    const run = serve(store, tokens, request, response).finally(() => running.delete(run));
    running.add(run);
  });
  try {
    await listen(server, port);
  } catch (error) {
    await store.close();
    throw error;
  }
  const { port: bound } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${bound}`,
    port: bound,
    async stop() {
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

/**
 * Serves one request, until the answer is out. Never rejects: a client that went away is nobody to answer.
 */
async function serve(
  store: Store,
  tokens: ClientTokens,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new Promise((resolve) => response.once('close', resolve));
  const body = await readBody(request).catch(() => undefined);
  if (body === undefined) return;
  const { statusCode, json } = await answer(store, tokens, request, body);
  const text = JSON.stringify(json);
  response.writeHead(statusCode, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(text);
  await gone;
}

/** The body; `too large` if it is larger than DynamoDB takes any. @throws Error if the client goes away */
async function readBody(request: IncomingMessage): Promise<Buffer | 'too large'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  return bytes <= BODY_BYTES_MAX ? Buffer.concat(chunks) : 'too large';
}

async function answer(
  store: Store,
  tokens: ClientTokens,
  request: IncomingMessage,
  body: Buffer | 'too large',
): Promise<{ statusCode: number; json: unknown }> {
  try {
    const handle = operations.get(operationOf(request));
    if (!handle) throw serviceError('UnknownOperationException');
    return { statusCode: 200, json: await handle(store, parseJson(body), tokens) };
  } catch (error) {
    const { statusCode, body: json } = isRefusal(error) ? error : internalError(error);
    return { statusCode, json };
  }
}

/** `X-Amz-Target: DynamoDB_20120810.PutItem` */
function operationOf({ method, headers }: IncomingMessage): string {
  const [api, operation] = String(headers['x-amz-target'] ?? '').split('.');
  return method === 'POST' && api === 'DynamoDB_20120810' && operation ? operation : '';
}

function parseJson(body: Buffer | 'too large'): Input {
  if (body === 'too large') throw serviceError('RequestEntityTooLarge');
  let json: unknown;
  try {
    json = JSON.parse(body.toString());
  } catch {
    throw serviceError('SerializationException');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw serviceError('SerializationException');
  return json as Input;
}

/** 500 makes the SDK try again, as it would with DynamoDB. */
function internalError(error: unknown): Refusal {
  console.error('The embedded DynamoDB failed:', error);
  return {
    statusCode: 500,
    body: {
      __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
      message: 'Internal server error',
    },
  };
}

const serviceError = (name: string) => new DynamoDbError(name, name);
