import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followUpBoss } from '../../lib/dialects/followupboss/dialect.ts';
import type { ApiHandler } from '../../lib/http/answer.ts';
import type { ApiAnswer, ApiRequest, Operation } from '../../lib/http/api.ts';
import { serve } from '../../lib/http/serve.ts';
import { serveAll } from '../../lib/http/serve-all.ts';
import { createAccount } from '../../lib/store/accounts.ts';
import { createKey, hashOfKey, revokeKey } from '../../lib/store/api-keys.ts';
import { type EmbeddedTable, openEmbeddedTable } from '../store/embedded-table.ts';
import { type Asked, ask, basic, madeUp } from './an-event.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const DOCUMENTED_ERROR = { errorMessage: expect.any(String), message: expect.any(String) };

let embedded: EmbeddedTable;
let ownerKey: string;
let agentKey: string;
let now = NOW;
let requests: ApiRequest[] = [];

/** Remembers what it was asked and says what it got. */
const echo: Operation = async (request): Promise<ApiAnswer> => {
  requests.push(request);
  return { status: 200, body: { got: request.body ?? null } };
};

let handler: ApiHandler;

beforeAll(async () => {
  embedded = await openEmbeddedTable();
  const { table } = embedded;
  const { account, user, key } = await createAccount(table, {
    name: 'Acme',
    email: 'owner@acme.test',
    ratePerMinute: 100_000,
    now: NOW,
  });
  ownerKey = key;
  ({ key: agentKey } = await createKey(table, {
    account,
    user,
    role: 'agent',
    ratePerMinute: 100_000,
    now: NOW,
  }));
  handler = madeUp(
    serveAll({ table, now: () => now }, followUpBoss, {
      'GET /v1/people': echo,
      'GET /v1/people/{id}': echo,
      'POST /v1/people': echo,
      'PUT /v1/people/{id}': echo,
      'POST /v1/emCampaigns': echo,
      'DELETE /v1/people/{id}': async () => ({ status: 204 }),
    }),
  );
});

afterAll(() => embedded.close());

async function post(asked: Asked) {
  requests = [];
  return ask(handler, {
    route: 'POST /v1/people',
    ...asked,
    headers: { ...basic(ownerKey), ...asked.headers },
  });
}

describe('who asks', () => {
  test.each([
    ['no key', {}],
    ['a wrong key', basic('cm_wrong')],
    ['an empty Basic', { authorization: 'Basic ' }],
    ['a Basic that is no Base64', { authorization: 'Basic %%%' }],
    ['another scheme', { authorization: 'Digest abc' }],
    ['a scheme alone', { authorization: 'Bearer' }],
  ])('%s is refused with 401 before the operation', async (_, headers) => {
    requests = [];
    const { status, headers: answered, body } = await ask(handler, { headers });
    expect(status).toBe(401);
    expect(answered['WWW-Authenticate']).toBe('Basic realm="chainmail"');
    expect(answered).not.toHaveProperty('X-RateLimit-Limit');
    expect(body).toEqual(DOCUMENTED_ERROR);
    expect(requests).toEqual([]);
  });

  test.each<[string, () => Asked]>([
    ['Basic with any password', () => ({ headers: basic(ownerKey, 'anything: at all') })],
    ['Bearer', () => ({ headers: { authorization: `Bearer ${ownerKey}` } })],
    ['bearer in lower case', () => ({ headers: { authorization: `bearer ${ownerKey}` } })],
    ['hapikey in the query', () => ({ query: `limit=1&hapikey=${ownerKey}` })],
  ])('%s is taken', async (_, asked) => {
    requests = [];
    expect((await ask(handler, asked())).status).toBe(200);
    expect(requests[0]?.caller).toMatchObject({
      account: 1,
      user: 1,
      role: 'owner',
      keyHash: hashOfKey(ownerKey),
    });
  });

  test('a percent sign in a path is one, though API Gateway leaves it encoded', async () => {
    requests = [];
    const onAws: ApiHandler = (event, context) =>
      handler({ ...event, pathParameters: { email: 'ann+50%25@example.com' } }, context);
    await ask(madeUp(onAws), { headers: basic(ownerKey) });
    expect(requests[0]?.path).toEqual({ email: 'ann+50%@example.com' });
  });

  test('a key revoked while it is believed works on for 30 s and no longer', async () => {
    const { key, hash } = await createKey(embedded.table, { account: 1, user: 1, role: 'owner', now: NOW });
    const asked = { headers: basic(key) };
    expect((await ask(handler, asked)).status).toBe(200);
    await revokeKey(embedded.table, hash, NOW);
    now = NOW + 29_999;
    expect((await ask(handler, asked)).status).toBe(200);
    now = NOW + 30_000;
    expect((await ask(handler, asked)).status).toBe(401);
    now = NOW;
  });

  test("an agent's key on an owner's route is refused with 403, and counted", async () => {
    requests = [];
    const { status, headers, body } = await ask(handler, {
      route: 'POST /v1/emCampaigns',
      headers: basic(agentKey),
      json: {},
    });
    expect(status).toBe(403);
    expect(body).toEqual({
      errorMessage: 'Only owner and admin keys may do this, not agent keys.',
      message: 'Only owner and admin keys may do this, not agent keys.',
    });
    expect(headers).toMatchObject({ 'X-RateLimit-Limit': '100000', 'X-RateLimit-Window': '60' });
    expect(requests).toEqual([]);
  });
});

