import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { afterEach, expect, test, vi } from 'vitest';
import { type ApiFunction, type Gateway, startGateway } from '../../../infra/local/gateway.ts';
import type { Route } from '../../../lib/http/routes.ts';
import { log } from '../../../lib/log.ts';

const routes: Route[] = [
  { method: 'GET', path: '/v1/people', function: 'echo' },
  { method: 'POST', path: '/v1/people', function: 'echo' },
  { method: 'GET', path: '/v1/people/{id}', function: 'echo' },
  { method: 'GET', path: '/v1/people/checkDuplicate', function: 'echo' },
  { method: 'GET', path: '/v1/people/{id}/notes/{note}', function: 'echo' },
];

const running: Gateway[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(running.splice(0).map((gateway) => gateway.stop()));
});

/** A gateway whose every function is `run`; by default it answers with the event it got. */
async function start(run: ApiFunction = async (event) => event, timeoutMs = 29_000): Promise<Gateway> {
  const functions = new Map<string, ApiFunction>([
    ['echo', run],
    ['not-found', run],
  ]);
  const gateway = await startGateway({ routes, functions, port: 0, timeoutMs });
  running.push(gateway);
  return gateway;
}

async function eventOf(path: string, init: RequestInit = {}): Promise<APIGatewayProxyEventV2> {
  const { url } = await start();
  const response = await fetch(url + path, init);
  expect(response.status).toBe(200);
  return (await response.json()) as APIGatewayProxyEventV2;
}

const muteLog = () => vi.spyOn(log, 'error').mockResolvedValue();

test.each([
  ['GET', '/v1/people', 'GET /v1/people', undefined],
  ['POST', '/v1/people', 'POST /v1/people', undefined],
  ['GET', '/v1/people/12', 'GET /v1/people/{id}', { id: '12' }],
  ['GET', '/v1/people/checkDuplicate', 'GET /v1/people/checkDuplicate', undefined],
  ['GET', '/v1/people/a%20b%C3%A9+c', 'GET /v1/people/{id}', { id: 'a bé+c' }],
  ['GET', '/v1/people/1/notes/2', 'GET /v1/people/{id}/notes/{note}', { id: '1', note: '2' }],
  ['GET', '/v1/people/%E0%A4%A', 'GET /v1/people/{id}', { id: '%E0%A4%A' }],
  ['GET', '/v1/people/a%2Fb', '$default', undefined],
  ['GET', '/v1/people/', '$default', undefined],
  ['GET', '/v1//notes', '$default', undefined],
  ['PUT', '/v1/people', '$default', undefined],
  ['OPTIONS', '/v1/people', '$default', undefined],
  ['GET', '/', '$default', undefined],
  ['GET', '/v1/People', '$default', undefined],
])('%s %s goes to %s', async (method, path, routeKey, pathParameters) => {
  const event = await eventOf(path, { method });
  expect(event.routeKey).toBe(routeKey);
  expect(event.requestContext.routeKey).toBe(routeKey);
  expect(event.requestContext.http.method).toBe(method);
  expect(event.pathParameters).toEqual(pathParameters);
});

test.each([
  ['', '', undefined],
  ['?', '', undefined],
  ['?a=1&b=2', 'a=1&b=2', { a: '1', b: '2' }],
  ['?a=1&a=2&b=', 'a=1&a=2&b=', { a: '1,2', b: '' }],
  ['?q=a%20b+c%26&flag', 'q=a%20b+c%26&flag', { q: 'a b c&', flag: '' }],
  ['?q=%E0%A4%A', 'q=%E0%A4%A', { q: '\uFFFD%A' }],
  ['?sort=a,b&x=?', 'sort=a,b&x=?', { sort: 'a,b', x: '?' }],
])('the query %j is passed raw and decoded', async (query, raw, parameters) => {
  const event = await eventOf(`/v1/people${query}`);
  expect(event.rawPath).toBe('/v1/people');
  expect(event.rawQueryString).toBe(raw);
  expect(event.queryStringParameters).toEqual(parameters);
});

test.each([
  ['application/json', '{"é":1}', '{"é":1}', false],
  ['application/json; charset=utf-8', '{}', '{}', false],
  ['text/plain', 'hello', 'hello', false],
  ['application/x-www-form-urlencoded', 'a=1', btoa('a=1'), true],
  ['application/vnd.api+json', '{}', btoa('{}'), true],
  ['', 'a', btoa('a'), true],
])('a body of type %j and text %j arrives as %j', async (type, sent, body, isBase64Encoded) => {
  const bytes = new TextEncoder().encode(sent);
  const headers: Record<string, string> = type ? { 'content-type': type } : {};
  const event = await eventOf('/v1/people', { method: 'POST', body: bytes, headers });
  expect(event).toMatchObject({ body, isBase64Encoded });
});

test('a request without a body has none in its event', async () => {
  const event = await eventOf('/v1/people', { method: 'POST' });
  expect(event).not.toHaveProperty('body');
  expect(event.isBase64Encoded).toBe(false);
});

test('headers are in lower case and joined by commas, cookies stand apart', async () => {
  const { url } = await start();
  const text = await raw(
    url,
    'GET /v1/people HTTP/1.1\r\nHost: api.test:3000\r\nX-One: a\r\nX-ONE: b\r\nUser-Agent: me\r\n' +
      'Cookie: a=1; b=2\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 10.0.0.1\r\nConnection: close\r\n\r\n',
  );
  const event = JSON.parse(
    text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1),
  ) as APIGatewayProxyEventV2;
  expect(event.cookies).toEqual(['a=1', 'b=2']);
  expect(event.headers).toMatchObject({
    host: 'api.test:3000',
    'x-one': 'a,b',
    'x-forwarded-proto': 'http',
    'x-forwarded-for': '10.0.0.1, 127.0.0.1',
  });
  expect(event.headers).not.toHaveProperty('cookie');
  expect(event.requestContext).toMatchObject({
    domainName: 'api.test',
    stage: '$default',
    http: { method: 'GET', path: '/v1/people', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'me' },
  });
  expect(event.requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
});

