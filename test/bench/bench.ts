import { startDynamoDbLocal } from '../reference/start-dynamodb-local.ts';
import { measureClient, printClient } from './client.ts';
import { fullGrowth, keptOf, measureGrowth, printGrowth, smallGrowth } from './growth.ts';
import { full, measure, small } from './measure.ts';
import { printReading, printWorkload } from './print-table.ts';
import { keepResults, type Results } from './results.ts';
import { fullSpeed, keptSpeed, measureSpeed, printSpeed, smallSpeed } from './speed.ts';
import { measureBundles, printBundles } from './start-up.ts';
import { workloadNames } from './targets.ts';
import { type Reading, reading } from './workloads/reading.ts';

// What Chainmail costs and how fast it is, on the official DynamoDB Local: `npm run bench` runs everything at real
// size, which takes about an hour, and keeps the figures in results.json. Names run those parts alone: the workloads
// (blast, which the reading is part of, blastAsync, life, lifeFour, trickle, trickleAlone), speed, client, bundles, growth.
// `--small` takes sizes for every change, and keeps nothing.

const given = process.argv.slice(2);
const isSmall = given.includes('--small');
const parts: readonly string[] = [...workloadNames, 'speed', 'client', 'bundles', 'growth'];
const chosen = given.filter((name) => parts.includes(name));
const wants = (part: string): boolean => chosen.length === 0 || chosen.includes(part);

const SIZES = isSmall ? [500, 2_000, 8_000] : [10_000, 100_000, 1_000_000];

const dynamoDb = await startDynamoDbLocal();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await dynamoDb.stop();
    process.exit(1);
  });
}
try {
  for (const name of workloadNames.filter(wants)) await runWorkload(name);
  if (wants('speed')) {
    const speed = await measureSpeed(dynamoDb.endpoint, isSmall ? smallSpeed : fullSpeed);
    printSpeed(speed);
    await keep({ speed: keptSpeed(speed) });
  }
  if (wants('client')) {
    const client = isSmall ? await measureClient(3) : await measureClient();
    printClient(client);
    await keep({ client: { cpuMicrosPerCall: client } });
  }
  if (wants('bundles')) {
    const bundles = isSmall ? await measureBundles(3) : await measureBundles();
    printBundles(bundles);
    await keep({ bundles });
  }
  if (wants('growth')) {
    const growth = await measureGrowth(dynamoDb.endpoint, SIZES, isSmall ? smallGrowth : fullGrowth);
    printGrowth(growth);
    await keep({ growth: keptOf(growth) });
  }
} finally {
  await dynamoDb.stop();
}

async function runWorkload(name: (typeof workloadNames)[number]): Promise<void> {
  let read: Reading | undefined;
  const measured = await measure(
    dynamoDb.endpoint,
    name,
    isSmall ? small : full,
    async (installation, events) => {
      if (name === 'blast') read = await reading(installation, events);
    },
  );
  printWorkload(name, measured);
  if (read) printReading(read);
  await keep({ workloads: { [name]: measured }, ...(read && { reading: read }) });
}

/** As soon as it is known: who breaks a long run off has what came before. */
async function keep(part: Results): Promise<void> {
  if (!isSmall) await keepResults(part);
}
