import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import '../../seed.ts';
import { audit } from '../../protocol/audit.ts';
import { expectFold } from '../expect-fold.ts';
import { Facts } from '../model.ts';
import { makeAudience } from '../sender.ts';
import { openSystem, type System } from '../system.ts';
import { everySubset } from './every-subset.ts';
import { aPost, postUntilAccepted } from './posts.ts';

/** An answer means that it is durable: every subset of so many messages, and so many posts at random. */
export function durableTests({ subsetsOf, posts }: { subsetsOf: number; posts: number }): void {
  let system: System;
  beforeAll(async () => {
    system = await openSystem();
  });
  afterAll(() => system.stop());

  test(`messages are said to be sent only if the queue has confirmed all, whichever of ${subsetsOf} it refuses`, async () => {
    expect(await everySubset(system, subsetsOf)).toBeGreaterThan(12 * 2 ** subsetsOf - 1);
  });

  test('a 2xx means that every event is in the queue, a 5xx claims nothing, and a repeat finishes it', async () => {
    const tenant = await system.aTenant();
    const audience = await makeAudience(tenant, { campaigns: 1, people: 3 });
    const facts = new Facts();
    await fc.assert(
      fc.asyncProperty(aPost, (plan) => postUntilAccepted({ system, tenant, audience, facts }, plan)),
      { numRuns: posts, endOnFailure: true },
    );
    await expectFold(tenant, audience, facts);
    const { journal, stored, tallies, folds } = await audit(system);
    expect(journal).toEqual(stored);
    expect(tallies).toEqual(folds);
  });
}
