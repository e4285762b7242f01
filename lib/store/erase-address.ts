import { ERASED, type Ownership } from '../domain/address.ts';
import { CLOCK_DIFFERENCE_MS } from '../limits.ts';
import { parseOwners } from './addresses.ts';
import { keyOf, numberOf, text, textOf } from './attributes.ts';
import { deleteEach, deleteIfStill } from './deletes.ts';
import { addressKey, addressPartition, SUPPRESSION_PREFIX } from './keys.ts';
import { queryAll } from './query-all.ts';
import { readAll } from './read-all.ts';
import type { Table } from './table.ts';

/**
 * Forgets an address of somebody who is erased: all that befell it, and itself. If others are in its history it is
 * theirs: then only what befell it by mail to the erased person goes.
 * @param now ms since the epoch
 * @returns false if the address itself has to stay for a while
 */
export async function eraseAddress(
  table: Table,
  account: number,
  { person, address }: { person: number; address: string },
  now: number,
): Promise<boolean> {
  for (;;) {
    const [item] = await readAll(table, [addressKey(account, address)], { consistent: true });
    const owners = item ? parseOwners(textOf(item, 'owners')) : [];
    const isOthers = owners.some((owner) => owner.person !== ERASED);
    const suppressions = await queryAll(table, addressPartition(account, address), SUPPRESSION_PREFIX);
    const theirs = suppressions.filter((one) => !isOthers || numberOf(one, 'person') === person);
    await deleteEach(table, theirs.map(keyOf));
    if (!item || isOthers) return true;
    if (owners.some((owner) => isRecent(owner, now))) return false;
    // If somebody has got it meanwhile, it is theirs.
    if (await deleteIfStill(table, keyOf(item), ['owners', text(textOf(item, 'owners'))])) return true;
  }
}

/** Who gets an address within the clock difference must not get what was sent to it before. */
const isRecent = ({ until }: Ownership, now: number): boolean =>
  until === undefined || until + 2 * CLOCK_DIFFERENCE_MS > now;
