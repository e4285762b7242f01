import * as fc from 'fast-check';
import { expect } from 'vitest';
import { DEFAULT_FUNCTION, type Route } from '../../lib/http/routes.ts';
import { createAccount } from '../../lib/store/accounts.ts';
import { anyCharacter } from '../any-character.ts';
import { basic } from '../http/an-event.ts';
import { callsOf } from './calls.ts';
import { exampleOf, pickBy } from './examples.ts';
import { expectAnswer, expectKeys } from './expect-answer.ts';
import { always, hostileRequest, hostilities } from './hostile-requests.ts';
import type { Emulators, Installation, Sent } from './installation.ts';
import { Known } from './known.ts';
import '../seed.ts';

/** How often each status was answered. */
export type Statuses = Record<number, number>;

/** A sender that knows what it has, and an installation that is asked whatever comes to mind. */
export interface Target {
  installation: Installation;
  known: Known;
  key: string;
  account: number;
}

const MARK = 'mark';
const PROCESSED_EVERY = 50;
const NOWHERE = { function: DEFAULT_FUNCTION, routeKey: '$default' };

/** An installation with a few people, campaigns and events, so that hostile requests get somewhere. */
export async function openTarget(emulators: Emulators, routes: readonly Route[]): Promise<Target> {
  const installation = await emulators.install();
  const now = Date.now();
  const owner = { name: 'Acme', email: 'owner@acme.test', ratePerMinute: 10_000_000, now };
  const { key, account } = await createAccount(installation.table, owner);
  const known = new Known();
  const target = { installation, known, key, account };
  const posts = routes.filter(({ method }) => method === 'POST');
  for (let round = 0; round < 12; round++) {
    for (const route of posts) {
      const choices = fc.sample(fc.nat(10_000), { numRuns: 40, seed: round });
      const { path, query, json } = exampleOf(route, {
        ...{ known, now, mark: MARK },
        pick: pickBy(choices),
      });
      expect(path).toEqual({});
      const headers = { ...basic(key), ...(round % 2 === 0 && { prefer: 'respond-async' }) };
      const sent = {
        method: 'POST',
        path: route.path,
        query: String(new URLSearchParams(query)),
        headers,
        json,
      };
      known.learn(sent, await installation.ask(sent));
    }
  }
  await process(target);
  return target;
}

export interface Runs {
  numRuns: number;
  /** Chooses the requests, with the seed of all tests. */
  seed: number;
}

/**
 * Asks a route so many times in hostile ways, and has the event-processor process what it accepted.
 * @returns what it answered
 */
export async function askHostile(target: Target, route: Route, runs: Runs): Promise<Statuses> {
  const { installation, known, key, account } = target;
  const statuses: Statuses = {};
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(hostilities, async (hostility) => {
      const request = hostileRequest(route, hostility, { known, key, account, now: Date.now(), mark: MARK });
      await askOnce(target, request.sent, statuses, () => installation.ask(request.sent, request.target));
      if (++asked % PROCESSED_EVERY === 0) await process(target);
    }),
    { ...seeded(runs), examples: always(route).map((hostility) => [hostility]) },
  );
  await process(target);
  return statuses;
}

/** The same of paths and methods that no route has, or that came with a slash at their end. */
export async function askNowhere(target: Target, routes: readonly Route[], runs: Runs): Promise<Statuses> {
  const { installation, known, key, account } = target;
  const statuses: Statuses = {};
  const methods = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'CONNECT', 'x');
  const nowhere = fc.record({
    hostility: hostilities,
    route: fc.oneof(fc.constantFrom(...routes), fc.constantFrom(...routes.filter(({ slash }) => slash))),
    method: fc.option(methods, { nil: undefined, freq: 1 }),
    end: fc.oneof(fc.constantFrom('/', '/', '/', '//', '', '/%', '/..'), fc.string({ unit: anyCharacter })),
    anywhere: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.string({ unit: anyCharacter }) },
    ),
  });
  await fc.assert(
    fc.asyncProperty(nowhere, async ({ hostility, route, method, end, anywhere }) => {
      const { sent } = hostileRequest(route, hostility, { known, key, account, now: Date.now(), mark: MARK });
      const elsewhere = {
        ...sent,
        ...(method && { method }),
        path: `/${anywhere ?? sent.path.slice(1)}${end}`,
      };
      await askOnce(target, elsewhere, statuses, () => installation.ask(elsewhere, NOWHERE));
    }),
    seeded(runs),
  );
  return statuses;
}

const seeded = ({ numRuns, seed }: Runs) => ({
  numRuns,
  seed: (fc.readConfigureGlobal().seed ?? 0) * 1_000_003 + seed,
});

async function askOnce(
  { known }: Target,
  sent: Sent,
  statuses: Statuses,
  ask: () => ReturnType<Installation['ask']>,
): Promise<void> {
  const { result: told, calls } = await callsOf(ask);
  statuses[told.status] = (statuses[told.status] ?? 0) + 1;
  expectAnswer(sent.path, told);
  expectKeys(calls);
  expect(Object.keys(Object.prototype)).toEqual([]);
  known.learn(sent, told);
}

/** What was accepted can be stored: nothing fails, and nothing is left behind. */
async function process({ installation }: Target): Promise<void> {
  expect(await installation.process()).toMatchObject({ failed: 0 });
  expect(await installation.left()).toEqual({ queued: 0, dead: 0 });
}
