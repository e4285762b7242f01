import { expect, it } from 'vitest';
import { crashMessage, crashRequest, eraseCleanly } from '../promises/erasure-crashes.ts';
import type { Fault } from '../protocol/faults.ts';

const faults: readonly Fault[] = ['kill-before', 'kill-after', 'fail-before', 'lost', 'throttled'];

it('an erasure that fails at any two of its calls, in any of five ways, leaves nothing', async () => {
  const { end, begin, deliver } = await eraseCleanly();
  const halves = [
    { crash: crashRequest, calls: begin },
    { crash: crashMessage, calls: deliver },
  ];
  let runs = 0;
  for (const { crash, calls } of halves) {
    for (let first = 0; first < calls; first++) {
      for (let second = 0; second < calls; second++) {
        // Each pair of calls in one of the pairs of ways, and all of these about equally often.
        const [one, two] = [faults[runs % 5], faults[Math.floor(runs / 5) % 5]] as [Fault, Fault];
        await crash(
          [
            { call: first, fault: one },
            { call: second, fault: two },
          ],
          end,
        );
        runs++;
      }
    }
  }
  console.log(`${runs} pairs of faults`);
  expect(runs).toBeGreaterThan(400);
});
