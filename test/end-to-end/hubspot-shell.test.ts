import { beforeAll, describe, expect, test } from 'vitest';
import { routes } from '../../lib/http/routes.ts';
import { seen } from '../every-answer.ts';
import { findTarget, type Target } from './target.ts';

// What a HubSpot client meets before any operation on events: keys, ids, rates, errors, and what it asks first.

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

let target: Target;
beforeAll(async () => {
  target = await findTarget();
}, 120_000);

async function ask(
  path: string,
  { key, method = 'GET' }: { key?: string | undefined; method?: string } = {},
): Promise<Response> {
  const response = await fetch(target.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
  });
  const { status, headers } = response;
  seen({ method, path, status, headers, body: await response.clone().json() });
  return response;
}

/** Holds an error against its status and fields; its id is a UUID, and the header's. */
async function expectError(response: Response, status: number, fields: object): Promise<void> {
  const { correlationId, ...rest } = (await response.json()) as { correlationId: string };
  expect({ code: response.status, ...rest }).toEqual({ code: status, status: 'error', ...fields });
  expect(correlationId).toMatch(UUID);
  expect(response.headers.get('x-hubspot-correlation-id')).toBe(correlationId);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
}

const hubSpotRoutes = routes.filter(({ path }) => /^\/(email|crm)\//.test(path));

describe('without a key that is known', () => {
  test.each(
    hubSpotRoutes.flatMap(({ method, path }) =>
      [undefined, 'cm_unknown', '%%%'].map((key) => [method, path, key] as const),
    ),
  )('%s %s with %s is 401 word for word', async (method, path, key) => {
    const response = await ask(path.replaceAll(/\{\w+\}/g, '1'), { key, method });
    await expectError(response, 401, {
      message:
        'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
      category: 'INVALID_AUTHENTICATION',
    });
    expect(response.headers.get('x-hubspot-auth-failure')).toBe('401 Unauthorized');
  });

  test('neither has the path with a slash at its end', async () => {
    const response = await ask('/email/public/v1/subscriptions/?portalId=1');
    expect(response.status).toBe(401);
    expect(response.headers.get('x-hubspot-auth-failure')).toBe('401 Unauthorized');
  });
});

describe('with a key', () => {
  test('there are no custom objects', async () => {
    const response = await ask('/crm/v3/schemas', { key: target.keys.agent });
    expect([response.status, await response.json()]).toEqual([200, { results: [] }]);
  });

  test.each([
    '/email/public/v1/subscriptions',
    '/email/public/v1/subscriptions?portalId=62515',
    '/email/public/v1/subscriptions/',
    '/email/public/v1/subscriptions/?portalId=62515',
  ])('%s has one definition for all marketing email', async (path) => {
    const response = await ask(path, { key: target.keys.owner });
    expect([response.status, await response.json()]).toEqual([
      200,
      {
        subscriptionDefinitions: [
          {
            id: 1,
            portalId: expect.any(Number),
            name: 'Marketing email',
            description: 'All marketing email of this account.',
            active: true,
            internal: false,
            category: 'Marketing',
            channel: 'Email',
            order: 0,
            internalName: 'MARKETING_EMAIL',
            businessUnitId: 0,
          },
        ],
      },
    ]);
  });

  test('the portal is the account of the key', async () => {
    const portalOf = async (key: string) => {
      const response = await ask('/email/public/v1/subscriptions', { key });
      const body = (await response.json()) as { subscriptionDefinitions: { portalId: number }[] };
      return body.subscriptionDefinitions[0]?.portalId;
    };
    const { owner, agent, other } = target.keys;
    expect(await portalOf(agent)).toBe(await portalOf(owner));
    expect(await portalOf(other)).not.toBe(await portalOf(owner));
  });

  test('the key may come as hapikey, as old clients send it', async () => {
    expect((await ask(`/crm/v3/schemas?hapikey=${target.keys.owner}`)).status).toBe(200);
  });

  test('every answer has its id and the rate', async () => {
    const { headers } = await ask('/crm/v3/schemas', { key: target.keys.owner });
    expect(headers.get('x-hubspot-correlation-id')).toMatch(UUID);
    expect(headers.get('x-hubspot-ratelimit-max')).toMatch(/^\d+$/);
    expect(headers.get('x-hubspot-ratelimit-remaining')).toMatch(/^\d+$/);
    expect(headers.get('x-hubspot-ratelimit-interval-milliseconds')).toBe('60000');
    expect(headers.get('x-hubspot-ratelimit-secondly')).toBe(headers.get('x-hubspot-ratelimit-max'));
    expect(headers.has('x-hubspot-ratelimit-daily')).toBe(false);
    expect(headers.has('x-ratelimit-limit')).toBe(false);
  });
});

describe('elsewhere', () => {
  test.each([
    '/email/public/v1/nothing',
    '/email/public/v1/subscriptions//',
    '/crm/v3/schemas/',
    '/crm/v3/objects',
  ])('%s is 404', async (path) => {
    await expectError(await ask(path, { key: target.keys.owner }), 404, {
      message: 'There is nothing at this path.',
    });
  });

  test.each(['/email/public/v1/subscriptions', '/email/public/v1/subscriptions/'])(
    'DELETE %s is 405, with what is allowed',
    async (path) => {
      const response = await ask(path, { method: 'DELETE', key: target.keys.owner });
      expect(response.headers.get('allow')).toBe('GET');
      await expectError(response, 405, { message: 'DELETE is not possible here: GET is.' });
    },
  );

  test('a path of Follow Up Boss is answered in its words', async () => {
    const response = await ask('/v1/nothing');
    const message = 'There is nothing at this path.';
    expect(await response.json()).toEqual({ errorMessage: message, message });
    expect(response.headers.has('x-hubspot-correlation-id')).toBe(false);
  });
});
