import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { main as account } from '../../infra/commands/account.ts';
import { roles } from '../../lib/http/caller.ts';
import { type Route, routes } from '../../lib/http/routes.ts';
import { hashOfKey } from '../../lib/store/api-keys.ts';
import { toKey } from '../../lib/store/attributes.ts';
import { apiKeyKey } from '../../lib/store/keys.ts';
import { basic } from '../http/an-event.ts';
import { callsOf } from './calls.ts';
import { exampleOf, pickBy } from './examples.ts';
import { expectAnswer } from './expect-answer.ts';
import { type Emulators, type Installation, type Sent, startEmulators, type Told } from './installation.ts';
import { Known } from './known.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const WITHIN_MS = 60_000;

let emulators: Emulators;
let installation: Installation;
/** Of each role, and one of the owner's that was revoked long ago. */
const keys = new Map<string, string>();
let revoked: string;

beforeAll(async () => {
  // The functions take their clock when they start.
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  emulators = await startEmulators();
  installation = await emulators.install();
  await command('create', '--name', 'Acme', '--email', 'owner@acme.test');
  for (const role of roles) keys.set(role, await makeKey(role));
  revoked = await makeKey('owner');
  await revoke(revoked);
});
afterAll(async () => {
  await emulators.close();
  vi.useRealTimers();
});

/** What an operator types: `npm run account -- …`. */
async function command(...words: string[]): Promise<{ key?: string }> {
  const print = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    expect(await account([...words, '--json'])).toBe(0);
    return JSON.parse(String(print.mock.calls[0]?.[0]));
  } finally {
    print.mockRestore();
  }
}

async function makeKey(role: string): Promise<string> {
  const whose = ['--account', '1', '--email', `${role}@acme.test`, '--role', role];
  return (await command('key', ...whose, '--rate', '100000')).key ?? '';
}

const revoke = (key: string) => command('revoke', '--account', '1', '--key', hashOfKey(key).slice(0, 12));

/** A request that the route would take. */
function requestTo(route: Route, { query = '', headers = {} }: Pick<Sent, 'query' | 'headers'>): Sent {
  const ingredients = { known: new Known(), pick: pickBy([0]), now: NOW, mark: 'mark' };
  const { path, json } = exampleOf(route, ingredients);
  return {
    method: route.method,
    path: route.path.replace(/\{(\w+)\}/g, (_, name: string) => path[name] ?? ''),
    query,
    headers,
    ...(json !== undefined && { json }),
  };
}

async function ask(sent: Sent): Promise<Told & { calls: Awaited<ReturnType<typeof callsOf>>['calls'] }> {
  const { result, calls } = await callsOf(() => installation.ask(sent));
  expectAnswer(sent.path, result);
  return { ...result, calls };
}

type Named = [name: string, route: Route];
const named = (some: readonly Route[]): Named[] =>
  some.map((route) => [`${route.method} ${route.path}`, route]);
const closed = routes.filter(({ roles }) => roles !== null);
const withRoles = closed.filter(({ roles }) => roles !== undefined);
const open = routes.filter(({ roles }) => roles === null);
/** They have a path of their own with a slash at the end, and lead elsewhere then. */
const withSlash = closed.filter(({ slash }) => slash).map((route) => ({ ...route, path: `${route.path}/` }));

/** Who comes without a key that can be read: nothing is looked up. */
const withoutKey: [string, Pick<Sent, 'query' | 'headers'>][] = [
  ['no key', {}],
  ['an empty header', { headers: { authorization: '' } }],
  ['a scheme alone', { headers: { authorization: 'Bearer' } }],
  ['a Basic of nothing', { headers: { authorization: 'Basic ' } }],
  ['a Basic that is no Base64', { headers: { authorization: 'Basic %%%' } }],
  ['a Basic without a user', { headers: basic('', 'password') }],
  ['another scheme', { headers: { authorization: 'Digest username="x"' } }],
  ['an empty hapikey', { query: 'hapikey=' }],
];

