import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { startDynamoDbLocal } from '../reference/start-dynamodb-local.ts';
import { full, type Measured, measure, small } from './measure.ts';
import { printWorkload } from './print-table.ts';
import { readingTargets, type WorkloadName, workloadNames } from './targets.ts';
import { type Reading, reading } from './workloads/reading.ts';

// What Chainmail costs: `npm run bench` counts it for workloads of real size, on the official DynamoDB Local, and
// keeps the figures in results.json. Names of workloads run those alone. `--small` takes sizes for every change, and
// keeps nothing.

const RESULTS = new URL('results.json', import.meta.url);

const given = process.argv.slice(2);
const sizes = given.includes('--small') ? small : full;
const chosen = workloadNames.filter((name) => given.includes(name));
const names = chosen.length > 0 ? chosen : workloadNames;

const dynamoDb = await startDynamoDbLocal();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await dynamoDb.stop();
    process.exit(1);
  });
}
try {
  const workloads: Partial<Record<WorkloadName, Measured>> = {};
  let read: Reading | undefined;
  for (const name of names) {
    const measured = await measure(dynamoDb.endpoint, name, sizes, async (installation, events) => {
      if (name === 'blast') read = await reading(installation, events);
    });
    workloads[name] = measured;
    printWorkload(name, measured);
  }
  if (read) printReading(read);
  if (sizes === full) await keep(workloads, read);
} finally {
  await dynamoDb.stop();
}

function printReading({ page, campaignFigures }: Reading): void {
  console.log('\nreading, in read units');
  console.log(
    `  a page of 1,000 events, the dearest of ${page.pages}: ${page.readUnits} (target ${readingTargets.page}), on average ${page.mean.toFixed(1)}`,
  );
  console.log(
    `  a campaign's figures: ${campaignFigures.readUnits} (target ${readingTargets.campaignFigures})`,
  );
}

/** What was not run now stays as it was found last. */
async function keep(
  workloads: Partial<Record<WorkloadName, Measured>>,
  read: Reading | undefined,
): Promise<void> {
  const kept = JSON.parse(await readFile(RESULTS, 'utf8').catch(() => '{}')) as {
    workloads?: object;
    reading?: object;
  };
  const results = {
    machine: `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`,
    workloads: { ...kept.workloads, ...figuresOf(workloads) },
    reading: read
      ? {
          page: { readUnits: read.page.readUnits },
          campaignFigures: { readUnits: read.campaignFigures.readUnits },
        }
      : kept.reading,
  };
  await writeFile(RESULTS, `${JSON.stringify({ ...kept, ...results }, null, 2)}\n`);
}

function figuresOf(workloads: Partial<Record<WorkloadName, Measured>>): object {
  return Object.fromEntries(
    Object.entries(workloads).map(([name, { writeUnitsPerEvent, readUnitsPerEvent, dollarsPerMillion }]) => [
      name,
      {
        writeUnitsPerEvent: rounded(writeUnitsPerEvent),
        readUnitsPerEvent: rounded(readUnitsPerEvent),
        dollarsPerMillion: rounded(dollarsPerMillion),
      },
    ]),
  );
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
