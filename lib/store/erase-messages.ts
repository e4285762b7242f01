import type { StoredEvent } from '../domain/event.ts';
import { suppressionKind } from '../domain/suppression.ts';
import { inParallel } from '../in-parallel.ts';
import { describeError, log } from '../log.ts';
import { readOwners } from './addresses.ts';
import type { Item } from './attributes.ts';
import { decodeEvents } from './chain-encoding.ts';
import { deleteEach } from './deletes.ts';
import { suppressionKey } from './keys.ts';
import { leaveHistory } from './leave-history.ts';
import type { Table } from './table.ts';

const CONCURRENT_CALLS = 4;

/**
 * Erases what only the chains and pages of a person lead to: what their events noted beside addresses, be it those
 * of others, and addresses that the person had when it was not yet kept which.
 * @param items chains and pages of the person
 * @returns whether one of the addresses still led to the person: it doesn't any more
 */
export async function eraseMessages(
  table: Table,
  account: number,
  person: number,
  items: readonly Item[],
  now: number,
): Promise<boolean> {
  const events = (await Promise.all(items.map(eventsOf))).flat().filter(({ recipient }) => recipient !== '');
  const suppressing = events.filter(({ word }) => suppressionKind(word) !== undefined);
  await deleteEach(
    table,
    suppressing.map(({ recipient, created, number }) => suppressionKey(account, recipient, created, number)),
  );
  const recipients = [...new Set(events.map(({ recipient }) => recipient))];
  const owners = await readOwners(table, account, recipients);
  const leading = recipients.filter((address) =>
    owners.get(address)?.some((owner) => owner.person === person),
  );
  await inParallel(leading, CONCURRENT_CALLS, async (address) => {
    await leaveHistory(table, account, { person, address }, now);
  });
  return leading.length > 0;
}

/** A chain that nobody can read says nothing to anybody, and goes as well. */
async function eventsOf({ events }: Item): Promise<StoredEvent[]> {
  try {
    return events ? decodeEvents(events) : [];
  } catch (error) {
    await log.error('a chain to be erased could not be read', { error: describeError(error) });
    return [];
  }
}
