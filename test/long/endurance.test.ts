import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Endurance, endure } from '../promises/endurance.ts';
import { openStage, type Stage } from '../promises/stage.ts';

const MILLION: Endurance = {
  facts: 900_000,
  duplicates: 100_000,
  people: 10_000,
  campaigns: 10,
  faults: 0.002,
  seed: 1,
};

let data: string;
let stage: Stage;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'chainmail-endurance-'));
  stage = await openStage(MILLION.people, data);
}, 600_000);
afterAll(async () => {
  await stage.close();
  await rm(data, { recursive: true });
});

test('a million events, a tenth of them repeats, with faults: exact, and memory stays level', async () => {
  const started = performance.now();
  const { memory, ...counts } = await endure(stage, MILLION, (line) => console.log(line));
  console.log(`${JSON.stringify(counts)} in ${Math.round((performance.now() - started) / 1_000)} s`);
  // From a fifth of the way on: before that caches fill.
  const [early = 0, ...later] = memory.slice(Math.floor(memory.length / 5));
  expect(Math.max(...later)).toBeLessThan(early * 1.25);
}, 7_200_000);
