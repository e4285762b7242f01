import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import '../seed.ts';
import { interleave } from './interleavings/interleave.ts';
import { scenario } from './interleavings/scenario.ts';

const RUNS = 1_000;

describe('processors that meet on the same chains', () => {
  it('store and count each fact once, in whatever order their calls and answers come', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(scenario, fc.scheduler(), (given, scheduler) => interleave(given, scheduler)),
      { numRuns: RUNS },
    );
  });
});
