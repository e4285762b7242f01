import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { hubSpot } from '../../../lib/dialects/hubspot/dialect.ts';
import { ApiError } from '../../../lib/errors.ts';
import type { ApiHandler } from '../../../lib/http/answer.ts';
import { serveAll } from '../../../lib/http/serve-all.ts';
import { log } from '../../../lib/log.ts';
import { createAccount } from '../../../lib/store/accounts.ts';
import { createKey } from '../../../lib/store/api-keys.ts';
import { type Answered, type Asked, ask, basic, madeUp } from '../../http/an-event.ts';
import { type EmbeddedTable, openEmbeddedTable } from '../../store/embedded-table.ts';

// What stands before every operation, in HubSpot's words. The routes don't matter: the dialect is the function's.

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

let embedded: EmbeddedTable;
let handler: ApiHandler;
let owner: string;
let agent: string;
let twice: string;
let logged = '';

beforeAll(async () => {
  embedded = await openEmbeddedTable();
  const { table } = embedded;
  const created = await createAccount(table, { name: 'Acme', email: 'owner@acme.test', now: NOW });
  const { account, user } = created;
  owner = created.key;
  ({ key: agent } = await createKey(table, { account, user, role: 'agent', now: NOW }));
  ({ key: twice } = await createKey(table, { account, user, role: 'owner', ratePerMinute: 2, now: NOW }));
  handler = madeUp(
    serveAll({ table, now: () => NOW }, hubSpot, {
      'GET /v1/people': async () => ({ status: 200, body: { ok: true } }),
      'GET /v1/people/{id}': async () => {
        throw new ApiError('not-found', 'There is no such event.');
      },
      'DELETE /v1/people/{id}': async () => {
        throw new TypeError('person@private.test');
      },
      'POST /v1/people': async ({ body }) => ({ status: 200, body: { got: body ?? null } }),
      'POST /v1/emCampaigns': async () => ({ status: 201 }),
    }),
  );
});
afterAll(() => embedded.close());

