import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describeError, log } from '../../../lib/log.ts';
import type { ClientTokens } from './client-tokens.ts';
import type { Input } from './dynalite.ts';
import { DynamoDbError, isRefusal, type Refusal } from './errors.ts';
import { operations } from './operations.ts';
import type { Store } from './store.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html, BatchWriteItem. */
const BODY_BYTES_MAX = 16 * 1_024 * 1_024;

/** Serves one request, until the answer is out. Never rejects: a client that went away is nobody to answer. */
export async function serve(
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
  log.error('the embedded DynamoDB failed', { error: describeError(error) });
  return {
    statusCode: 500,
    body: {
      __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
      message: 'Internal server error',
    },
  };
}

const serviceError = (name: string) => new DynamoDbError(name, name);