test('a request line with a host in it is understood', async () => {
  const { url } = await start();
  const text = await raw(
    url,
    'GET http://other.test/v1/people?a=1 HTTP/1.1\r\nHost: other.test\r\nConnection: close\r\n\r\n',
  );
  expect(text).toContain('"routeKey":"GET /v1/people"');
  expect(text).toContain('"rawQueryString":"a=1"');
});

test('a function gets a context that counts down from its timeout', async () => {
  let context: Context | undefined;
  const { url } = await start(async (_, given) => {
    context = given;
  }, 5_000);
  await fetch(`${url}/v1/people`);
  expect(context?.functionName).toBe('echo');
  expect(context?.awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
  const remaining = context!.getRemainingTimeInMillis();
  expect(remaining).toBeGreaterThan(0);
  expect(remaining).toBeLessThanOrEqual(5_000);
});

test.each<[string, unknown, number, Record<string, string | null>, string]>([
  ['a string', 'hello', 200, { 'content-type': 'application/json' }, 'hello'],
  ['an object', { a: 1 }, 200, { 'content-type': 'application/json' }, '{"a":1}'],
  ['a status', { statusCode: 404, body: 'no' }, 404, { 'content-type': 'text/plain;charset=UTF-8' }, 'no'],
  [
    'headers of all kinds',
    {
      statusCode: 201,
      headers: { 'X-Number': 5, 'X-Yes': true, 'Content-Length': 99, 'Content-Type': 'a/b' },
      body: '{}',
    },
    201,
    { 'x-number': '5', 'x-yes': 'true', 'content-length': '2', 'content-type': 'a/b' },
    '{}',
  ],
  ['Base64', { statusCode: 200, body: btoa('bytes'), isBase64Encoded: true }, 200, {}, 'bytes'],
  ['no body', { statusCode: 204 }, 204, { 'content-type': null }, ''],
])('%s becomes an answer', async (_, result, status, headers, body) => {
  const { url } = await start(async () => result);
  const response = await fetch(`${url}/v1/people`);
  expect(response.status).toBe(status);
  for (const [name, value] of Object.entries(headers)) expect(response.headers.get(name)).toBe(value);
  expect(await response.text()).toBe(body);
});

test('each cookie of an answer is a header of its own', async () => {
  const { url } = await start(async () => ({ statusCode: 200, cookies: ['a=1', 'b=2; Path=/'] }));
  const response = await fetch(`${url}/v1/people`);
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2; Path=/']);
});

test.each<[string, ApiFunction]>([
  ['throws', () => Promise.reject(new Error('ann@example.com'))],
  [
    'throws at once',
    () => {
      throw new Error('now');
    },
  ],
  ['returns no status', async () => ({ statusCode: 'ok' })],
  ['returns a body that is no string', async () => ({ statusCode: 200, body: {} })],
  ['returns a header that breaks the line', async () => ({ statusCode: 200, headers: { a: 'b\r\nc: d' } })],
  ['returns more than Lambda may', async () => ({ statusCode: 200, body: 'x'.repeat(6 * 1024 * 1024 + 1) })],
  ['takes longer than its timeout', () => new Promise(() => {})],
])('a function that %s gets the gateway’s 500, and the log no more than names', async (_, run) => {
  const logged = muteLog();
  const { url } = await start(run, 100);
  const response = await fetch(`${url}/v1/people`);
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ message: 'Internal Server Error' });
  expect(logged).toHaveBeenCalled();
  expect(JSON.stringify(logged.mock.calls)).not.toContain('example.com');
});

test('a body over 6 MB is refused, also if it does not say how long it is', async () => {
  const { url } = await start();
  const body = Buffer.alloc(10 * 1024 * 1024, ' ');
  const known = await fetch(`${url}/v1/people`, { method: 'POST', body });
  expect(known.status).toBe(413);
  const message = 'Request Too Long';
  expect(await known.json()).toEqual({ errorMessage: message, message });

  const status = await new Promise((resolve, reject) => {
    const request = httpRequest(`${url}/v1/people`, { method: 'POST' }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject);
    for (let part = 0; part < 10; part++) request.write(body.subarray(0, 1024 * 1024));
    request.end();
  });
  expect(status).toBe(413);
});

test('a client that goes away in the middle of its body does not disturb the others', async () => {
  const { url } = await start();
  const { port } = new URL(url);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write('POST /v1/people HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{');
      setTimeout(() => socket.destroy(), 20);
    });
    socket.on('close', () => resolve());
  });
  expect((await fetch(`${url}/v1/people`)).status).toBe(200);
});

test('stopping lets the requests in flight finish and takes no more', async () => {
  const entered = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const { url, stop } = await start(async () => {
    entered.resolve();
    await released.promise;
    return { statusCode: 200, body: 'done' };
  });
  const answer = fetch(`${url}/v1/people`);
  await entered.promise;
  const stopped = stop();
  released.resolve();
  expect(await (await answer).text()).toBe('done');
  await stopped;
  await expect(fetch(`${url}/v1/people`)).rejects.toThrow();
  running.pop();
});

test('a port that is taken is an error', async () => {
  const { url } = await start();
  const second = startGateway({ routes, functions: new Map(), port: Number(new URL(url).port) });
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

async function raw(url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.end(text);
  let answer = '';
  for await (const part of socket) answer += part;
  return answer;
}
