import { randomUUID } from 'node:crypto';
import { describeError, log } from '../../../lib/log.ts';
import type { ClientTokens } from './client-tokens.ts';
import type { Input } from './dynalite.ts';
import { DynamoDbError, isRefusal, type Refusal } from './errors.ts';
import { operations } from './operations.ts';
import type { Store } from './store.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html, BatchWriteItem. */
export const bodyBytesMax = 16 * 1_024 * 1_024;

/** A request to DynamoDB, however it came. */
export interface Request {
  method: string | undefined;
  /** `X-Amz-Target: DynamoDB_20120810.PutItem` */
  target: string | undefined;
  body: Buffer;
}

export interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** Answers one request; what a server of HTTP adds is left to it. Never rejects. */
export async function answer(store: Store, tokens: ClientTokens, request: Request): Promise<Answer> {
  const { statusCode, json } = await handle(store, tokens, request);
  const body = Buffer.from(JSON.stringify(json));
  return {
    statusCode,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': String(body.length),
      'x-amzn-requestid': randomUUID(),
    },
    body,
  };
}

async function handle(
  store: Store,
  tokens: ClientTokens,
  request: Request,
): Promise<{ statusCode: number; json: unknown }> {
  try {
    const operation = operations.get(nameOf(request));
    if (!operation) throw serviceError('UnknownOperationException');
    return { statusCode: 200, json: await operation(store, parseJson(request.body), tokens) };
  } catch (error) {
    const { statusCode, body: json } = isRefusal(error) ? error : await internalError(error);
    return { statusCode, json };
  }
}

function nameOf({ method, target = '' }: Request): string {
  const [api, name] = target.split('.');
  return method === 'POST' && api === 'DynamoDB_20120810' && name ? name : '';
}

function parseJson(body: Buffer): Input {
  if (body.length > bodyBytesMax) throw serviceError('RequestEntityTooLarge');
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
async function internalError(error: unknown): Promise<Refusal> {
  await log.error('the embedded DynamoDB failed', { error: describeError(error) });
  return {
    statusCode: 500,
    body: {
      __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
      message: 'Internal server error',
    },
  };
}

const serviceError = (name: string) => new DynamoDbError(name, name);
