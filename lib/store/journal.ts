import type { JournalRow } from '../domain/journal.ts';
import { TALLY_SHARDS } from '../limits.ts';
import { type Item, keyOf, text, textOf } from './attributes.ts';
import {
  journalIndexPartition,
  journalPartition,
  parseSegmentKey,
  parseUpdatedIndexSort,
  SEGMENT_PREFIX,
  segmentSort,
} from './keys.ts';
import { readAll } from './read-all.ts';
import { parseRows } from './segments.ts';
import type { Table } from './table.ts';
import { walkIndex } from './walk-index.ts';

/** A journal segment on a walk, and its place in that walk's order. */
export interface Segment {
  campaign: number;
  tag: string;
  /** Where to go on: segments after this one in the walk's order have not been seen. */
  place: string;
  /** In order of their numbers. */
  rows: JournalRow[];
}

/** Segments read ahead of a shard: a page of a blast needs one or two, … */
const SHARD_PAGE = 4;
/** … a page of events that came one at a time needs more with every query. */
const SHARD_PAGE_MAX = 64;
const INDEX_PAGES = { first: 25, most: 25 };

/**
 * A campaign's segments, the latest hour first, of one hour the latest tag first: sixteen partitions read side
 * by side and merged.
 * @param place where an earlier walk has got to; that segment comes again first
 * @param ahead how many are read at first of each partition
 */
export async function* walkCampaign(
  table: Table,
  account: number,
  campaign: number,
  place?: string,
  ahead = SHARD_PAGE,
): AsyncGenerator<Segment> {
  const shards = Array.from({ length: TALLY_SHARDS }, (_, shard) =>
    walkShard(table, journalPartition(account, campaign, shard), ahead, place),
  );
  const heads = await Promise.all(shards.map((shard) => shard.next()));
  for (;;) {
    let latest = -1;
    heads.forEach(({ done, value }, shard) => {
      const best = heads[latest]?.value;
      if (!done && (best === undefined || textOf(value, 'SK') > textOf(best, 'SK'))) latest = shard;
    });
    const item = heads[latest]?.value;
    const shard = shards[latest];
    if (!item || !shard) return;
    yield parseSegment(item, textOf(item, 'SK').slice(SEGMENT_PREFIX.length));
    heads[latest] = await shard.next();
  }
}

async function* walkShard(
  table: Table,
  partition: string,
  ahead: number,
  place?: string,
): AsyncGenerator<Item, undefined> {
  let start: Item | undefined;
  let limit = ahead;
  do {
    const { Items = [], LastEvaluatedKey } = await table.call('Query', {
      TableName: table.name,
      KeyConditionExpression: 'PK = :partition AND SK BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':partition': text(partition),
        ':first': text(SEGMENT_PREFIX),
        // No tag or hour sorts behind a tilde.
        ':last': text(place === undefined ? `${SEGMENT_PREFIX}~` : segmentSort(place)),
      },
      ScanIndexForward: false,
      Limit: limit,
      ...(start && { ExclusiveStartKey: start }),
    });
    yield* Items;
    start = LastEvaluatedKey;
    limit = Math.min(2 * limit, SHARD_PAGE_MAX);
  } while (start);
  return undefined;
}

/**
 * An account's segments by the time of their commits, the latest first or, with `from`, the earliest first
 * from that time on.
 * @param place where an earlier walk has got to; that segment comes again first
 */
export async function* walkUpdated(
  table: Table,
  account: number,
  { from, place }: { from?: string; place?: string },
): AsyncGenerator<Segment> {
  const range = {
    partition: journalIndexPartition(account),
    ...(from === undefined
      ? { first: '0', last: place ?? '~' }
      : { first: place ?? from, last: '~', upwards: true }),
  };
  for await (const entries of walkIndex(table, 'byUpdated', range, INDEX_PAGES)) {
    const keys = entries.map(keyOf);
    const items = await readAll(table, keys);
    for (const [position, entry] of entries.entries()) {
      const item = items[position];
      if (item) yield parseSegment(item, textOf(entry, 'updatedSK'));
    }
  }
}

/** A campaign that was active at a time. */
export interface Activity {
  campaign: number;
  /** When events of it were committed, ms. */
  updated: number;
  /** The campaign's place at that time in the walk's order. */
  place: string;
}

/** Most segments in a row are of one campaign, and entries are small. */
const ACTIVITY_PAGES = { first: 50, most: 1_000 };

/**
 * When campaigns were active, the latest first: an entry for each journal segment. The keys in the index say
 * all of it, so the segments themselves aren't read.
 * @param place where an earlier walk has got to; what stands there doesn't come again
 */
export async function* walkActivity(table: Table, account: number, place = '~'): AsyncGenerator<Activity> {
  const range = { partition: journalIndexPartition(account), first: '0', last: place };
  for await (const entries of walkIndex(table, 'byUpdated', range, ACTIVITY_PAGES)) {
    for (const item of entries) {
      const { campaign } = parseSegmentKey(keyOf(item));
      yield { campaign, ...parseUpdatedIndexSort(textOf(item, 'updatedSK')) };
    }
  }
}

function parseSegment(item: Item, place: string): Segment {
  const { campaign, hour, tag } = parseSegmentKey(keyOf(item));
  return { campaign, tag, place, rows: parseRows(item, hour) };
}
