import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from '../stage.ts';
import { postAtOnce } from './at-once.ts';
import { leaveOutOnce } from './left-out.ts';
import { runStorm, type StormSize } from './storm.ts';

/** Each seed is another storm. */
const SEED = Number(process.env.CHAINMAIL_TEST_SEED ?? 1);

export interface Storms {
  seeds: number;
  storm: StormSize;
  hurried: StormSize;
  /** Posts of one person at the same time. */
  atOnce: number;
  report?: (line: string) => void;
}

/** Throttling is weather, in so many storms. */
export function storms({ seeds, storm, hurried, atOnce, report }: Storms): void {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(0);
  });
  afterAll(() => stage.close());

  const each = Array.from({ length: seeds }, (_, n) => SEED + 10 * n);

  test.each(each)(
    'what 3 of 10 calls fail for lands all, with at most 3 tries a call (seed %i)',
    async (seed) => {
      const { repeated, receives, weather } = await runStorm(stage.system, stage.tenant, seed, storm);
      const { sent, befallen } = weather.counts;
      const most = Math.max(...receives);
      report?.(
        `seed ${seed}: ${befallen} of ${sent} calls failed, ${repeated} requests were sent again, ` +
          `${receives.length} messages were received up to ${most} times`,
      );
    },
  );

  test.each(each)(
    'no call begins after the end of its invocation, whenever that is (seed %i)',
    async (seed) => {
      const { weather } = await runStorm(stage.system, stage.tenant, seed + 1, { ...hurried, hurried: true });
      const cutShort = weather.records.filter(({ limitMs }) => limitMs < 600);
      expect(cutShort.length).toBeGreaterThan(0);
    },
  );

  test.each(each)('what a 200 leaves out is sent again at once (seed %i)', (seed) =>
    leaveOutOnce(stage.system, stage.tenant, seed),
  );

  test.each(each)(
    `${atOnce} posts of one person at once make one, and lose nothing (seed %i)`,
    async (seed) => {
      const { requests, again } = await postAtOnce(stage.system, stage.tenant, seed, atOnce);
      report?.(`seed ${seed}: ${requests} of ${atOnce} posts at once were sent again, ${again} times in all`);
    },
  );
}
