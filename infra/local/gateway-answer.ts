import type { ServerResponse } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { INVOCATION_BYTES_MAX } from './settings.ts';

/**
 * Answers with what a function returned, as API Gateway's HTTP API does: something without a `statusCode` is
 * the body of a 200 in JSON, a string already is that body.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @throws Error if API Gateway could not make an answer of it
 */
export function writeResult(response: ServerResponse, result: unknown): void {
  const { statusCode = 200, headers = {}, cookies = [], body = '', isBase64Encoded } = inferred(result);
  if (!Number.isInteger(statusCode) || statusCode < 100 || statusCode > 599) {
    throw new Error('the function returned no valid status');
  }
  if (typeof body !== 'string') throw new Error('the function returned a body that is no string');
  if (Buffer.byteLength(body) > INVOCATION_BYTES_MAX)
    throw new Error('the function returned too large a body');
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');

  const names = new Set<string>();
  for (const [name, value] of Object.entries(headers)) {
    if (HELD_BACK.has(name.toLowerCase())) continue;
    names.add(name.toLowerCase());
    response.setHeader(name, String(value));
  }
  if (!names.has('content-type') && bytes.length > 0) {
    response.setHeader('content-type', 'text/plain;charset=UTF-8');
  }
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  response.statusCode = statusCode;
  if (statusCode !== 204 && statusCode !== 304) response.setHeader('content-length', bytes.length);
  response.end(bytes);
}

/** About the connection to the client, which is the gateway's own. */
const HELD_BACK = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

function inferred(result: unknown): APIGatewayProxyStructuredResultV2 {
  if (typeof result === 'object' && result !== null && 'statusCode' in result) {
    return result as APIGatewayProxyStructuredResultV2;
  }
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: typeof result === 'string' ? result : (JSON.stringify(result) ?? 'null'),
  };
}

/** An error of the gateway itself, in its own shape. */
export function writeMessage(response: ServerResponse, statusCode: number, message: string): void {
  writeJson(response, statusCode, { message });
}

/**
 * No function sees a body that is longer than Lambda takes. API Gateway calls its error `message`; it is given
 * as `errorMessage` too, so that clients of Follow Up Boss find it where they look.
 */
export function writeTooLong(response: ServerResponse): void {
  const message = 'Request Too Long';
  writeJson(response, 413, { errorMessage: message, message });
}

function writeJson(response: ServerResponse, statusCode: number, body: object): void {
  response.writeHead(statusCode, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
