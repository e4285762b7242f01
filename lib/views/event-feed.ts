import { type EventType, typesOf } from '../domain/event-types.ts';
import { findCampaigns } from '../store/campaigns.ts';
import type { Table } from '../store/table.ts';
import { Counted } from './counted.ts';
import { type Candidate, type Found, PageInWork } from './feed-page.ts';
import {
  comparePlaces,
  FEED_END,
  FEED_START,
  type FeedPlace,
  isBelow,
  lower,
  placeOf,
  upTo,
} from './feed-place.ts';
import { type FeedScope, openSource } from './feed-source.ts';
import type { Stretch } from './feed-stretches.ts';
import type { ShownEvent } from './histories.ts';

/** Which events a feed has; every filter that is there has to hold. */
export interface FeedFilters extends FeedScope {
  types?: readonly EventType[];
  /** ms, inclusive. */
  until?: number;
  /** Leaves out what machines did. */
  excludeMachines?: boolean;
}

export interface FeedPage {
  events: ShownEvent[];
  /** Where the next page goes on. */
  place: FeedPlace;
  /** Whether there may be more; if not, nothing was left out. */
  hasMore: boolean;
}

// What a page looks at in the journal before it ends early, short or even empty, and the next goes on from there. A
// row is 5 bytes and costs little but time; a segment costs half a read unit, and a page of 1,000 events that came
// one at a time has as many of them.
const ROWS_MAX = 100_000;
const COST_MAX = 1_000;

/**
 * A page of what happened in an account, the newest first. Only what is counted is there, whatever it is asked by,
 * and what a page gives depends on nothing but its place, the filters and what is stored: so while events arrive
 * none is skipped or repeated, and the size of a page may change from one to the next.
 * @param after the place where the page before ended
 */
export async function readEventFeed(
  table: Table,
  account: number,
  filters: FeedFilters,
  { limit, after = FEED_START }: { limit: number; after?: FeedPlace | undefined },
): Promise<FeedPage> {
  const { types, until, excludeMachines = false, ...scope } = filters;
  const start = until === undefined ? after : lower(after, upTo(until));
  const isSelective = types !== undefined || excludeMachines;
  const rowsNeeded = isSelective ? Number.POSITIVE_INFINITY : limit;
  const { stretches, chains } = await openSource(table, account, scope, { start, rowsNeeded });
  const counted = new Counted(table, account);
  const page = new PageInWork({ chains, counted, limit, excludeMachines, start });
  const end = async (hasMore: boolean): Promise<FeedPage> => ({
    events: await withCampaigns(table, account, page.events),
    place: page.place,
    hasMore,
  });

  let waiting: Candidate[] = [];
  let [rows, cost] = [0, 0];
  for await (const stretch of stretches) {
    waiting = [...waiting, ...candidatesIn(stretch, filters, start)];
    rows += stretch.rows.length;
    cost += stretch.cost;
    const isDear = rows > ROWS_MAX || cost > COST_MAX;
    // Chains are read together: while the page has room for all that is waiting, there is no hurry.
    if (waiting.length <= page.room && !isDear) continue;
    if (await page.take(waiting)) return end(true);
    waiting = [];
    page.reach(stretch.reached);
    // Whether anything follows a full page costs little to find out, unless what is wanted is rare.
    const isEnough = isDear || (isSelective && page.room === 0);
    if (isEnough && isBelow(page.place, start) && isBelow(FEED_END, stretch.reached)) return end(true);
  }
  return end(await page.take(waiting));
}

/** In the feed's order. */
const candidatesIn = ({ rows }: Stretch, { types, from = 0 }: FeedFilters, start: FeedPlace): Candidate[] =>
  rows
    .filter(({ created }) => created >= from && created <= start.created)
    .flatMap((row) =>
      typesOf(row.word)
        .filter((type) => !types || types.includes(type))
        .map((type) => ({ row, type, place: placeOf(row, type) }))
        .filter(({ place }) => isBelow(place, start)),
    )
    .sort((a, b) => comparePlaces(b.place, a.place));

async function withCampaigns(table: Table, account: number, found: readonly Found[]): Promise<ShownEvent[]> {
  const ids = [...new Set(found.map(({ row }) => row.campaign))];
  const heads = await findCampaigns(table, account, ids, { consistent: 'if-absent' });
  return found.map(({ row: { person, campaign }, event }) => ({
    person,
    campaign,
    event,
    campaignHead: heads.get(campaign),
  }));
}
