import { afterAll, beforeAll, expect, test } from 'vitest';
import { handler as health } from '../../functions/health.ts';
import type { ApiHandler } from '../../lib/http/answer.ts';
import { ask } from '../http/an-event.ts';
import { type Handlers, openHandlers } from './real-handlers.ts';

let handlers: Handlers;
let handler: ApiHandler;
beforeAll(async () => {
  handlers = await openHandlers('not-found');
  ({ handler } = await import('../../functions/not-found.ts'));
});
afterAll(() => handlers.close());

const askPath = (method: string, path: string) =>
  ask((event, context) => handler({ ...event, routeKey: '$default' }, context), {
    route: `${method} ${path}`,
    ...(method === 'POST' && { body: '{' }),
  });

test.each([
  ['GET', '/'],
  ['GET', '/v1/nothing'],
  ['POST', '/v2/emEvents'],
  ['GET', '/v1/people/'],
  ['GET', '/v1/people/7/notes/8'],
  ['GET', '/v1/__proto__'],
])('%s %s is 404, without a key', async (method, path) => {
  const { status, body, headers } = await askPath(method, path);
  expect(status).toBe(404);
  expect(body).toEqual({
    errorMessage: 'There is nothing at this path.',
    message: 'There is nothing at this path.',
  });
  expect(headers).not.toHaveProperty('Allow');
});

test.each([
  ['GET', '/email/public/v1/nothing'],
  ['POST', '/email/public/v2/events'],
  ['GET', '/crm/v3/objects/contacts'],
])('%s %s is 404 in the words of HubSpot', async (method, path) => {
  const { status, body, headers } = await askPath(method, path);
  expect([status, body]).toEqual([
    404,
    {
      status: 'error',
      message: 'There is nothing at this path.',
      correlationId: headers['X-HubSpot-Correlation-Id'],
    },
  ]);
});

test.each([
  ['PATCH', '/v1/emEvents', 'POST, GET'],
  ['DELETE', '/v1/emCampaigns/7', 'GET, PUT'],
  ['POST', '/health', 'GET'],
  ['HEAD', '/v1/people/checkDuplicate', 'GET, PUT, DELETE'],
])('%s %s is 405, with what is allowed', async (method, path, allow) => {
  const { status, headers, body } = await askPath(method, path);
  expect([status, headers.Allow]).toEqual([405, allow]);
  expect(body).toMatchObject({ errorMessage: `${method} is not possible here: ${allow} is.` });
});

test('a path that clients call with a slash at its end is served as without it', async () => {
  const client = await handlers.aClient();
  const path = '/email/public/v1/subscriptions/';
  expect(await client('GET', path)).toMatchObject({
    status: 200,
    headers: { 'X-HubSpot-RateLimit-Max': '100000' },
    body: { subscriptionDefinitions: [{ id: 1, portalId: 1 }] },
  });
  expect((await askPath('GET', path)).status).toBe(401);
  const { status, headers } = await askPath('PUT', path);
  expect([status, headers.Allow]).toEqual([405, 'GET']);
  expect((await client('GET', '/v1/people/')).status).toBe(404);
});

test('GET /health is 200', async () => {
  expect(await health()).toMatchObject({ statusCode: 200, body: '{"status":"ok"}' });
});
