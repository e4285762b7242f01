import * as fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import '../seed.ts';
import { deliverOften, histories, openStage, type Stage, TOGETHER } from './duplicates.ts';
import { fakeClock } from './fake-clock.ts';
import { openSystem } from './system.ts';

/** 300 histories. */
const RUNS = 300 / TOGETHER;

let stage: Stage;
const clock = fakeClock();
beforeAll(async () => {
  stage = await openStage(await openSystem(), clock);
});
afterAll(async () => {
  await stage.system.stop();
  clock.stop();
});

test(
  'what is delivered 1 to 46 times, in any grouping and days apart, counts once',
  { timeout: 120_000 },
  () =>
    fc.assert(
      fc.asyncProperty(histories, (told) => deliverOften(stage, told)),
      { numRuns: RUNS },
    ),
);
