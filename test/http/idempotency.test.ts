import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { followUpBoss } from '../../lib/dialects/followupboss/dialect.ts';
import { ApiError } from '../../lib/errors.ts';
import type { ApiHandler } from '../../lib/http/answer.ts';
import type { ApiRequest, Operation } from '../../lib/http/api.ts';
import { idempotencyOf } from '../../lib/http/idempotency.ts';
import { serveAll } from '../../lib/http/serve-all.ts';
import { IDEMPOTENCY_LEASE_MS, IDEMPOTENCY_TTL_MS } from '../../lib/limits.ts';
import { createAccount } from '../../lib/store/accounts.ts';
import { createKey } from '../../lib/store/api-keys.ts';
import { claim } from '../../lib/store/idempotency.ts';
import type { Table } from '../../lib/store/table.ts';
import { anApiRequest } from '../dialects/followupboss/an-api-request.ts';
import { type EmbeddedTable, openEmbeddedTable } from '../store/embedded-table.ts';
import { type Asked, ask, basic, madeUp } from './an-event.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

let embedded: EmbeddedTable;
let key: string;
let now: number;
let runs: number;
let idempotencyKey = 0;
let behaviour: Operation;
let handler: ApiHandler;

beforeAll(async () => {
  embedded = await openEmbeddedTable();
  const owner = { name: 'Acme', email: 'o@acme.test', ratePerMinute: 100_000, now: NOW };
  ({ key } = await createAccount(embedded.table, owner));
  const operation: Operation = (request) => {
    runs += 1;
    return behaviour(request);
  };
  handler = madeUp(
    serveAll(
      { table: embedded.table, now: () => now },
      followUpBoss,
      {
        'POST /v1/people': operation,
        'POST /v1/emCampaigns': operation,
        'POST /v1/emEvents': operation,
        'PUT /v1/people/{id}': operation,
      },
      { ownIdempotency: ['POST /v1/emEvents'] },
    ),
  );
});
afterAll(() => embedded.close());

beforeEach(() => {
  now = NOW;
  runs = 0;
  idempotencyKey += 1;
  behaviour = async () => ({ status: 201, body: { id: runs } });
});

const post = (asked: Asked = {}) =>
  ask(handler, {
    route: 'POST /v1/people',
    json: { name: 'Ann' },
    ...asked,
    headers: { ...basic(key), 'idempotency-key': `key ${idempotencyKey}`, ...asked.headers },
  });

