import { EVENTS_PER_SECOND, type HotKey } from './growth/hot-keys.ts';
import { measureOpens, type OpensCost, type OpensShape, type PerOpen } from './growth/opens.ts';
import { measureSizes, type SizeCost, type Work } from './growth/sizes.ts';
import { type Installation, install } from './installation.ts';
import { rounded } from './rounded.ts';
import { row } from './row.ts';
import { growthTargets } from './targets.ts';

/** What becomes of the cost as there is more and more: in a campaign, in a message, on one key. */
export interface Growth {
  /** In the order in which they were reached. */
  sizes: SizeCost[];
  opens: OpensCost;
  /** The hottest of each kind, the hottest first. */
  hotKeys: HotKey[];
}

/** How much is done at each size. */
export interface GrowthWork extends Work {
  opens: OpensShape;
}

export const fullGrowth: GrowthWork = {
  messages: 5_000,
  blast: 40_000,
  opens: { opens: 10_014, perRequest: 100, requests: 12, alone: 48 },
};
/** For every change: some seconds. */
export const smallGrowth: GrowthWork = {
  messages: 500,
  blast: 2_500,
  opens: { opens: 2_614, perRequest: 100, requests: 12, alone: 48 },
};

/**
 * Measures with so many events stored, one after the other, on installations of their own.
 * @param endpoint of a DynamoDB Local
 * @param counts events in one campaign, in rising order
 * @param tell is told how far it has come: a million events take minutes
 */
export async function measureGrowth(
  endpoint: string,
  counts: readonly number[],
  work: GrowthWork = fullGrowth,
  tell: (progress: string) => void = (progress) => console.error(`growth: ${progress}`),
): Promise<Growth> {
  const opens = await on(endpoint, (installation) => measureOpens(installation, work.opens));
  tell(`a message opened ${work.opens.opens.toLocaleString('en')} times`);
  const growing = await on(endpoint, (installation) => measureSizes(installation, counts, work, tell));
  return { ...growing, opens };
}

async function on<T>(endpoint: string, run: (installation: Installation) => Promise<T>): Promise<T> {
  const installation = await install(endpoint);
  try {
    return await run(installation);
  } finally {
    await installation.close();
  }
}

/** How much more the dearest size costs than the cheapest, as a part: 0 is level. */
export function unlevelness({ sizes }: Growth): number {
  const units = sizes.map(({ writeUnitsPerEvent }) => writeUnitsPerEvent);
  return Math.max(...units) / Math.min(...units) - 1;
}

/** What is kept: `e4` for 10,000 events. */
export const keptOf = ({ sizes }: Growth): Record<string, { writeUnitsPerEvent: number }> =>
  Object.fromEntries(
    sizes.map(({ stored, writeUnitsPerEvent }) => [
      `e${Math.round(Math.log10(stored) * 100) / 100}`,
      { writeUnitsPerEvent: rounded(writeUnitsPerEvent, 4) },
    ]),
  );

export function printGrowth(growth: Growth): void {
  const { sizes, opens, hotKeys } = growth;
  console.log(
    `\ngrowth: the same ${sizes[0]?.events.toLocaleString('en')} events, with so many stored before`,
  );
  console.log(line('', 'write units', 'read units', 'events / s', 'page of 1,000', 'figures'));
  for (const { stored, writeUnitsPerEvent, readUnitsPerEvent, eventsPerSecond, ...views } of sizes) {
    const { page, campaignFigures } = views;
    console.log(
      line(
        stored.toLocaleString('en'),
        writeUnitsPerEvent.toFixed(4),
        readUnitsPerEvent.toFixed(4),
        eventsPerSecond.toFixed(0),
        `${page.readUnits} RU ${(page.seconds * 1_000).toFixed(0)} ms`,
        `${campaignFigures.readUnits} RU ${(campaignFigures.seconds * 1_000).toFixed(0)} ms`,
      ),
    );
  }
  const level = (unlevelness(growth) * 100).toFixed(2);
  console.log(`  level within ${level} % (target ${growthTargets.levelWithin * 100} %)`);

  console.log(`\na message opened ${opens.opens.toLocaleString('en')} times, of an open`);
  console.log(line('', 'write units', 'read units', 'ms'));
  printOpens('the tenth and after, alone', opens.first.alone);
  printOpens('the last ones, alone', opens.last.alone);
  printOpens(`the first by ${opens.perRequest}`, opens.first.together);
  printOpens(`the last by ${opens.perRequest}`, opens.last.together);

  console.log(
    `\nthe hottest partitions at ${EVENTS_PER_SECOND.toLocaleString('en')} events a second of a campaign`,
  );
  for (const { kind, partitions, unitsPerSecond } of hotKeys) {
    console.log(
      `  ${kind.padEnd(46)}${unitsPerSecond.toFixed(1).padStart(8)} write units / s, of ${partitions}`,
    );
  }
  console.log(`  target: none above ${growthTargets.keyUnitsPerSecond.toLocaleString('en')}`);
}

const printOpens = (name: string, { writeUnits, readUnits, milliseconds }: PerOpen): void =>
  console.log(line(name, writeUnits.toFixed(4), readUnits.toFixed(4), milliseconds.toFixed(1)));

const line = row({ name: 30, figure: 16 });
