import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fault } from '../protocol/faults.ts';
import { expectSame, run } from './crashes.ts';
import { openStage, type Stage } from './stage.ts';

/**
 * @param faultsOf what befalls the call of this number, each in a run of its own
 * @param some positions of the steps of a run; absent: all
 */
export function crashesTest(faultsOf: (call: number) => Fault[], some?: number[]): void {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(0);
  });
  afterAll(() => stage.close());

  test('a function that is killed at any of its calls to AWS leaves the state of a clean run', async () => {
    const clean = await run(stage, some);
    expect(clean.calls).toBeGreaterThan(30);
    const runs = [clean];
    for (let call = 0; call < clean.calls; call++) {
      for (const fault of faultsOf(call)) runs.push(await run(stage, some, { call, fault }));
    }
    await expectSame(stage, runs);
  }, 1_200_000);
}
