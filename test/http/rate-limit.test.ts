import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../../lib/http/caller.ts';
import { rateLimiter } from '../../lib/http/rate-limit.ts';
import type { Table } from '../../lib/store/table.ts';
import { type EmbeddedTable, openEmbeddedTable } from '../store/embedded-table.ts';

const MINUTE = 60_000;
let embedded: EmbeddedTable;
let keys = 0;

beforeAll(async () => {
  embedded = await openEmbeddedTable();
});
afterAll(() => embedded.close());

/** Every test counts a key of its own. */
const aCaller = (ratePerMinute: number): Caller => ({
  account: 1,
  user: 1,
  role: 'owner',
  keyHash: `hash-${++keys}`,
  ratePerMinute,
});

function counting(table: Table): { table: Table; calls: () => number } {
  let calls = 0;
  return {
    table: {
      name: table.name,
      call(operation, input) {
        calls += 1;
        return table.call(operation, input);
      },
    },
    calls: () => calls,
  };
}

describe('one instance', () => {
  test.each([1, 2, 19, 20, 21, 39, 500])(
    'admits exactly a rate of %i, and knows what is left',
    async (rate) => {
      const { table, calls } = counting(embedded.table);
      const count = rateLimiter(table);
      const caller = aCaller(rate);
      for (let request = 1; request <= rate; request++) {
        expect(await count(caller, 0)).toEqual({ admitted: true, limit: rate, remaining: rate - request });
      }
      for (let request = 0; request < 3; request++) {
        expect(await count(caller, MINUTE - 1)).toEqual({ admitted: false, limit: rate, remaining: 0 });
      }
      expect(calls()).toBeLessThanOrEqual(Math.min(rate, 60));
      expect(await count(caller, MINUTE)).toMatchObject({ admitted: true, remaining: rate - 1 });
    },
  );

  test('pays a write for one in ten of its requests', async () => {
    const { table, calls } = counting(embedded.table);
    const count = rateLimiter(table);
    const caller = aCaller(500);
    for (let request = 0; request < 250; request++) await count(caller, 0);
    expect(calls()).toBeLessThanOrEqual(25);
  });

  test('admits exactly the rate to requests that come all at once, and takes each block once', async () => {
    const { table, calls } = counting(embedded.table);
    const count = rateLimiter(table);
    const caller = aCaller(100);
    const answers = await Promise.all(Array.from({ length: 130 }, () => count(caller, 0)));
    expect(answers.filter(({ admitted }) => admitted)).toHaveLength(100);
    expect(calls()).toBeLessThanOrEqual(40);
  });

  test('counts keys apart', async () => {
    const count = rateLimiter(embedded.table);
    const [one, other] = [aCaller(1), aCaller(1)];
    expect((await count(one, 0)).admitted).toBe(true);
    expect((await count(one, 0)).admitted).toBe(false);
    expect((await count(other, 0)).admitted).toBe(true);
  });

  test('goes on after the table failed', async () => {
    let failing = true;
    const table: Table = {
      name: embedded.table.name,
      call: (operation, input) =>
        failing ? Promise.reject(new Error('down')) : embedded.table.call(operation, input),
    };
    const count = rateLimiter(table);
    const caller = aCaller(5);
    await expect(count(caller, 0)).rejects.toThrow('down');
    failing = false;
    expect((await count(caller, 0)).admitted).toBe(true);
  });
});

test.each([
  [100, 1],
  [40, 2],
  [10, 20],
])(
  '%i instances that go idle after %i requests leave the others what they did not use',
  async (idle, each) => {
    const caller = aCaller(500);
    for (let instance = 0; instance < idle; instance++) {
      const count = rateLimiter(embedded.table);
      for (let request = 0; request < each; request++) {
        expect(await count(caller, 0)).toMatchObject({ admitted: true });
      }
    }
    const last = rateLimiter(embedded.table);
    let admitted = 0;
    while ((await last(caller, 0)).admitted) admitted += 1;
    expect(admitted).toBeGreaterThanOrEqual(500 - 2 * idle * each);
  },
);

test('several instances never admit more than the rate in a window, and one that goes on alone gets what is left', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.record({ instance: fc.nat({ max: 3 }), at: fc.nat({ max: 2 * MINUTE - 1 }) }), {
        maxLength: 120,
      }),
      async (rate, requests) => {
        const caller = aCaller(rate);
        const instances = Array.from({ length: 4 }, () => rateLimiter(embedded.table));
        const admitted = [0, 0];
        await Promise.all(
          requests.map(async ({ instance, at }) => {
            const answer = await instances[instance]?.(caller, at);
            expect(answer?.remaining).toBeGreaterThanOrEqual(0);
            expect(answer?.remaining).toBeLessThanOrEqual(rate);
            if (answer?.admitted) admitted[Math.floor(at / MINUTE)]! += 1;
          }),
        );
        for (const count of admitted) expect(count).toBeLessThanOrEqual(rate);
      },
    ),
    { numRuns: 25 },
  );
});