describe('what an operation gets', () => {
  test('path, query, headers, base URL and time', async () => {
    requests = [];
    const event = {
      route: 'GET /v1/people/{id}',
      query: 'email=a%2Bb%40c.test&tag=one&tag=two,three&x=a+b&__proto__=1',
      headers: { ...basic(ownerKey), 'x-forwarded-proto': 'http', host: '127.0.0.1:3000' },
    };
    await ask(handler, event);
    expect(requests[0]).toMatchObject({
      route: 'GET /v1/people/{id}',
      query: { email: 'a+b@c.test', tag: 'two,three', x: 'a b' },
      baseUrl: 'http://127.0.0.1:3000',
      now: NOW,
      body: undefined,
      bodyText: '',
    });
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });

  test('the public URL of the installation where it is set', async () => {
    requests = [];
    process.env.CHAINMAIL_PUBLIC_URL = 'https://mail.acme.test/';
    await ask(handler, { headers: basic(ownerKey) });
    delete process.env.CHAINMAIL_PUBLIC_URL;
    expect(requests[0]?.baseUrl).toBe('https://mail.acme.test');
  });

  test('https where nobody says otherwise', async () => {
    requests = [];
    await ask(handler, { headers: basic(ownerKey) });
    expect(requests[0]?.baseUrl).toBe('https://mail.example');
  });
});

