import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { startDynamoDbLocal } from '../reference/start-dynamodb-local.ts';
import { full, type Measured, measure, small } from './measure.ts';
import { printWorkload } from './print-table.ts';
import { readingTargets, type WorkloadName, workloadNames } from './targets.ts';
import { type Reading, reading } from './workloads/reading.ts';

// What Chainmail costs: `npm run bench` counts it for workloads of real size, on the official DynamoDB Local, and
// keeps the figures in results.json. `--small` takes sizes for every change; names of workloads run those alone.
// Neither changes the file.

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
  if (sizes === full && names === workloadNames && read) await keep(workloads, read);
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

async function keep(workloads: Partial<Record<WorkloadName, Measured>>, read: Reading): Promise<void> {
  const results = {
    machine: `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`,
    workloads: Object.fromEntries(
      Object.entries(workloads).map(
        ([name, { writeUnitsPerEvent, readUnitsPerEvent, dollarsPerMillion }]) => [
          name,
          {
            writeUnitsPerEvent: rounded(writeUnitsPerEvent),
            readUnitsPerEvent: rounded(readUnitsPerEvent),
            dollarsPerMillion: rounded(dollarsPerMillion),
          },
        ],
      ),
    ),
    reading: {
      page: { readUnits: read.page.readUnits },
      campaignFigures: { readUnits: read.campaignFigures.readUnits },
    },
  };
  await writeFile(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
