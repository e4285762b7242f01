import type { JournalRow } from '../domain/journal.ts';
import { inParallel } from '../in-parallel.ts';
import { type Item, keyOf, text, textOf } from './attributes.ts';
import { journalIndexPartition, type Key, parseCreatedIndexSort, parseSegmentKey, sortable } from './keys.ts';
import { readAll } from './read-all.ts';
import { parseRows } from './segments.ts';
import type { Table } from './table.ts';
import { walkIndex } from './walk-index.ts';

/** A journal segment as the index `byCreated` knows it: not its rows, but where they lie in time. */
export interface SegmentHead {
  campaign: number;
  hour: number;
  /** When the first and the last of its events happened, ms. */
  earliest: number;
  latest: number;
  key: Key;
}

/** The first is half a read unit. */
const INDEX_PAGES = { first: 32, most: 1_024 };

/**
 * An account's journal segments by their latest event, the latest first, in pages that grow. Eventually consistent,
 * as indexes are.
 * @param from ms: none whose events all happened earlier
 * @param until ms: none with an event after it
 */
export async function* walkCreated(
  table: Table,
  account: number,
  { from, until }: { from: number; until: number },
): AsyncGenerator<SegmentHead[]> {
  const range = {
    partition: journalIndexPartition(account),
    first: sortable(from),
    // No campaign sorts behind a tilde.
    last: `${sortable(until)}~`,
  };
  for await (const entries of walkIndex(table, 'byCreated', range, INDEX_PAGES)) yield entries.map(parseHead);
}

function parseHead(item: Item): SegmentHead {
  const key = keyOf(item);
  const { campaign, hour } = parseSegmentKey(key);
  return { campaign, hour, key, ...parseCreatedIndexSort(textOf(item, 'createdSK')) };
}

/** From so many segments of a partition on they are read by a query, which is paid by the sum of their sizes. */
const QUERY_FROM = 2;
const CONCURRENT_QUERIES = 8;

/**
 * The rows of segments, each at its position. Read by its key a segment costs half a unit however small it is, and
 * where events come one at a time it is: sixteen of them fit into what half a unit pays in a query.
 */
export async function readRows(table: Table, heads: readonly SegmentHead[]): Promise<JournalRow[][]> {
  const found = new Map<string, Item>();
  const byPartition = [...Map.groupBy(heads, ({ key }) => key.PK).values()];
  const crowded = byPartition.filter((group) => group.length >= QUERY_FROM);
  await inParallel(crowded, CONCURRENT_QUERIES, async (group) => {
    for (const item of await readNeighbours(table, group)) found.set(nameOf(keyOf(item)), item);
  });
  const rest = heads.filter(({ key }) => !found.has(nameOf(key)));
  // A segment never changes; only the index may know it before every copy of the table does.
  const items = await readAll(
    table,
    rest.map(({ key }) => key),
    { consistent: 'if-absent' },
  );
  for (const [position, { key }] of rest.entries()) {
    const item = items[position];
    if (item) found.set(nameOf(key), item);
  }
  return heads.map(({ key, hour }) => parseRows(found.get(nameOf(key)), hour));
}

/** From the first to the last of these, with what lies between, unless that is more than they are. */
async function readNeighbours(table: Table, group: readonly SegmentHead[]): Promise<Item[]> {
  const sorts = group.map(({ key }) => key.SK).sort();
  const { Items = [] } = await table.call('Query', {
    TableName: table.name,
    KeyConditionExpression: 'PK = :partition AND SK BETWEEN :first AND :last',
    ExpressionAttributeValues: {
      ':partition': text(group[0]?.key.PK ?? ''),
      ':first': text(sorts[0] ?? ''),
      ':last': text(sorts.at(-1) ?? ''),
    },
    Limit: 2 * group.length,
  });
  return Items;
}

const nameOf = ({ PK, SK }: Key): string => `${PK} ${SK}`;
