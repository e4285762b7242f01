import { eraseFromHistory, putFormer, readLeads } from './person-addresses.ts';
import type { Table } from './table.ts';
import { transact } from './transact.ts';
import { untilWritten } from './until-written.ts';

/**
 * Takes a person out of the history of an address, so that it leads to them from no time any more, and keeps that it
 * did: whoever erases the person finds it. What is somebody else's by now stays so.
 * @param start ms since the epoch
 * @returns whether the person was in it
 */
export function leaveHistory(
  table: Table,
  account: number,
  { person, address }: { person: number; address: string },
  start: number,
): Promise<boolean> {
  return untilWritten(start, async (now) => {
    const leads = await readLeads(table, account, { addresses: [address], phones: [] });
    if (!leads.owners.get(address)?.some((owner) => owner.person === person)) return false;
    const refused = await transact(table, [
      eraseFromHistory(table, account, { person, address, leads, now }),
      putFormer(table, account, { person, address }, now),
    ]);
    return refused ? undefined : true;
  });
}
