import * as fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import '../seed.ts';
import { deliverOften, histories, PEOPLE_TOGETHER, TOGETHER } from './duplicates.ts';
import { openStage, type Stage } from './stage.ts';

/** @param histories how many histories of messages are told */
export function duplicatesTest({ histories: count }: { histories: number }): void {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(PEOPLE_TOGETHER);
  });
  afterAll(() => stage.close());

  test(
    `what is delivered 1 to 46 times, in any grouping and days apart, counts once (${count} histories)`,
    () =>
      fc.assert(
        fc.asyncProperty(histories, (told) => deliverOften(stage, told)),
        // A smaller example would take minutes to find; the seed repeats this one.
        { numRuns: count / TOGETHER, endOnFailure: true },
      ),
    1_200_000,
  );
}
