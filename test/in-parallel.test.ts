import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inGroups } from '../lib/in-groups.ts';
import { inParallel } from '../lib/in-parallel.ts';

describe('work in parallel', () => {
  it('is done for every value, so many at a time', async () => {
    let [running, most] = [0, 0];
    const done: number[] = [];
    await inParallel([1, 2, 3, 4, 5], 2, async (value) => {
      most = Math.max(most, ++running);
      await sleep(1);
      running--;
      done.push(value);
    });
    expect([done.toSorted(), most]).toEqual([[1, 2, 3, 4, 5], 2]);
  });

  it('that fails throws its first failure, begins nothing further, and has left nothing under way', async () => {
    const events: string[] = [];
    const work = inParallel([30, 5, 1, 1, 1, 1], 2, async (ms) => {
      events.push(`begins ${ms}`);
      await sleep(ms);
      events.push(`ends ${ms}`);
      if (ms > 1) throw new Error(`failed ${ms}`);
    });
    await expect(work).rejects.toThrow('failed 5');
    expect(events).toEqual(['begins 30', 'begins 5', 'ends 5', 'ends 30']);
  });
});

describe('values in groups', () => {
  it('keep their order, and the last group may be smaller', () => {
    expect(inGroups([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(inGroups([1, 2], 2)).toEqual([[1, 2]]);
    expect(inGroups([], 2)).toEqual([]);
  });
});
