import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import type { Measured } from './measure.ts';
import { rounded } from './rounded.ts';
import type { Reading } from './workloads/reading.ts';

const RESULTS = new URL('results.json', import.meta.url);

/** What was measured now. */
export interface Results {
  workloads?: Readonly<Record<string, Measured>>;
  reading?: Reading;
  speed?: object;
  client?: object;
  bundles?: readonly object[];
  growth?: object;
}

/** Keeps it in results.json. What was not measured now stays as it was found last. */
export async function keepResults({ workloads = {}, reading, ...others }: Results): Promise<void> {
  const kept = JSON.parse(await readFile(RESULTS, 'utf8').catch(() => '{}')) as { workloads?: object };
  const results = {
    ...kept,
    machine: `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`,
    workloads: { ...kept.workloads, ...figuresOf(workloads) },
    ...(reading && { reading: unitsOf(reading) }),
    ...others,
  };
  await writeFile(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
}

const figuresOf = (workloads: Readonly<Record<string, Measured>>): object =>
  Object.fromEntries(
    Object.entries(workloads).map(([name, { writeUnitsPerEvent, readUnitsPerEvent, dollarsPerMillion }]) => [
      name,
      {
        writeUnitsPerEvent: rounded(writeUnitsPerEvent, 4),
        readUnitsPerEvent: rounded(readUnitsPerEvent, 4),
        dollarsPerMillion: rounded(dollarsPerMillion, 4),
      },
    ]),
  );

const unitsOf = (reading: Reading): object =>
  Object.fromEntries(Object.entries(reading).map(([name, { readUnits }]) => [name, { readUnits }]));
