import * as fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import '../seed.ts';
import { PEOPLE, type Step, tellInAllOrders } from './all-orders.ts';
import { story, tellTwice } from './order.ts';
import { openStage, type Stage } from './stage.ts';

/** A bounce, a drop because of it, a scan within the minute that judges an open, and an end. */
const followUpBoss: Step[] = [
  { word: 'delivered', at: 0 },
  { word: 'hard-bounce', at: 5_000 },
  { word: 'open', at: 61_000 },
  { word: 'click', at: 62_000, url: 'https://example.com/a' },
  { word: 'dropped', at: 62_000 },
  { word: 'spamreport', at: 90_000 },
];
const hubSpot: Step[] = [
  { word: 'SENT', at: 0 },
  { word: 'DELIVERED', at: 1_000 },
  { word: 'OPEN', at: 1_500 },
  { word: 'BOUNCE:hard', at: 1_500 },
  { word: 'DROPPED', at: 2_000 },
  { word: 'CLICK', at: 2_000, url: 'https://example.com/a' },
];
const EACH_IN_ITS_BATCH: [string, Step[], boolean] = [
  'Follow Up Boss’s, one after the other',
  followUpBoss,
  false,
];
const IN_ONE_BATCH: [string, Step[], boolean] = ['HubSpot’s, all in one batch', hubSpot, true];
const OTHERS: [string, Step[], boolean][] = [
  ['Follow Up Boss’s, all in one batch', followUpBoss, true],
  ['HubSpot’s, one after the other', hubSpot, false],
];

/** @param all also the other two of the four ways in which the 720 orders can arrive */
export function orderTests({ runs, all }: { runs: number; all: boolean }): void {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(PEOPLE);
  });
  afterAll(() => stage.close());

  test(
    `any order, and any split into requests and chunks, gives the same bytes in every dialect`,
    () =>
      fc.assert(
        fc.asyncProperty(story, (told) => tellTwice(stage, told)),
        // A smaller example would take minutes to find; the seed repeats this one.
        { numRuns: runs, endOnFailure: true },
      ),
    1_200_000,
  );

  test.each([EACH_IN_ITS_BATCH, IN_ONE_BATCH, ...(all ? OTHERS : [])])(
    'all 720 orders of six events give the same bytes: %s',
    { timeout: 120_000 },
    (_, steps, together) => tellInAllOrders(stage, steps, together),
  );
}
