import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Route, routes } from '../../lib/http/routes.ts';
import { askHostile, askNowhere, openTarget, type Statuses, type Target } from './any-input.ts';
import { expectPrototypesUnharmed } from './expect-answer.ts';
import { type Emulators, startEmulators } from './installation.ts';

/** Reads while there is little to read; then writes; what deletes comes last. */
const ORDER: Route['method'][] = ['GET', 'POST', 'PUT', 'DELETE'];
const inOrder = routes.toSorted((a, b) => ORDER.indexOf(a.method) - ORDER.indexOf(b.method));
const named = inOrder.map((route, position) => [`${route.method} ${route.path}`, route, position] as const);

/** After so many requests to a route it goes on with a new installation: reading all that they left takes long. */
const REQUESTS_OF_TARGET = 500;
/** Reads of what the hostile writes have left, for each route that reads. */
const REREADS = 5;

/**
 * Any input is answered: hostile requests to each route and to none are never answered with a 5xx, and what is
 * accepted is processed.
 * @param requests to each route that writes, and to each that reads, which takes longer
 */
export function testAnyInput(requests: { writing: number; reading: number }): void {
  let emulators: Emulators;
  let target: Target;
  beforeAll(async () => {
    emulators = await startEmulators();
    target = await openTarget(emulators, routes);
  });
  afterAll(() => emulators.close());

  /** Asks the target, and others after it if there is much to ask. */
  async function askAll(
    requests: number,
    seed: number,
    ask: (target: Target, runs: { numRuns: number; seed: number }) => Promise<Statuses>,
  ): Promise<Statuses> {
    const all: Statuses = {};
    for (let asked = 0; asked < requests; asked += REQUESTS_OF_TARGET) {
      const current = asked === 0 ? target : await openTarget(emulators, routes);
      const numRuns = Math.min(REQUESTS_OF_TARGET, requests - asked);
      const statuses = await ask(current, { numRuns, seed: seed * 1_000 + asked / REQUESTS_OF_TARGET });
      for (const [status, count] of Object.entries(statuses))
        all[Number(status)] = (all[Number(status)] ?? 0) + count;
    }
    return all;
  }

  describe('whatever is sent is answered, in the words of its dialect where it is refused, to', () => {
    test.each(named)('%s', async (_, route, position) => {
      const count = route.method === 'GET' ? requests.reading : requests.writing;
      expectDepth(route, await askAll(count, position, (current, runs) => askHostile(current, route, runs)));
    });

    test('any other path', async () => {
      const statuses = await askAll(requests.writing, named.length, (current, runs) =>
        askNowhere(current, inOrder, runs),
      );
      // With a slash at its end a route is found all the same.
      expect(Object.keys(statuses)).toEqual(expect.arrayContaining(['200', '404', '405']));
    });
  });

  test('what was accepted can be read', async () => {
    for (const [, route, position] of named.filter(([, { method }]) => method === 'GET')) {
      await askHostile(target, route, { numRuns: REREADS, seed: 1_000_000 + position });
    }
  });

  // Takes a tenth of a second, so once; after each request only what `Object.prototype` was given is looked for.
  test('nothing that all code shares was changed by it', () => expectPrototypesUnharmed());
}

/** A run in which everything was refused, or nothing was, would have shown little. */
function expectDepth({ method, path, roles }: Route, statuses: Statuses): void {
  const answered = Object.keys(statuses).map(Number);
  expect(answered.filter((status) => status < 300)).not.toEqual([]);
  if (roles === null) return;
  expect(answered).toContain(401);
  if (method === 'POST' || method === 'PUT') expect(answered).toEqual(expect.arrayContaining([400, 415]));
  if (path.includes('{'))
    expect(answered.filter((status) => status === 400 || status === 404)).not.toEqual([]);
}
