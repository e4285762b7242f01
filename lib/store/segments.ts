import type { JournalRow } from '../domain/journal.ts';
import type { Item } from './attributes.ts';
import { decodeRows } from './journal-encoding.ts';
import { type Key, segmentKey } from './keys.ts';
import { readAll } from './read-all.ts';
import type { Table } from './table.ts';

/** Names one journal segment. */
export interface SegmentName {
  campaign: number;
  shard: number;
  hour: number;
  tag: string;
}

/** Reads journal segments, strongly consistent, each at its position; one that isn't there is empty. */
export async function readSegments(
  table: Table,
  account: number,
  names: readonly SegmentName[],
): Promise<JournalRow[][]> {
  const keys: Key[] = names.map(({ campaign, shard, hour, tag }) =>
    segmentKey(account, campaign, shard, hour, tag),
  );
  const items = await readAll(table, keys, { consistent: true });
  return names.map(({ hour }, position) => parseRows(items[position], hour));
}

export const parseRows = (item: Item | undefined, hour: number): JournalRow[] =>
  item?.rows?.B ? decodeRows(item.rows.B, hour) : [];
