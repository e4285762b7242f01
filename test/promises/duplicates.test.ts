import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import '../seed.ts';
import { deliverOften, history } from './duplicates.ts';
import { openSystem, type System, type Tenant } from './system.ts';

const RUNS = 300;

let system: System;
let tenant: Tenant;
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  system = await openSystem();
  tenant = await system.aTenant();
});
afterAll(async () => {
  vi.useRealTimers();
  await system.stop();
});

test(`what is delivered 1 to 46 times, in any grouping and days apart, counts once (${RUNS} histories)`, {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(history, (told) => deliverOften(system, tenant, { set: vi.setSystemTime }, told)),
    { numRuns: RUNS },
  );
  expect.hasAssertions();
});
