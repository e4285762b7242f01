import { describe, expect, test } from 'vitest';
import { checkSetFull, checkTotalQueue, type Op } from './nothing-lost/history.ts';
import { nothingLostTest } from './nothing-lost-tests.ts';

nothingLostTest({
  requests: 10,
  events: 100,
  campaigns: 4,
  people: 40,
  faults: 0.15,
  readEvery: 10,
  seed: 1,
});

describe('the checkers find', () => {
  const accepted: Op[] = [
    { op: 'attempt', elements: [1, 2, 3] },
    { op: 'accept', elements: [1, 2] },
  ];
  const one: Op = { op: 'settle', elements: [1], as: 'stored' };
  const read = (...elements: number[]): Op => ({ op: 'read', elements });
  const list = (...history: Op[]) => checkSetFull(history, () => true);

  test('what was accepted and is nowhere', () => {
    expect(checkTotalQueue([...accepted, one], new Set())).toMatchObject({
      accepted: 2,
      stored: 1,
      lost: [2],
    });
    expect(checkTotalQueue([...accepted, one], new Set([2]))).toMatchObject({ lost: [] });
  });

  test('what nobody sent', () =>
    expect(checkTotalQueue([...accepted, { ...one, elements: [4] }], new Set([1, 2])).unexpected).toEqual([
      4,
    ]));

  test('what a list lacks, loses or has twice', () => {
    expect(list(one, read())).toEqual({ lost: [1], vanished: [], repeated: [] });
    expect(list(read(2), read())).toEqual({ lost: [], vanished: [2], repeated: [] });
    expect(list(read(3, 3))).toEqual({ lost: [], vanished: [], repeated: [3] });
    expect(list(read(1), one, read(1, 2))).toEqual({ lost: [], vanished: [], repeated: [] });
  });
});
