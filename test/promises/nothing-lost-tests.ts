import { afterAll, beforeAll, expect, test } from 'vitest';
import { withInvocation } from '../../lib/invocation.ts';
import { runWithFaults, type Size } from './nothing-lost/run.ts';
import { openStage, type Stage } from './stage.ts';

export function nothingLostTest(size: Size & { people: number }): void {
  const { requests, events, seed } = size;
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(size.people);
  }, 120_000);
  afterAll(() => stage.close());

  test(`accepted = stored + duplicate + skipped + queued + in flight + dead, at every step of ${requests * events} events under faults (seed ${seed})`, async () => {
    const { accepted, stored, duplicate, skipped, ...held } = await withInvocation(
      { sleep: stage.clock.sleep },
      () => runWithFaults(stage, size),
    );
    expect(held).toEqual({ queued: 0, inFlight: 0, dead: 0 });
    expect(stored + duplicate + skipped).toBe(accepted);
    for (const some of [stored, duplicate, skipped]) expect(some).toBeGreaterThan(0);
  }, 3_600_000);
}
