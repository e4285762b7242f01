import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { routes } from '../../lib/http/routes.ts';
import { type Emulators, startEmulators } from './installation.ts';
import { getAhead, histories, live, readAll, type Side, settle, sides, type Tenant } from './tenants.ts';
import { foreignRequests, present } from './tenants-foreign.ts';
import '../seed.ts';

export interface TenantsOptions {
  numRuns: number;
  /** Steps of a history at most, beside one for each route that writes. */
  more: number;
  /** Of each thing of the other's, how many are presented; of each list, how many requests read it. */
  things: number;
  timeoutMs: number;
}

const closed = routes.filter(({ roles }) => roles !== null);
const names = closed.map(({ method, path }) => `${method} ${path}`).sort();
/** In so many worlds each route is asked for something that is there; in fewer it is a matter of luck. */
const MANY_RUNS = 100;

const other = (side: Side): Side => (side === 'alpha' ? 'beta' : 'alpha');

/** Tenants are islands: what one does changes no byte of any answer to another, and nothing of its leads anywhere. */
export function testTenants({ numRuns, more, things, timeoutMs }: TenantsOptions): void {
  let emulators: Emulators;
  beforeAll(async () => {
    // The functions take their clock when they start.
    vi.useFakeTimers({ toFake: ['Date'] });
    emulators = await startEmulators();
  });
  afterAll(async () => {
    await emulators.close();
    vi.useRealTimers();
  });

  test(
    `in ${numRuns} worlds, one tenant is answered as if there were no other`,
    async () => {
      const asked = new Set<string>();
      const done = new Set<string>();
      await fc.assert(
        fc.asyncProperty(histories(more), fc.constantFrom(...sides), async (history, side) => {
          const full = await live(emulators, history, sides);
          const foreign = full.tenants[other(side)];
          await getAhead(foreign, full.installation);
          const foreignThings = foreignRequests(foreign, full.tenants[side].account, things);
          const end = async ({ tenants, installation }: typeof full): Promise<Tenant> => {
            await present(tenants[side], foreignThings);
            await settle(installation);
            await readAll(tenants[side], things);
            return tenants[side];
          };
          const now = Date.now();
          const among = await end(full);
          const twin = await live(emulators, history, [side]);
          expect(Date.now()).toBe(now);
          const alone = await end(twin);

          expect(among.transcript).toEqual(alone.transcript);
          expect(among.transcript.filter((line) => line.includes(`${foreign.side}.example`))).toEqual([]);
          for (const route of among.asked) asked.add(route);
          for (const route of among.done) done.add(route);
        }),
        // A failure is found in seconds; making it smaller would take minutes.
        { numRuns, endOnFailure: true },
      );
      expect([...asked].sort()).toEqual(names);
      if (numRuns >= MANY_RUNS) expect([...done].sort()).toEqual(names);
    },
    timeoutMs,
  );
}
