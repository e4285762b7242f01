import { inParallel } from '../in-parallel.ts';
import { type Item, keyOf, text, textOf } from './attributes.ts';
import { deleteEach, deleteIfStill } from './deletes.ts';
import { eraseAddress } from './erase-address.ts';
import { eraseMessages } from './erase-messages.ts';
import { CHAIN_PREFIX, FORMER_ADDRESS_PREFIX, PERSON_SORT, personPartition } from './keys.ts';
import type { Table } from './table.ts';

export interface ErasureLimits {
  now: () => number;
  /** After this nothing further is begun, ms. */
  deadline: number;
}

/**
 * - `done`: nothing of the person is left
 * - `more`: it ran out of time, or met somebody else at work
 * - `wait`: an address led to the person until now, or leads to nobody since so lately that it has to be kept
 */
export type Erased = 'done' | 'more' | 'wait';

/** Items read at once: a thousand small chains cost as much as ten, and one large page is read alone anyway. */
const ITEMS_PER_QUERY = 100;
const CONCURRENT_ITEMS = 8;

/**
 * Rule 25, second half: deletes all that stands with a person, but that there was one. An item goes only after what
 * only it leads to (suppressions and addresses), so that whoever stops anywhere can be followed by another from the
 * start, and several may be at it at once.
 */
export async function eraseItems(
  table: Table,
  account: number,
  person: number,
  { now, deadline }: ErasureLimits,
): Promise<Erased> {
  let after: Item | undefined;
  const outcomes = new Set<Erased>();
  do {
    const { Items = [], LastEvaluatedKey } = await table.call('Query', {
      TableName: table.name,
      KeyConditionExpression: 'PK = :partition',
      ExpressionAttributeValues: { ':partition': text(personPartition(account, person)) },
      ConsistentRead: true,
      Limit: ITEMS_PER_QUERY,
      ...(after && { ExclusiveStartKey: after }),
    });
    const items = Items.filter((item) => textOf(item, 'SK') !== PERSON_SORT);
    if (await eraseMessages(table, account, person, items.filter(isMessages), now())) return 'wait';
    await inParallel(items, CONCURRENT_ITEMS, async (item) => {
      outcomes.add(now() < deadline ? await eraseItem(table, account, { person, item }, now()) : 'more');
    });
    after = LastEvaluatedKey;
  } while (after && !outcomes.has('more'));
  if (outcomes.has('more')) return 'more';
  return outcomes.has('wait') ? 'wait' : 'done';
}

const isMessages = (item: Item): boolean => textOf(item, 'SK').startsWith(CHAIN_PREFIX);

async function eraseItem(
  table: Table,
  account: number,
  { person, item }: { person: number; item: Item },
  now: number,
): Promise<Erased> {
  const key = keyOf(item);
  if (key.SK.startsWith(FORMER_ADDRESS_PREFIX)) {
    const address = key.SK.slice(FORMER_ADDRESS_PREFIX.length);
    if (!(await eraseAddress(table, account, { person, address }, now))) return 'wait';
  }
  // A chain, by its version; pages and all else are written once.
  if (item.version) return (await deleteIfStill(table, key, ['version', item.version])) ? 'done' : 'more';
  await deleteEach(table, [key]);
  return 'done';
}
