import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundle, functionNames, writeBundle } from '../../infra/bundle.ts';
import { median } from './median.ts';
import { rounded } from './rounded.ts';
import { row } from './row.ts';

/** A function as it is deployed. */
export interface Bundle {
  /** The function's, as of its file in `functions/`. */
  name: string;
  bytes: number;
  /** From `node` to handler ready, by that of a bundle which only makes a DynamoDB client. */
  startToBareClient: number;
}

export const startUpTargets = { bytes: 500_000, startToBareClient: 1.3 };

/** Odd, so that one of them is the median. */
const ROUNDS = 61;

/**
 * Builds the bundles as the stack does, and starts each in processes of its own, in rounds: before every start of a
 * function one of the bare client. A start counts by the median of its round's bare ones, so that both have met the
 * same weather of the machine; of a function's rounds the median counts.
 * @throws if a bundle can't be loaded or has no handler
 */
export async function measureBundles(rounds = ROUNDS): Promise<Bundle[]> {
  const folder = await mkdtemp(join(tmpdir(), 'chainmail-start-up-'));
  try {
    const bare = await written(folder, 'test/bench/start-up/bare.ts');
    const functions = await Promise.all(functionNames.map((name) => written(folder, `functions/${name}.ts`)));
    const ratios: number[][] = functions.map(() => []);
    for (let round = 0; round < rounds; round++) {
      const bareMs: number[] = [];
      const functionMs: number[] = [];
      for (const { file } of functions) {
        bareMs.push(await startOf(bare.file));
        functionMs.push(await startOf(file));
      }
      for (const [position, ms] of functionMs.entries()) ratios[position]?.push(ms / median(bareMs));
    }
    return functions.map(({ bytes }, position) => ({
      name: functionNames[position] ?? '',
      bytes,
      startToBareClient: rounded(median(ratios[position] ?? []), 3),
    }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @returns where the bundle of an entry point was written to, and its size */
async function written(folder: string, entryPoint: string): Promise<{ file: string; bytes: number }> {
  const made = bundle(entryPoint);
  const own = join(folder, entryPoint);
  await mkdir(own, { recursive: true });
  writeBundle(made, own);
  return { file: join(own, 'index.mjs'), bytes: made.bytes };
}

/** As Lambda loads a function. The clock of `performance` starts with the process. */
const READY = `
const { handler } = await import(process.argv[1]);
const readyMs = performance.now();
if (typeof handler !== 'function') throw new Error('no handler');
console.log(readyMs);
`;

/** What the stack sets, and Lambda. Nothing is called, so it needs not be there. */
const environment = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  CHAINMAIL_TABLE: 'none',
  CHAINMAIL_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/000000000000/none',
  CHAINMAIL_PROCESSOR_TIMEOUT_MS: '60000',
  POWERTOOLS_METRICS_NAMESPACE: 'Chainmail',
};

const run = promisify(execFile);

/** From the start of a process to its handler, ms. */
async function startOf(file: string): Promise<number> {
  const node = ['--input-type=module', '--eval', READY, file];
  const { stdout } = await run(process.execPath, node, { env: environment });
  return Number(stdout);
}

/** Each bundle beside what it may be at most. */
export function printBundles(measured: readonly Bundle[]): void {
  console.log('\nstart-up, from `node` to handler ready, by that of a bare DynamoDB client');
  console.log(line('', 'bytes', 'start : bare'));
  for (const { name, bytes, startToBareClient } of measured) {
    const isOver = bytes > startUpTargets.bytes || startToBareClient > startUpTargets.startToBareClient;
    console.log(line(name, `${bytes}`, startToBareClient.toFixed(3)) + (isOver ? '  over' : ''));
  }
  console.log(line('target', `${startUpTargets.bytes}`, startUpTargets.startToBareClient.toFixed(3)));
}

const line = row({ name: 30, figure: 13 });
