import { createHash } from 'node:crypto';
import type { Suppression, SuppressionKind } from '../domain/suppression.ts';
import { ApiError } from '../errors.ts';
import { inGroups } from '../in-groups.ts';
import { inParallel } from '../in-parallel.ts';
import { retry } from '../retry.ts';
import { type Item, keyOf, number, numberOf, text, textOf, toKey } from './attributes.ts';
import {
  addressOf,
  addressPartition,
  lastIndexSort,
  SUPPRESSION_PREFIX,
  sortable,
  suppressionIndexPartition,
  suppressionIndexSort,
  suppressionKey,
} from './keys.ts';
import { queryAll } from './query-all.ts';
import { readAll } from './read-all.ts';
import type { Table } from './table.ts';
import { walkIndex } from './walk-index.ts';

/** Puts of one BatchWriteItem call (AWS). */
const PUTS_PER_CALL_MAX = 25;
const CONCURRENT_CALLS = 4;

/** An event that suppresses an address, and the address. */
export interface AddressSuppression extends Suppression {
  address: string;
}

/**
 * Keeps what suppresses addresses, an item for each event: a second put of the same event changes nothing.
 * @throws if not all of them are known to be stored
 */
export async function putSuppressions(
  table: Table,
  account: number,
  suppressions: readonly AddressSuppression[],
): Promise<void> {
  await inParallel(inGroups(suppressions, PUTS_PER_CALL_MAX), CONCURRENT_CALLS, async (group) => {
    let open = group.map((suppression) => ({ PutRequest: { Item: renderItem(account, suppression) } }));
    const put = async () => {
      const { UnprocessedItems } = await table.call(
        'BatchWriteItem',
        { RequestItems: { [table.name]: open } },
        { once: true },
      );
      open = (UnprocessedItems?.[table.name] ?? []) as typeof open;
    };
    await retry(put, () => open.length > 0);
    if (open.length > 0) throw new ApiError('unavailable', 'The store is busy, please try again.');
  });
}

/** All that ever suppressed these addresses, strongly consistent by default. Addresses without any are absent. */
export async function readSuppressions(
  table: Table,
  account: number,
  addresses: readonly string[],
  options: { consistent?: boolean } = {},
): Promise<Map<string, Suppression[]>> {
  const found = new Map<string, Suppression[]>();
  await inParallel(addresses, CONCURRENT_CALLS, async (address) => {
    const items = await queryAll(table, addressPartition(account, address), SUPPRESSION_PREFIX, options);
    if (items.length > 0) found.set(address, items.map(parseItem));
  });
  return found;
}

/** A suppression on a walk: those after its place in the walk's order have not been seen. */
export interface PlacedSuppression extends AddressSuppression {
  place: string;
}

/** Which part of a timeline is walked. */
export interface TimelineRange {
  /** ms, both inclusive. */
  from: number;
  until: number;
  /** Where an earlier walk has got to; what stands there doesn't come again. */
  place?: string | undefined;
}

/** A page needs few entries, unless it has a rare filter. */
const INDEX_PAGES = { first: 25, most: 400 };

/**
 * An account's suppressions, the latest first; of one time those of one address together. What is added behind
 * the walk's place, or before it, changes nothing in what it has given.
 */
export async function* walkSuppressions(
  table: Table,
  account: number,
  { from, until, place }: TimelineRange,
): AsyncGenerator<PlacedSuppression> {
  const range = {
    partition: suppressionIndexPartition(account),
    first: sortable(from),
    last: [place ?? '~', lastIndexSort(until)].sort()[0] as string,
  };
  for await (const entries of walkIndex(table, 'byCreated', range, INDEX_PAGES)) {
    const keys = entries.map(keyOf);
    const items = await readAll(table, keys, { consistent: true });
    for (const item of items) if (item && textOf(item, 'createdSK') !== place) yield parsePlaced(item);
  }
}

/** The same of one address, strongly consistent: they are read whole. */
export async function* walkSuppressionsOf(
  table: Table,
  account: number,
  address: string,
  { from, until, place = '~' }: TimelineRange,
): AsyncGenerator<PlacedSuppression> {
  const items = await queryAll(table, addressPartition(account, address), SUPPRESSION_PREFIX);
  yield* items
    .map(parsePlaced)
    .filter((one) => one.created >= from && one.created <= until && one.place < place)
    .sort((a, b) => (a.place < b.place ? 1 : -1));
}

/** Short, since an address has few neighbours of the same millisecond. */
const HASH_DIGITS = 8;
const hashOf = (address: string): string =>
  createHash('sha256').update(address).digest('hex').slice(0, HASH_DIGITS);

function renderItem(account: number, suppression: AddressSuppression): Item {
  const { address, kind, created, number: event, person, campaign, lists } = suppression;
  return {
    ...toKey(suppressionKey(account, address, created, event)),
    kind: text(kind),
    ...(lists && { lists: text(JSON.stringify(lists)) }),
    created: number(created),
    event: number(event),
    person: number(person),
    campaign: number(campaign),
    createdPK: text(suppressionIndexPartition(account)),
    createdSK: text(suppressionIndexSort(created, hashOf(address), event)),
  };
}

const parseItem = (item: Item): Suppression => ({
  kind: textOf(item, 'kind') as SuppressionKind,
  ...(item.lists && { lists: JSON.parse(textOf(item, 'lists')) as number[] }),
  created: numberOf(item, 'created'),
  number: numberOf(item, 'event'),
  person: numberOf(item, 'person'),
  campaign: numberOf(item, 'campaign'),
});

const parsePlaced = (item: Item): PlacedSuppression => ({
  ...parseItem(item),
  address: addressOf(textOf(item, 'PK')),
  place: textOf(item, 'createdSK'),
});
