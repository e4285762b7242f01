import { setTimeout as sleep } from 'node:timers/promises';
import type { Suppression, SuppressionKind } from '../domain/suppression.ts';
import { ApiError } from '../errors.ts';
import { inParallel } from '../in-parallel.ts';
import { type Item, number, numberOf, text, textOf, toKey } from './attributes.ts';
import {
  addressPartition,
  SUPPRESSION_PREFIX,
  suppressionIndexPartition,
  suppressionIndexSort,
  suppressionKey,
} from './keys.ts';
import { queryAll } from './query-all.ts';
import type { Table } from './table.ts';

/** Puts of one BatchWriteItem call (AWS). */
const PUTS_PER_CALL_MAX = 25;
const CONCURRENT_CALLS = 4;
const TRIES = 6;
const PAUSE_MS = 50;

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
  const groups = Array.from({ length: Math.ceil(suppressions.length / PUTS_PER_CALL_MAX) }, (_, group) =>
    suppressions.slice(group * PUTS_PER_CALL_MAX, (group + 1) * PUTS_PER_CALL_MAX),
  );
  await inParallel(groups, CONCURRENT_CALLS, async (group) => {
    let open = group.map((suppression) => ({ PutRequest: { Item: renderItem(account, suppression) } }));
    for (let attempt = 0; open.length > 0; attempt++) {
      if (attempt === TRIES) throw new ApiError('unavailable', 'The store is busy, please try again.');
      if (attempt > 0) await sleep(Math.random() * PAUSE_MS * 2 ** attempt);
      const { UnprocessedItems } = await table.call('BatchWriteItem', {
        RequestItems: { [table.name]: open },
      });
      open = (UnprocessedItems?.[table.name] ?? []) as typeof open;
    }
  });
}

/** All that ever suppressed these addresses, strongly consistent. Addresses without any are absent. */
export async function readSuppressions(
  table: Table,
  account: number,
  addresses: readonly string[],
): Promise<Map<string, Suppression[]>> {
  const found = new Map<string, Suppression[]>();
  await inParallel(addresses, CONCURRENT_CALLS, async (address) => {
    const items = await queryAll(table, addressPartition(account, address), SUPPRESSION_PREFIX);
    if (items.length > 0) found.set(address, items.map(parseItem));
  });
  return found;
}

function renderItem(account: number, suppression: AddressSuppression): Item {
  const { address, kind, created, number: event, person, campaign } = suppression;
  return {
    ...toKey(suppressionKey(account, address, created, event)),
    kind: text(kind),
    created: number(created),
    event: number(event),
    person: number(person),
    campaign: number(campaign),
    createdPK: text(suppressionIndexPartition(account)),
    createdSK: text(suppressionIndexSort(created, event)),
  };
}

const parseItem = (item: Item): Suppression => ({
  kind: textOf(item, 'kind') as SuppressionKind,
  created: numberOf(item, 'created'),
  number: numberOf(item, 'event'),
  person: numberOf(item, 'person'),
  campaign: numberOf(item, 'campaign'),
});