describe('a POST with an Idempotency-Key', () => {
  test('runs once, and is answered alike ever after for 24 h', async () => {
    const first = await post();
    expect(first).toMatchObject({ status: 201, body: { id: 1 } });
    expect(first.headers).not.toHaveProperty('Idempotency-Replayed');
    now = NOW + IDEMPOTENCY_TTL_MS - 1;
    const again = await post();
    expect(again).toMatchObject({
      status: 201,
      body: { id: 1 },
      headers: { 'Idempotency-Replayed': 'true' },
    });
    expect(runs).toBe(1);
  });

  test('runs anew after 24 h, though DynamoDB may still have the old item', async () => {
    await post();
    now = NOW + IDEMPOTENCY_TTL_MS;
    expect(await post({ json: { name: 'Bob' } })).toMatchObject({ status: 201, body: { id: 2 } });
  });

  test('is 422 with another body or another query', async () => {
    await post();
    const other = await post({ json: { name: 'Bob' } });
    expect([other.status, other.body]).toEqual([
      422,
      {
        errorMessage: expect.any(String),
        message: 'This Idempotency-Key was used before with another body.',
      },
    ]);
    expect((await post({ query: 'deduplicate=false' })).status).toBe(422);
    expect(runs).toBe(1);
  });

  test('is another request on another route, and in another account', async () => {
    await post();
    expect((await post({ route: 'POST /v1/emCampaigns' })).body).toEqual({ id: 2 });
    const other = await createAccount(embedded.table, { name: 'Other', email: 'o@other.test', now: NOW });
    expect((await post({ headers: basic(other.key) })).body).toEqual({ id: 3 });
  });

  test('is the same request with another key of the account', async () => {
    await post();
    const { key: second } = await createKey(embedded.table, { account: 1, user: 1, role: 'admin', now: NOW });
    expect((await post({ headers: { authorization: `Bearer ${second}` } })).body).toEqual({ id: 1 });
    const asked = { query: `hapikey=${second}`, headers: { authorization: undefined } } as unknown as Asked;
    expect((await post(asked)).body).toEqual({ id: 1 });
  });

  test('is 409 while the first is running, with the seconds until its lease ends', async () => {
    let answer = () => {};
    let started = () => {};
    const running = new Promise<void>((resolve) => {
      started = resolve;
    });
    behaviour = async () => {
      started();
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return { status: 201, body: { id: 1 } };
    };
    const first = post();
    await running;
    now = NOW + 15_001;
    const second = await post();
    expect(second).toMatchObject({ status: 409, headers: { 'Retry-After': '45' } });
    answer();
    expect((await first).status).toBe(201);
    expect((await post()).body).toEqual({ id: 1 });
    expect(runs).toBe(1);
  });

  test('runs again when a function died with it and its lease is over', async () => {
    const hashes = idempotencyOf(
      anApiRequest('POST /v1/people', {
        headers: { 'idempotency-key': `key ${idempotencyKey}` },
        bodyText: '{"name":"Ann"}',
      }),
    );
    await claim(embedded.table, 1, { ...hashes!, memo: '', now: NOW });
    now = NOW + IDEMPOTENCY_LEASE_MS - 1;
    expect((await post()).status).toBe(409);
    now = NOW + IDEMPOTENCY_LEASE_MS;
    expect((await post()).status).toBe(201);
    expect((await post()).headers).toHaveProperty('Idempotency-Replayed');
    expect(runs).toBe(1);
  });

  test('runs again after any answer that is no success', async () => {
    behaviour = async () => {
      throw new ApiError('invalid', 'name is missing');
    };
    expect((await post()).status).toBe(400);
    behaviour = async () => {
      throw new Error('bug');
    };
    expect((await post()).status).toBe(500);
    behaviour = async () => ({ status: 409 });
    expect((await post()).status).toBe(409);
    behaviour = async () => ({ status: 204 });
    expect(await post({ json: { name: 'Bob' } })).toMatchObject({ status: 204, body: undefined });
    expect(await post({ json: { name: 'Bob' } })).toMatchObject({ status: 204, body: undefined });
    expect(runs).toBe(4);
  });

  test('runs only one of many at the same time', async () => {
    const statuses = await Promise.all(Array.from({ length: 10 }, async () => (await post()).status));
    expect(runs).toBe(1);
    expect(new Set(statuses).size).toBeLessThanOrEqual(2);
    for (const status of statuses) expect([201, 409]).toContain(status);
  });

  test('says that it was carried out if its answer was too large to be kept', async () => {
    const { randomBytes } = await import('node:crypto');
    const text = randomBytes(400_000).toString('base64');
    behaviour = async () => ({ status: 201, body: { text } });
    expect((await post()).body).toEqual({ text });
    expect(await post()).toMatchObject({
      status: 201,
      body: { message: 'This request was carried out before; its answer is not kept.' },
    });
    expect(runs).toBe(1);
  });

  test('gets a large answer back that deflates well', async () => {
    behaviour = async () => ({ status: 200, body: { text: 'x'.repeat(3_000_000) } });
    await post();
    expect((await post()).body).toEqual({ text: 'x'.repeat(3_000_000) });
  });

  test('is answered as the operation did, though its answer could not be kept', async () => {
    const { name } = embedded.table;
    const forgetful: Table = {
      name,
      call: (operation, input) =>
        operation === 'UpdateItem' && 'ConditionExpression' in input
          ? Promise.reject(new Error('down'))
          : embedded.table.call(operation, input),
    };
    const served = madeUp(
      serveAll({ table: forgetful, now: () => now }, followUpBoss, {
        'POST /v1/people': behaviour,
      }),
    );
    const asked = { route: 'POST /v1/people', headers: { ...basic(key), 'idempotency-key': 'forgotten' } };
    expect((await ask(served, asked)).status).toBe(201);
    expect((await ask(served, asked)).status).toBe(409);
  });

  test.each([
    ['empty', ''],
    ['256 characters', 'k'.repeat(256)],
    ['a line feed', 'a\nb'],
    ['beyond ASCII', 'clé'],
  ])('is 400 where the key is %s', async (_, header) => {
    expect((await post({ headers: { 'idempotency-key': header } })).status).toBe(400);
    expect(runs).toBe(0);
  });
});

test('an operation that handles the key itself is left alone', async () => {
  await post({ route: 'POST /v1/emEvents' });
  await post({ route: 'POST /v1/emEvents' });
  expect(runs).toBe(2);
});

test('a PUT runs each time: it is idempotent by itself', async () => {
  await post({ route: 'PUT /v1/people/{id}' });
  await post({ route: 'PUT /v1/people/{id}' });
  expect(runs).toBe(2);
});

test('the hashes tell apart what could run together', () => {
  const request = (given: Partial<ApiRequest>) =>
    idempotencyOf(anApiRequest('POST /v1/people', { headers: { 'idempotency-key': 'k' }, ...given }));
  expect(request({ query: { a: '1' }, bodyText: '2' })).not.toEqual(request({ bodyText: 'a=12' }));
  expect(request({ query: { a: '1', b: '2' } })).toEqual(request({ query: { b: '2', a: '1' } }));
});
