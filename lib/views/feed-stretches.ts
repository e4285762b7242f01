import { hourOf } from '../domain/event.ts';
import { type Segment, walkCampaign } from '../store/journal.ts';
import { readRows, type SegmentHead, walkCreated } from '../store/journal-index.ts';
import { endOfHour } from '../store/keys.ts';
import type { Table } from '../store/table.ts';
import type { CampaignFilter } from './campaign-filter.ts';
import { before, FEED_END, type FeedPlace, type FeedRow, latestFirst, upTo } from './feed-place.ts';

/** A piece of the feed: what lies between the piece before it and a place. */
export interface Stretch {
  /** Latest first. Some may lie above where the reader started. */
  rows: FeedRow[];
  /** Everything down to here has been looked at. */
  reached: FeedPlace;
  /** What it cost to find, in segments: about half a read unit each. */
  cost: number;
}

/** Which part of the journal is walked. */
export interface Walk {
  table: Table;
  account: number;
  campaigns: CampaignFilter;
  /** Rows above it are of no use. */
  start: FeedPlace;
  /** Nor are rows before it, ms. */
  from: number;
  /** About how many rows the reader is going to need, if that is known; else infinite. */
  rowsNeeded: number;
}

const HOUR_MS = 3_600_000;
/** Segments are opened few at a time, as one of a blast is a page and more; then ever more, as far as needed. */
const GROUP_MIN = 4;
const GROUP_MAX = 512;
/** As many keys of the index cost what a segment costs. */
const KEYS_PER_SEGMENT = 32;
/** Keys passed over before the reader is told how far it has got. */
const KEYS_PER_STRETCH = 1_024;

/**
 * The account's journal, merged: the index gives segments by their latest event, and what is later than the latest
 * event of the next one is complete. It starts at the end of the start's hour, as a segment's events lie within an
 * hour; from there on segments that lie above the start are passed over by their keys.
 */
export const stretchesOfAccount = (walk: Walk): AsyncGenerator<Stretch> =>
  merge(walk, { from: walk.from, until: hourEnd(hourOf(walk.start.created)) }, FEED_END);

const hourEnd = (hour: number): number => (hour + 1) * HOUR_MS - 1;

/** @param end where the feed has been looked at to once the range is through */
async function* merge(
  { table, account, campaigns, start, from, rowsNeeded }: Walk,
  range: { from: number; until: number },
  end: FeedPlace,
): AsyncGenerator<Stretch> {
  let rows: FeedRow[] = [];
  let group: SegmentHead[] = [];
  let [size, passed, cost] = [GROUP_MIN, 0, 0];
  let [opened, found] = [0, 0];

  async function open(next?: SegmentHead): Promise<Stretch> {
    const columns = await readRows(table, group);
    const more = group.flatMap(({ campaign }, position) =>
      (columns[position] ?? [])
        .filter(({ created }) => created >= from && created <= start.created)
        .map((row) => ({ ...row, campaign })),
    );
    rows = latestFirst([...rows, ...more]);
    const waiting = next ? rows.findIndex(({ created }) => created <= next.latest) : -1;
    const stretch = {
      rows: rows.splice(0, waiting < 0 ? rows.length : waiting),
      reached: next ? upTo(next.latest) : end,
      cost: cost + group.length + passed / KEYS_PER_SEGMENT,
    };
    [opened, found] = [opened + group.length, found + more.length];
    const needed = found > 0 ? Math.ceil((Math.max(0, rowsNeeded - found) * opened) / found) : GROUP_MAX;
    size = Math.min(2 * size, Math.max(needed, GROUP_MIN), GROUP_MAX);
    [group, passed, cost] = [[], 0, 0];
    return stretch;
  }

  for await (const heads of walkCreated(table, account, range)) {
    cost += await campaigns.look(heads.map(({ campaign }) => campaign));
    for (const head of heads) {
      if (group.length >= size || passed >= KEYS_PER_STRETCH) yield await open(head);
      passed++;
      if (head.earliest <= start.created && campaigns.has(head.campaign)) group.push(head);
    }
  }
  yield await open();
}

/** A campaign's segments that are read at first of each of its sixteen partitions: those of a blast are large. */
const AHEAD = 2;
/** Up to so many rows an hour is read whole: some 50 KB. A page of an hour of a blast would pay for all of it. */
const HOUR_ROWS_MAX = 10_000;

/**
 * A campaign's journal, hour by hour: the account's index would lead over all that other campaigns did meanwhile.
 * Only in hours with many events does it lead to the segments that matter.
 */
export async function* stretchesOfCampaign(walk: Walk, campaign: number): AsyncGenerator<Stretch> {
  for (let hour: number | undefined = hourOf(walk.start.created); hour !== undefined; ) {
    const large: number | undefined = yield* smallHours(walk, campaign, hour);
    if (large === undefined) return;
    const range = { from: Math.max(large * HOUR_MS, walk.from), until: hourEnd(large) };
    yield* merge(walk, range, before(large * HOUR_MS));
    hour = large > hourOf(walk.from) ? large - 1 : undefined;
  }
}

/** @returns the first hour that is too large to be read whole; nothing at the end of the journal */
async function* smallHours(
  { table, account, from }: Walk,
  campaign: number,
  until: number,
): AsyncGenerator<Stretch, number | undefined> {
  let hour = until;
  let segments: Segment[] = [];
  let count = 0;
  for await (const segment of walkCampaign(table, account, campaign, endOfHour(until), AHEAD)) {
    const own = hourOf(segment.rows[0]?.created ?? 0);
    if (own < hour) {
      yield stretchOf(segments, before(hour * HOUR_MS));
      if (own < hourOf(from)) return undefined;
      [hour, segments, count] = [own, [], 0];
    }
    segments.push(segment);
    count += segment.rows.length;
    if (count > HOUR_ROWS_MAX) return hour;
  }
  yield stretchOf(segments, FEED_END);
  return undefined;
}

const stretchOf = (segments: readonly Segment[], reached: FeedPlace): Stretch => ({
  rows: latestFirst(segments.flatMap(({ rows, campaign }) => rows.map((row) => ({ ...row, campaign })))),
  reached,
  cost: segments.length,
});
