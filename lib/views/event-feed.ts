import { type EventType, typesOf } from '../domain/event-types.ts';
import type { CanonicalEvent } from '../domain/history.ts';
import { findCampaigns } from '../store/campaigns.ts';
import type { Table } from '../store/table.ts';
import { Counted } from './counted.ts';
import { FEED_START, type FeedPlace, type FeedRow, isBelow, lower, placeOf, upTo } from './feed-place.ts';
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

// What one page looks at before it ends early, short or even empty, and the next goes on from there. Rows are 5
// bytes each and cost little but time; segments and chains cost half a read unit each. A page of 1,000 events
// that came one at a time has as many of both.
const ROWS_MAX = 100_000;
const COST_MAX = 1_000;
const CHAINS_MAX = 1_100;

/** Events looked at together once some turned out not to be wanted: few at a time would take long. */
const WINDOW_MIN = 32;

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
  const start = filters.until === undefined ? after : lower(after, upTo(filters.until));
  const { stretches, chains } = await openSource(table, account, filters, {
    start,
    limit: filters.types || filters.excludeMachines ? Number.POSITIVE_INFINITY : limit,
  });
  const counted = new Counted(table, account);
  const events: Found[] = [];
  let place = start;
  const end = async (hasMore: boolean): Promise<FeedPage> => ({
    events: await withCampaigns(table, account, events),
    place,
    hasMore,
  });

  async function look(window: readonly Candidate[]): Promise<Found[]> {
    await counted.look(window.flatMap(({ row }) => row.stored ?? []));
    const there = window.filter(({ row }) => row.stored === undefined || counted.has(row, row.stored));
    await chains.read(there.map(({ row }) => row));
    return there.flatMap((candidate) => {
      const event = chains.eventOf(candidate.row, candidate.type);
      const isWanted = event && !(filters.excludeMachines && event.judgement?.verdict === 'yes');
      return isWanted ? [{ ...candidate, event }] : [];
    });
  }

  let [rows, cost] = [0, 0];
  for await (const stretch of stretches) {
    const candidates = candidatesIn(stretch, filters, start);
    for (let next = 0; next < candidates.length; ) {
      if (events.length === limit) return end(true);
      const size = Math.max(limit - events.length, next === 0 ? 0 : WINDOW_MIN);
      const window = candidates.slice(next, next + size);
      next += window.length;
      events.push(...(await look(window)));
      const isTooMany = events.length > limit;
      if (isTooMany) events.length = limit;
      place = (isTooMany ? events.at(-1) : window.at(-1))?.place ?? place;
      if (isTooMany || chains.size > CHAINS_MAX) return end(true);
    }
    if (events.length < limit) place = lower(place, stretch.reached);
    rows += stretch.rows.length;
    cost += stretch.cost;
    if ((rows > ROWS_MAX || cost > COST_MAX) && isBelow(place, start)) return end(true);
  }
  return end(false);
}

/** What a row may be in the feed: one event of each type that it stands for. */
interface Candidate {
  row: FeedRow;
  type: EventType;
  place: FeedPlace;
}

interface Found extends Candidate {
  event: CanonicalEvent;
}

/** In the feed's order: of a row the later type first. */
const candidatesIn = ({ rows }: Stretch, { types, from = 0 }: FeedFilters, start: FeedPlace): Candidate[] =>
  rows
    .filter(({ created }) => created >= from && created <= start.created)
    .flatMap((row) =>
      typesOf(row.word)
        .filter((type) => !types || types.includes(type))
        .map((type) => ({ row, type, place: placeOf(row, type) }))
        .filter(({ place }) => isBelow(place, start))
        .sort((a, b) => b.place.type - a.place.type),
    );

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
