import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FeedFilters, readEventFeed } from '../../lib/views/event-feed.ts';
import { FEED_START, type FeedPlace, isBelow, placeOfShown } from '../../lib/views/feed-place.ts';
import type { ShownEvent } from '../../lib/views/histories.ts';
import { HOUR_MS } from '../factories.ts';
import { ACCOUNT } from '../protocol/rig.ts';
import { CAMPAIGNS, type FeedWorld, openFeedWorld, readToEnd, type Said, type Story } from './feed-world.ts';
import '../seed.ts';

let world: FeedWorld;
beforeAll(async () => {
  world = await openFeedWorld();
});
afterAll(() => world.close());

const RUNS = 10;

const said: fc.Arbitrary<Said> = fc.record({
  person: fc.integer({ min: 1, max: 3 }),
  campaign: fc.constantFrom(...CAMPAIGNS),
  word: fc.constantFrom('delivered', 'open', 'SENT', 'CLICK', 'DEFERRED'),
  at: fc
    .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 9 }))
    .map(([hour, n]) => hour * HOUR_MS + n),
});
const batch = fc.array(said, { minLength: 1, maxLength: 12 });
/** What arrives before a page is read, if anything does. */
const step = fc.record({ limit: fc.integer({ min: 1, max: 7 }), arrives: fc.option(batch, { nil: [] }) });

const filtersOf: ((story: Story) => FeedFilters)[] = [
  ({ begin, end }) => ({ from: begin, until: end }),
  ({ begin, end }) => ({ from: begin, until: end, types: ['SENT', 'OPEN'] }),
  ({ begin, end }) => ({ from: begin, until: end, campaign: 1 }),
  ({ begin, end }) => ({ from: begin, until: end, app: world.apps.get(3) ?? 0 }),
  ({ addressOf }) => ({ recipient: addressOf(1) }),
];

const idsOf = (events: readonly ShownEvent[]): string[] => events.map(({ event }) => event.id);

describe('paging while events arrive', () => {
  it('gives what was there once, and of what arrives whatever lies below', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        batch,
        fc.array(step, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...filtersOf),
        async (first, steps, filtersFor) => {
          const story = await world.aStory();
          const filters = filtersFor(story);
          await story.tell(...first);
          const there = await readToEnd(world.table, filters);

          const given: ShownEvent[] = [];
          let after: FeedPlace | undefined;
          for (let number = 0; ; number++) {
            // Nothing arrives any more once the steps are over, so that the list ends.
            const { limit, arrives } = steps[number] ?? { limit: 5, arrives: [] };
            if (arrives.length > 0) await story.tell(...arrives);
            const all = await readToEnd(world.table, filters);
            const page = await readEventFeed(world.table, ACCOUNT, filters, { limit, after });
            const below = all.filter((event) => isBelow(placeOfShown(event), after ?? FEED_START));
            expect(idsOf(page.events)).toEqual(idsOf(below.slice(0, limit)));
            if (below.length > limit) expect(page.hasMore).toBe(true);
            given.push(...page.events);
            if (!page.hasMore) break;
            after = page.place;
          }
          expect(new Set(idsOf(given)).size).toBe(given.length);
          expect(idsOf(given)).toEqual(expect.arrayContaining(idsOf(there)));
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('goes on from any event, with pages of any size', async () => {
    const story = await world.aStory();
    const words = ['delivered', 'OPEN', 'SENT'] as const;
    const all = words.flatMap((word) =>
      [1, 2, 3].flatMap((campaign) =>
        [0, HOUR_MS, HOUR_MS + 1].map((at) => ({ person: 1, campaign, word, at })),
      ),
    );
    await story.tell(...all);
    const filters = { from: story.begin, until: story.end };
    const list = await readToEnd(world.table, filters);
    expect(list).toHaveLength(36);
    for (const [position, event] of list.entries()) {
      const after = placeOfShown(event);
      const rest = await readEventFeed(world.table, ACCOUNT, filters, { limit: 4, after });
      expect(idsOf(rest.events)).toEqual(idsOf(list.slice(position + 1, position + 5)));
    }
  });

  it('an empty list has a place too, from which whatever comes is given', async () => {
    const story = await world.aStory();
    const filters = { from: story.begin, until: story.end };
    const empty = await readEventFeed(world.table, ACCOUNT, filters, { limit: 5 });
    expect(empty).toMatchObject({ events: [], hasMore: false });
    await story.tell({ person: 1, campaign: 1, word: 'OPEN', at: 0 });
    const next = await readEventFeed(world.table, ACCOUNT, filters, { limit: 5, after: empty.place });
    expect(next.events).toHaveLength(1);
  });
});
