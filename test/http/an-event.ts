import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { lambdaContext } from '../../infra/local/lambda-context.ts';
import type { ApiHandler } from '../../lib/http/answer.ts';
import { seen } from '../every-answer.ts';

export interface Asked {
  /** `POST /v1/people`: the route, and where no `path` is given also the path. */
  route?: string;
  path?: string;
  /** The route that it reaches, or `$default`, where the handler sees to that. */
  reaches?: string;
  query?: string;
  /** As API Gateway found them in the path. */
  pathParameters?: Record<string, string> | undefined;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  body?: string | Buffer;
  /** Handed over in Base64, as API Gateway does with what it doesn't take for text. */
  base64?: boolean;
}

/** API Gateway's event for a request, payload format 2.0. */
export function anEvent(asked: Asked = {}): APIGatewayProxyEventV2 {
  const { route = 'GET /v1/people', query = '', pathParameters, headers = {}, json, base64 = false } = asked;
  const [method = 'GET', template = '/'] = route.split(' ');
  const path = asked.path ?? template;
  const body = json === undefined ? asked.body : JSON.stringify(json);
  return {
    version: '2.0',
    routeKey: route,
    rawPath: path,
    rawQueryString: query,
    headers: {
      host: 'mail.example',
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(pathParameters && { pathParameters }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'test',
      domainName: 'mail.example',
      domainPrefix: 'mail',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: route,
      stage: '$default',
      time: '02/Jan/2026:03:04:05 +0000',
      timeEpoch: Date.UTC(2026, 0, 2, 3, 4, 5),
    },
    ...(body !== undefined && { body: Buffer.from(body).toString(base64 ? 'base64' : 'utf8') }),
    isBase64Encoded: base64,
  };
}

export const basic = (key: string, password = ''): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${key}:${password}`).toString('base64')}`,
});

export interface Answered {
  status: number;
  headers: Record<string, unknown>;
  /** Parsed; `undefined` where none was sent. */
  body: unknown;
}

const madeUpHandlers = new WeakSet<ApiHandler>();

/** Tells `ask` that a handler's operations are the test's own, so that no document knows of its answers. */
export function madeUp(handler: ApiHandler): ApiHandler {
  madeUpHandlers.add(handler);
  return handler;
}

export async function ask(handler: ApiHandler, asked: Asked): Promise<Answered> {
  const event = anEvent(asked);
  const answer = await handler(event, lambdaContext('test', 29_000));
  const { statusCode: status = 200, headers = {} } = answer;
  const body = answer.body === undefined ? undefined : JSON.parse(answer.body);
  seen({
    method: event.requestContext.http.method,
    path: event.rawQueryString ? `${event.rawPath}?${event.rawQueryString}` : event.rawPath,
    requestBody: asked.json ?? (Buffer.isBuffer(asked.body) ? undefined : asked.body),
    ...{ status, headers, body },
    ...(asked.reaches && { route: asked.reaches }),
    madeUp: madeUpHandlers.has(handler),
  });
  return { status, headers, body };
}
