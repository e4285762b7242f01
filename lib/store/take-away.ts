import { inParallel } from '../in-parallel.ts';
import { putIfVersion } from './actions.ts';
import { type Item, numberOf } from './attributes.ts';
import { formerAddressesOf } from './former-addresses.ts';
import { personKey } from './keys.ts';
import { leaveHistory } from './leave-history.ts';
import { deletePerson } from './people.ts';
import { contactKeysOf, readLeads } from './person-addresses.ts';
import { parsePersonHead, parsePersonItem, toTombstone } from './person-items.ts';
import { readAll } from './read-all.ts';
import type { Table } from './table.ts';
import { transact } from './transact.ts';
import { untilWritten } from './until-written.ts';

/** `unknown`: there never was such a person. `before`: nothing led to them any more. */
export type Taken = 'unknown' | 'now' | 'before';

const CONCURRENT_CALLS = 4;

/**
 * Rule 25, first half: takes away whatever leads to a person, and what is known of them, so that from now on
 * nothing resolves to them, from whatever time it is. Also of who was deleted before. What is somebody else's by
 * now stays so. Doing it again changes nothing; stopped half-way it is done by whoever does it again.
 * @param start ms since the epoch
 */
export async function takeAway(table: Table, account: number, person: number, start: number): Promise<Taken> {
  const taken = await untilWritten(start, (now) => bury(table, account, person, now));
  if (taken === 'unknown') return taken;
  const former = await formerAddressesOf(table, account, person);
  let erased = 0;
  await inParallel(former, CONCURRENT_CALLS, async (address) => {
    if (await leaveHistory(table, account, { person, address }, start)) erased++;
  });
  return erased > 0 ? 'now' : taken;
}

/** @returns nothing if others were faster */
async function bury(table: Table, account: number, person: number, now: number): Promise<Taken | undefined> {
  const [item] = await readAll(table, [personKey(account, person)], { consistent: true });
  if (!item) return 'unknown';
  const { deleted, erased } = parsePersonHead(item);
  if (erased) return 'before';
  const written =
    deleted === undefined
      ? await buryLiving(table, account, item, now)
      : await buryDeleted(table, account, item, deleted);
  return written ? 'now' : undefined;
}

async function buryLiving(table: Table, account: number, item: Item, now: number): Promise<boolean> {
  const stored = parsePersonItem(item);
  const leads = await readLeads(table, account, contactKeysOf(stored.person));
  return deletePerson(table, account, stored, { leads, now, erase: true });
}

async function buryDeleted(table: Table, account: number, item: Item, deleted: number): Promise<boolean> {
  const version = numberOf(item, 'version');
  const tombstone = toTombstone(account, parsePersonHead(item), version + 1, { deleted, erased: true });
  return !(await transact(table, [putIfVersion(table, tombstone, version)]));
}
