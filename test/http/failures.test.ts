import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { lambdaContext } from '../../infra/local/lambda-context.ts';
import { followUpBoss } from '../../lib/dialects/followupboss/dialect.ts';
import { ApiError } from '../../lib/errors.ts';
import { serveAll } from '../../lib/http/serve-all.ts';
import { log } from '../../lib/log.ts';
import { createAccount } from '../../lib/store/accounts.ts';
import { openTable, type Table } from '../../lib/store/table.ts';
import { type EmbeddedTable, openEmbeddedTable } from '../store/embedded-table.ts';
import { type Answered, anEvent, ask, basic, madeUp } from './an-event.ts';

const PRIVATE = 'person@private.test';
let embedded: EmbeddedTable;
let key: string;
let logged = '';

beforeAll(async () => {
  embedded = await openEmbeddedTable();
  ({ key } = await createAccount(embedded.table, { name: 'Acme', email: 'o@acme.test', now: 0 }));
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

/** Asks an operation that does nothing but throw. */
const askFailing = (error: unknown): Promise<Answered> =>
  ask(
    madeUp(
      serveAll({ table: embedded.table }, followUpBoss, {
        'PUT /v1/people/{id}': async () => {
          throw error;
        },
      }),
    ),
    {
      route: 'PUT /v1/people/{id}',
      query: `email=${PRIVATE}`,
      headers: basic(key),
      json: { email: PRIVATE },
    },
  );

const named = (name: string, more: object = {}): Error =>
  Object.assign(new Error(`no luck with ${PRIVATE}`), { name, ...more });

describe('what the operation throws', () => {
  test('a mistake of ours says nothing but an id, which is in the log with the error, and nothing personal', async () => {
    const { status, body } = await askFailing(
      new TypeError(`${PRIVATE} is\n  at fault`, { cause: named('ValidationException') }),
    );
    expect(status).toBe(500);
    const message = 'Something went wrong. Quote this id to the operator: request-1';
    expect(body).toEqual({ errorMessage: message, message });
    expect(JSON.parse(logged)).toMatchObject({
      level: 'ERROR',
      requestId: 'request-1',
      route: 'PUT /v1/people/{id}',
      status: 500,
      error: {
        name: 'TypeError',
        stack: expect.arrayContaining([expect.stringContaining('failures.test.ts')]),
        cause: { name: 'ValidationException' },
      },
    });
    expect(logged).not.toContain('private.test');
    expect(logged).not.toContain('at fault');
    expect(logged).not.toContain(key);
  });

  test.each<[string, unknown]>([
    ['a throttle', named('ProvisionedThroughputExceededException')],
    ['another transaction', named('TransactionConflictException')],
    [
      'a transaction cancelled by another',
      named('TransactionCanceledException', {
        CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
      }),
    ],
    ['a timeout', named('TimeoutError')],
    ['no connection', named('Error', { code: 'ECONNREFUSED' })],
    ['a 5xx of AWS', named('InternalServerError', { $metadata: { httpStatusCode: 500 } })],
    ['a queue that does not confirm', new ApiError('unavailable', 'The queue is busy.')],
  ])('%s is 503 and may be tried again in a second', async (_, error) => {
    const { status, headers, body } = await askFailing(error);
    expect(status).toBe(503);
    expect(headers['Retry-After']).toBe('1');
    expect(body).toMatchObject({ errorMessage: expect.stringContaining('request-1') });
    expect(logged).not.toContain('private.test');
  });

  test.each([
    ['a text', 'oops'],
    ['nothing', undefined],
  ])('%s is 500 like any other', async (_, thrown) => {
    expect((await askFailing(thrown)).status).toBe(500);
  });

  test("what is the caller's mistake is told, and not logged", async () => {
    const { status, headers, body } = await askFailing(
      new ApiError('not-found', 'There is no person 7.', { headers: { 'X-More': '1' } }),
    );
    expect([status, headers['X-More']]).toEqual([404, '1']);
    expect(body).toEqual({ errorMessage: 'There is no person 7.', message: 'There is no person 7.' });
    expect(logged).toBe('');
  });
});

test('an operation that takes too long is answered before Lambda ends it', async () => {
  const handler = serveAll({ table: embedded.table }, followUpBoss, {
    'GET /v1/people': () => new Promise(() => {}),
  });
  const { statusCode, headers } = await handler(anEvent({ headers: basic(key) }), lambdaContext('test', 700));
  expect(statusCode).toBe(503);
  expect(headers?.['Retry-After']).toBe('1');
});

test('a store that cannot be reached is 503 before anything else', async () => {
  const client = new DynamoDBClient({
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const nowhere: Table = openTable('nowhere', client);
  const { status, headers } = await ask(
    madeUp(serveAll({ table: nowhere }, followUpBoss, { 'GET /v1/people': async () => ({ status: 200 }) })),
    { headers: basic(key) },
  );
  expect([status, headers['Retry-After']]).toEqual([503, '1']);
  client.destroy();
});
