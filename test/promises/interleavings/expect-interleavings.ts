import * as fc from 'fast-check';
import '../../seed.ts';
import { interleave } from './interleave.ts';
import { scenario } from './scenario.ts';

/** A scenario has much to take away from; after this the smallest that was found must do. */
const SHRINKING_MS = 10_000;

/** Plays so many scenarios, each in an order of its own. What fails is told with its seed and order, and as small as can be. */
export async function expectInterleavings(runs: number): Promise<void> {
  const property = fc.asyncProperty(scenario, fc.scheduler(), interleave);
  const {
    failed,
    seed,
    counterexamplePath: path,
  } = await fc.check(property, {
    numRuns: runs,
    endOnFailure: true,
  });
  if (failed)
    await fc.assert(property, {
      seed,
      ...(path && { path }),
      interruptAfterTimeLimit: SHRINKING_MS,
      includeErrorInReport: true,
    });
}
