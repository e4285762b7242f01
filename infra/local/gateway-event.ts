import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Target } from './gateway-target.ts';
import { AWS_ACCOUNT } from './settings.ts';

/**
 * A request as API Gateway's HTTP API hands it to a function, in payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function toEvent(
  request: IncomingMessage,
  target: Target,
  body: Buffer,
  now: Date,
): APIGatewayProxyEventV2 {
  const { path, query } = splitUrl(request.url ?? '/');
  const { cookie, ...distinct } = request.headersDistinct;
  const headers: Record<string, string> = Object.fromEntries(
    Object.entries(distinct).map(([name, values = []]) => [name, values.join(',')]),
  );
  const address = request.socket.remoteAddress ?? '';
  const domainName = (headers.host ?? 'localhost').replace(/:\d+$/, '');
  const method = request.method ?? 'GET';
  const isText = body.length === 0 || isTextType(headers['content-type']);
  const queryStringParameters = joinRepeats(query);
  return {
    version: '2.0',
    routeKey: target.routeKey,
    rawPath: path,
    rawQueryString: query,
    ...(cookie && { cookies: cookie.flatMap((line) => line.split(/; */)).filter(Boolean) }),
    headers: {
      ...headers,
      'x-forwarded-for': headers['x-forwarded-for'] ? `${headers['x-forwarded-for']}, ${address}` : address,
      'x-forwarded-port': String(request.socket.localPort ?? ''),
      'x-forwarded-proto': 'http',
    },
    ...(queryStringParameters && { queryStringParameters }),
    ...(target.pathParameters && { pathParameters: target.pathParameters }),
    requestContext: {
      accountId: AWS_ACCOUNT,
      apiId: 'local',
      domainName,
      domainPrefix: domainName.split('.')[0] ?? '',
      http: {
        method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: address,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: target.routeKey,
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: !isText,
  };
}

/** Path, decoded, and query string, as it came, of a request line. */
export function splitUrl(url: string): { path: string; query: string } {
  // A proxy's request line names the host too.
  const target = url.replace(/^https?:\/\/[^/?]*/i, '');
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  return { path: decode(path || '/'), query: mark < 0 ? '' : target.slice(mark + 1) };
}

/** Percent-decodes; what is no valid encoding stays as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * What API Gateway passes on as text. Everything else comes in Base64, forms and a body without a type
 * included, as others have seen on AWS: https://github.com/ministackorg/ministack/pull/766
 */
const isTextType = (contentType = ''): boolean =>
  /^(text\/.*|application\/(json|xml|javascript))$/i.test(contentType.split(';')[0]?.trim() ?? '');

/** Decoded; the values of a repeated name in one string, with commas. */
function joinRepeats(query: string): Record<string, string> | undefined {
  if (query === '') return undefined;
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const earlier = joined.get(name);
    joined.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(joined);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000` */
function commonLogTime(date: Date): string {
  const [year, month, day] = date.toISOString().slice(0, 10).split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${date.toISOString().slice(11, 19)} +0000`;
}