describe('bodies', () => {
  test.each<[string, Asked, unknown]>([
    ['JSON', { json: { a: [1, { b: 'ü' }] } }, { a: [1, { b: 'ü' }] }],
    ['JSON in Base64', { json: { a: 'ü' }, base64: true }, { a: 'ü' }],
    ['JSON without a content type', { body: '{"a":1}' }, { a: 1 }],
    [
      'JSON of a vendor type',
      { body: '{"a":1}', headers: { 'content-type': 'application/vnd.api+json' } },
      { a: 1 },
    ],
    ['null', { json: null }, null],
    ['an array', { json: [1, 2] }, [1, 2]],
    ['nothing', {}, null],
    ['white space', { body: ' \n' }, null],
  ])('%s is read', async (_, asked, got) => {
    const { status, body } = await post(asked);
    expect(status).toBe(200);
    expect(body).toEqual({ got });
  });

  test('a form with bracket arrays is read, up to the last event of a full request', async () => {
    const { status, body } = await post({
      body: Array.from(
        { length: 1000 },
        (_, i) => `emEvents[${i}][type]=open&emEvents[${i}][recipient]=p${i}%40x.test`,
      ).join('&'),
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      base64: true,
    });
    expect(status).toBe(200);
    const { emEvents } = (body as { got: { emEvents: unknown[] } }).got;
    expect(emEvents).toHaveLength(1000);
    expect(emEvents[999]).toEqual({ type: 'open', recipient: 'p999@x.test' });
  });

  test('a form reaches no prototype', async () => {
    const { status, body } = await post({
      body: '__proto__[polluted]=1&constructor[prototype][polluted]=1&a[__proto__][polluted]=1&a[b]=2',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(status).toBe(200);
    expect(body).toEqual({ got: { a: { b: '2' } } });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test.each<[string, Asked, number, RegExp]>([
    ['no JSON', { body: '{"a":' }, 400, /not valid JSON/],
    ['a word', { body: 'hello' }, 400, /not valid JSON/],
    ['__proto__ keys', { body: '{"a":[{"__proto__":{"polluted":1}}]}' }, 400, /__proto__/],
    ['escaped __proto__ keys', { body: '{"\\u005f_proto__":1}' }, 400, /__proto__/],
    ['constructor keys', { body: '{"constructor":{"prototype":{"polluted":1}}}' }, 400, /constructor/],
    ['prototype keys', { body: '[{"prototype":1}]' }, 400, /prototype/],
    ['a hundred thousand levels', { body: '['.repeat(100_000) + ']'.repeat(100_000) }, 400, /nested deeper/],
    ['bytes that are no UTF-8', { body: Buffer.from([0x22, 0xc3, 0x28, 0x22]), base64: true }, 400, /UTF-8/],
    ['text', { body: 'a', headers: { 'content-type': 'text/plain' } }, 415, /application\/json/],
    ['compressed', { body: 'a', headers: { 'content-encoding': 'gzip' } }, 415, /Content-Encoding/],
    ['10 MB', { body: `"${'x'.repeat(10 * 1024 * 1024)}"` }, 413, /10485762 bytes, the most is 4194304/],
    ['10 MB in Base64', { body: Buffer.alloc(10 * 1024 * 1024), base64: true }, 413, /10485760 bytes/],
    [
      'JSON that says it is a form',
      { body: '{"a":1}', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      400,
      /Content-Type: application\/json/,
    ],
    [
      'a form with an array beyond all limits',
      { body: 'a[5000]=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      400,
      /form/,
    ],
    [
      'a form nested too deep',
      { body: 'a[b][c][d][e][f][g][h]=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      400,
      /form/,
    ],
  ])('%s is refused, with its own error and the rate', async (_, asked, status, message) => {
    const answered = await post(asked);
    expect(answered.status).toBe(status);
    expect(answered.body).toEqual({
      errorMessage: expect.stringMatching(message),
      message: expect.stringMatching(message),
    });
    expect(answered.headers).toHaveProperty('X-RateLimit-Remaining');
    expect(requests).toEqual([]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('a GET has no body, whatever is sent', async () => {
    requests = [];
    await ask(handler, { headers: basic(ownerKey), body: 'anything' });
    expect(requests[0]?.body).toBeUndefined();
  });
});

describe('answers', () => {
  test('carry the rate headers, and no body where there is none', async () => {
    const { status, headers, body } = await ask(handler, {
      route: 'DELETE /v1/people/{id}',
      headers: basic(ownerKey),
    });
    expect(status).toBe(204);
    expect(body).toBeUndefined();
    expect(headers).toEqual({
      'X-RateLimit-Limit': '100000',
      'X-RateLimit-Remaining': expect.stringMatching(/^\d+$/),
      'X-RateLimit-Window': '60',
      'X-RateLimit-Context': 'global',
    });
  });

  test('are 429 with Retry-After once the rate is used up, and 200 again in the next minute', async () => {
    const { key } = await createKey(embedded.table, {
      account: 1,
      user: 1,
      role: 'owner',
      ratePerMinute: 3,
      now,
    });
    const asked = { headers: basic(key) };
    const remaining: unknown[] = [];
    for (let request = 0; request < 3; request++) {
      const { status, headers } = await ask(handler, asked);
      expect(status).toBe(200);
      remaining.push(headers['X-RateLimit-Remaining']);
    }
    expect(remaining).toEqual(['2', '1', '0']);
    const { status, headers, body } = await ask(handler, asked);
    expect([status, body]).toEqual([429, DOCUMENTED_ERROR]);
    // 5 seconds past the minute.
    expect(headers).toMatchObject({
      'Retry-After': '55',
      'X-RateLimit-Limit': '3',
      'X-RateLimit-Remaining': '0',
    });
    now = NOW + 55_000;
    expect((await ask(handler, asked)).status).toBe(200);
    now = NOW;
  });
});

test('a route that the table of routes lacks, or opens to everyone, is refused at the start', () => {
  const { table } = embedded;
  expect(() => serveAll({ table }, followUpBoss, { 'GET /v1/nothing': echo })).toThrow(
    'GET /v1/nothing is missing',
  );
  expect(() => serveAll({ table }, followUpBoss, { 'GET /health': echo })).toThrow(
    'GET /health is open to everyone',
  );
});

test('a route that takes something in is refused by a function that only tells', () => {
  expect(() => serve({ table: embedded.table }, followUpBoss, { 'POST /v1/people': echo })).toThrow(
    'POST /v1/people is no GET',
  );
});
