import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Route, routes } from '../../lib/http/routes.ts';
import { askHostile, askNowhere, openTarget, type Statuses, type Target } from './any-input.ts';
import { type Emulators, startEmulators } from './installation.ts';

/** Writes before reads, so that there is much to read; what deletes comes last. */
const ORDER: Route['method'][] = ['POST', 'PUT', 'GET', 'DELETE'];
const inOrder = routes.toSorted((a, b) => ORDER.indexOf(a.method) - ORDER.indexOf(b.method));

/**
 * Any input is answered: hostile requests to each route and to none are never answered with a 5xx, and what is
 * accepted is processed.
 * @param requests to each route
 */
export function testAnyInput(requests: number): void {
  let emulators: Emulators;
  let target: Target;
  beforeAll(async () => {
    emulators = await startEmulators();
    target = await openTarget(emulators, routes);
  });
  afterAll(() => emulators.close());

  describe('whatever is sent is answered, in the dialect’s words where it is refused', () => {
    test.each(inOrder.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', async (_, route) => {
      expectDepth(route, await askHostile(target, route, requests));
    });

    test('any other path', async () => {
      const statuses = await askNowhere(target, inOrder, requests);
      // With a slash at its end a route is found all the same.
      expect(Object.keys(statuses)).toEqual(expect.arrayContaining(['200', '404', '405']));
    });
  });
}

/** A run in which everything was refused, or nothing was, would have shown little. */
function expectDepth({ method, path, roles }: Route, statuses: Statuses): void {
  const answered = Object.keys(statuses).map(Number);
  console.debug(method, path, JSON.stringify(statuses));
  expect(answered.filter((status) => status < 300)).not.toEqual([]);
  if (roles === null) return;
  expect(answered).toContain(401);
  if (method === 'POST' || method === 'PUT') expect(answered).toEqual(expect.arrayContaining([400, 415]));
  if (path.includes('{')) expect(answered.filter((status) => status === 400 || status === 404)).not.toEqual([]);
}