beforeEach(async () => {
  logged = '';
  await log.setLogLevel('INFO');
  vi.spyOn(console, 'error').mockImplementation((line) => {
    logged += line;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await log.setLogLevel('SILENT');
});

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** Holds an error against its status and fields; its id is a UUID, and the header's. */
function expectError({ status, headers, body }: Answered, expected: number, fields: object): void {
  const { correlationId, ...rest } = body as { correlationId: string };
  expect({ code: status, ...rest }).toEqual({ code: expected, status: 'error', ...fields });
  expect(correlationId).toMatch(UUID);
  expect(headers['X-HubSpot-Correlation-Id']).toBe(correlationId);
  expect(headers['Content-Type']).toBe('application/json');
}

describe('who asks', () => {
  test.each<[string, Asked]>([
    ['no key', {}],
    ['an unknown Bearer token', { headers: bearer('cm_unknown') }],
    ['an unknown hapikey', { query: 'hapikey=demo' }],
    ['an empty hapikey', { query: 'hapikey=' }],
    ['another scheme', { headers: { authorization: 'Digest abc' } }],
  ])('%s is 401 word for word', async (_, asked) => {
    const answered = await ask(handler, asked);
    expectError(answered, 401, {
      message:
        'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
      category: 'INVALID_AUTHENTICATION',
    });
    expect(answered.headers['X-HubSpot-Auth-Failure']).toBe('401 Unauthorized');
    expect(answered.headers).not.toHaveProperty('X-HubSpot-RateLimit-Max');
  });

  test.each<[string, () => Asked]>([
    ['Bearer', () => ({ headers: bearer(owner) })],
    ['Basic', () => ({ headers: basic(owner) })],
    ['hapikey', () => ({ query: `hapikey=${owner}` })],
  ])('%s is taken', async (_, asked) => {
    expect((await ask(handler, asked())).status).toBe(200);
  });

  test('a key whose role may not do this is 403, which says who may', async () => {
    const answered = await ask(handler, { route: 'POST /v1/emCampaigns', headers: bearer(agent), json: {} });
    expectError(answered, 403, {
      message: 'Only owner and admin keys may do this, not agent keys.',
      category: 'USER_DOES_NOT_HAVE_PERMISSIONS',
    });
  });
});

describe('every answer', () => {
  test('has an id of its own, and the rate by HubSpot’s names', async () => {
    const [one, other] = await Promise.all([
      ask(handler, { headers: bearer(owner) }),
      ask(handler, { headers: bearer(owner) }),
    ]);
    const { 'X-HubSpot-Correlation-Id': id, ...headers } = one.headers;
    expect(id).toMatch(UUID);
    expect(other.headers['X-HubSpot-Correlation-Id']).not.toBe(id);
    const remaining = headers['X-HubSpot-RateLimit-Remaining'];
    expect(Number(remaining)).toBeLessThan(500);
    expect(headers).toEqual({
      'Content-Type': 'application/json',
      'X-HubSpot-RateLimit-Max': '500',
      'X-HubSpot-RateLimit-Remaining': remaining,
      'X-HubSpot-RateLimit-Interval-Milliseconds': '60000',
      'X-HubSpot-RateLimit-Secondly': '500',
      'X-HubSpot-RateLimit-Secondly-Remaining': remaining,
    });
  });

  test('is 429 with Retry-After once the rate is used up', async () => {
    const asked = { headers: bearer(twice) };
    await ask(handler, asked);
    expect((await ask(handler, asked)).headers['X-HubSpot-RateLimit-Remaining']).toBe('0');
    const answered = await ask(handler, asked);
    expectError(answered, 429, {
      message: 'You have reached your minutely limit. This key may send 2 requests a minute.',
      errorType: 'RATE_LIMIT',
      policyName: 'TEN_SECONDLY_ROLLING',
      requestId: 'request-1',
    });
    expect(answered.headers['Retry-After']).toBe('55');
  });
});

describe('what is wrong', () => {
  test('with what is not there is 404', async () => {
    expectError(await ask(handler, { route: 'GET /v1/people/{id}', headers: bearer(owner) }), 404, {
      message: 'There is no such event.',
    });
  });

  test.each<[string, Asked, number, object]>([
    ['is no JSON', { body: '{"a":' }, 400, { message: 'The body is not valid JSON.' }],
    [
      'has a forbidden key',
      { body: '{"__proto__":1}' },
      400,
      { message: 'The body has a key that is not allowed: __proto__.', category: 'VALIDATION_ERROR' },
    ],
    [
      'is too large',
      { body: `"${'x'.repeat(4 * 1024 * 1024)}"` },
      413,
      { message: 'The body has 4194306 bytes, the most is 4194304.' },
    ],
    [
      'is no type we read',
      { body: 'a', headers: { 'content-type': 'text/plain' } },
      415,
      { message: 'Send the body as application/json or application/x-www-form-urlencoded.' },
    ],
    [
      'has an Idempotency-Key that is none',
      { json: {}, headers: { 'idempotency-key': 'ü' } },
      400,
      {
        message: 'Idempotency-Key must have 1 to 255 printable ASCII characters.',
        category: 'VALIDATION_ERROR',
      },
    ],
  ])('with a body that %s is told', async (_, asked, status, fields) => {
    const answered = await ask(handler, {
      route: 'POST /v1/people',
      ...asked,
      headers: { ...bearer(owner), ...asked.headers },
    });
    expectError(answered, status, fields);
  });

  test('with an Idempotency-Key that another body came with is 422', async () => {
    const send = (json: object) =>
      ask(handler, {
        route: 'POST /v1/people',
        json,
        headers: { ...bearer(owner), 'idempotency-key': 'once' },
      });
    expect((await send({ a: 1 })).status).toBe(200);
    expectError(await send({ a: 2 }), 422, {
      message: 'This Idempotency-Key was used before with another body.',
      category: 'VALIDATION_ERROR',
    });
  });

  test('with us says nothing but ids, which the log has with the error', async () => {
    const answered = await ask(handler, { route: 'DELETE /v1/people/{id}', headers: bearer(owner) });
    expectError(answered, 500, {
      message: 'Something went wrong. Quote this id to the operator: request-1',
    });
    const { correlationId } = answered.body as { correlationId: string };
    expect(JSON.parse(logged)).toMatchObject({ level: 'ERROR', requestId: 'request-1', correlationId });
    expect(logged).not.toContain('private.test');
  });
});