/** Who comes with a key that opens nothing. */
const withKey: [string, () => { key: string } & Pick<Sent, 'query' | 'headers'>][] = [
  ['an unknown key', () => wayOf('cm_unknown', 'basic')],
  ['an unknown token', () => wayOf('cm_unknown', 'bearer')],
  ['an unknown hapikey', () => wayOf('cm_unknown', 'query')],
  ['a key with a letter less', () => wayOf(keyOf('owner').slice(0, -1), 'bearer')],
  ['what is stored of a key', () => wayOf(hashOfKey(keyOf('owner')), 'bearer')],
  ['a revoked key', () => wayOf(revoked, 'basic')],
  ['a revoked token', () => wayOf(revoked, 'bearer')],
  ['a revoked hapikey', () => wayOf(revoked, 'query')],
];

const keyOf = (role: string): string => keys.get(role) ?? '';

function wayOf(key: string, way: 'basic' | 'bearer' | 'query') {
  if (way === 'query') return { key, query: String(new URLSearchParams({ hapikey: key })) };
  return { key, headers: way === 'basic' ? basic(key) : { authorization: `Bearer ${key}` } };
}

describe('closed to strangers, before anything is read but the key that they sent, is', () => {
  test.each(named([...closed, ...withSlash]))('%s', async (_, route) => {
    for (const [who, credentials] of withoutKey) {
      const { status, headers, calls } = await ask(requestTo(route, credentials));
      expect([who, status, calls]).toEqual([who, 401, []]);
      expect(headers['WWW-Authenticate']).toBe('Basic realm="chainmail"');
    }
    for (const [who, of] of withKey) {
      const { key, ...credentials } = of();
      const { status, headers, calls } = await ask(requestTo(route, credentials));
      expect([who, status]).toEqual([who, 401]);
      expect(headers).not.toHaveProperty('X-RateLimit-Limit');
      expect(calls).toMatchObject([
        { operation: 'GetItem', input: { Key: toKey(apiKeyKey(hashOfKey(key))), ConsistentRead: true } },
      ]);
      expect(calls).toHaveLength(1);
    }
  });
});

test.each(named(withRoles))(
  '%s is closed to other roles, before anything is read but the key and its rate',
  async (_, route) => {
    for (const role of roles) {
      const key = keyOf(role);
      const { status, calls } = await ask(requestTo(route, wayOf(key, 'basic')));
      if (route.roles?.includes(role)) {
        expect([role, status]).not.toEqual([role, 403]);
        continue;
      }
      expect([role, status]).toEqual([role, 403]);
      const { PK } = toKey(apiKeyKey(hashOfKey(key)));
      for (const { input } of calls) expect(input.Key?.PK).toEqual(PK);
    }
  },
);

test.each(named(open))('%s is open, and reads nothing', async (_, route) => {
  for (const credentials of [{}, wayOf('cm_unknown', 'basic'), wayOf(keyOf('owner'), 'basic')]) {
    const { status, calls } = await ask(requestTo(route, credentials));
    expect([status, calls]).toEqual([200, []]);
  }
});

test('what is nowhere reads nothing, whoever asks', async () => {
  const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'];
  const paths = [
    ...routes.map(({ path }) => path.replace(/\{\w+\}/g, '1')),
    '/',
    '/v1',
    '/v1/nothing',
    '/crm/x',
  ];
  for (const path of paths) {
    for (const method of methods) {
      const sent = { method, path, headers: basic(keyOf('owner')) };
      if (findsRoute(sent)) continue;
      const { status, calls } = await ask(sent);
      expect([method, path, status, calls]).toEqual([method, path, expect.toBeOneOf([404, 405]), []]);
    }
  }
});

const findsRoute = ({ method, path }: Sent): boolean =>
  routes.some(
    (route) =>
      route.method === method && new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );

test('a key that is revoked opens nothing after 60 s, however often it is used meanwhile', async () => {
  const key = await makeKey('owner');
  const accepted = async (): Promise<string[]> => {
    const answers = await Promise.all(
      closed.map(
        async (route) => [route, await installation.ask(requestTo(route, wayOf(key, 'bearer')))] as const,
      ),
    );
    return answers.flatMap(([{ method, path }, { status }]) => (status === 401 ? [] : [`${method} ${path}`]));
  };
  expect(await accepted()).toHaveLength(closed.length);
  await revoke(key);
  // Or this would show nothing of functions that know the key.
  expect(await accepted()).not.toEqual([]);
  const start = Date.now();
  for (let passed = 0; passed < WITHIN_MS; passed += 10_000) {
    vi.setSystemTime(start + passed);
    await accepted();
  }
  vi.setSystemTime(start + WITHIN_MS);
  expect(await accepted()).toEqual([]);
});
