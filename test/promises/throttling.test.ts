import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { withInvocation } from '../../lib/invocation.ts';
import { retry } from '../../lib/retry.ts';
import { Random } from '../blast/random.ts';
import '../seed.ts';
import { awsError } from './weather/faults.ts';
import { storms } from './weather/storm-tests.ts';

/** Also on a machine that has much else to do. */
vi.setConfig({ testTimeout: 120_000 });

storms({ seeds: 1, storm: { requests: 12, people: 4 }, hurried: { requests: 6, people: 2 }, atOnce: 20 });

const throttle = () => Promise.reject(awsError('ThrottlingException', 400));

test('a call that is refused again and again is sent 3 times, with pauses of any length up to a bound that doubles', async () => {
  const random = new Random(Number(process.env.CHAINMAIL_TEST_SEED ?? 1));
  const pauses: [number[], number[]] = [[], []];
  const runs = 1_000;
  for (let run = 0; run < runs; run++) {
    let sends = 0;
    const attempt = () => {
      sends++;
      return throttle();
    };
    const sleep = async (ms: number) => void pauses[sends - 1]?.push(ms);
    const refused = withInvocation({ sleep, random: () => random.next() }, () => retry(attempt));
    await expect(refused).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(sends).toBe(3);
  }
  for (const [position, bound] of [100, 200].entries()) {
    const given = pauses[position] as number[];
    expect(given).toHaveLength(runs);
    // Uniform: each tenth of what may be has about a tenth of them (a standard deviation is 9.5).
    const tenths = Map.groupBy(given, (ms) => Math.floor((10 * ms) / bound));
    expect([...tenths.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const { length } of tenths.values()) expect(Math.abs(length - runs / 10)).toBeLessThan(45);
  }
});

const plan = fc.record({
  deadline: fc.nat(900),
  tries: fc.array(
    fc.record({
      outcome: fc.constantFrom('answers', 'leaves something out', 'is throttled', 'is refused'),
      takesMs: fc.nat(300),
    }),
    { minLength: 3, maxLength: 3 },
  ),
  chance: fc.tuple(fc.nat(999), fc.nat(999)),
});

test('no try begins and no pause ends after the deadline, whenever that is', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ deadline, tries, chance }) => {
      let now = 0;
      let sends = 0;
      const late: string[] = [];
      const attempt = async (): Promise<boolean> => {
        if (now >= deadline) late.push(`a try at ${now}`);
        const { outcome = '', takesMs = 0 } = tries[sends++] ?? {};
        now += takesMs;
        if (outcome === 'is throttled') await throttle();
        if (outcome === 'is refused') throw awsError('ValidationException', 400);
        return outcome === 'answers';
      };
      const sleep = async (ms: number) => {
        now += ms;
        if (now >= deadline) late.push(`a pause until ${now}`);
      };
      const random = () => (chance[sends - 1] as number) / 1_000;
      const complete = await withInvocation({ now: () => now, sleep, random, deadline }, () =>
        retry(attempt, (answer) => !answer).catch(() => false),
      );

      expect(late).toEqual([]);
      const decided = tries.findIndex(({ outcome }) => outcome === 'answers' || outcome === 'is refused');
      const most = decided < 0 ? 3 : decided + 1;
      expect(sends).toBeLessThanOrEqual(most);
      expect(complete).toBe(tries[sends - 1]?.outcome === 'answers');
      // Where all fit in, pauses at their longest, none is left out.
      const longest = tries.reduce((sum, { takesMs }) => sum + takesMs, 300);
      if (longest < deadline) expect(sends).toBe(most);
    }),
    { numRuns: 500 },
  );
});
