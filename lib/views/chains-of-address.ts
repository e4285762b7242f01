import { isAddress, knownOwners } from '../domain/address.ts';
import type { Chain } from '../domain/event.ts';
import { readOwners } from '../store/addresses.ts';
import type { Table } from '../store/table.ts';
import { readChains, readChainsOfPerson } from '../store/whole-chains.ts';

/**
 * The chains that may hold what was sent to an address: those of the person who has it, and of who had it lately
 * (30 days). Strongly consistent; none if nobody is known to have had it.
 * @param address canonical; any text
 * @param campaign only the chains of this one
 */
export async function readChainsOfAddress(
  table: Table,
  account: number,
  address: string,
  campaign?: number,
): Promise<Chain[]> {
  if (!isAddress(address)) return [];
  const owners = (await readOwners(table, account, [address])).get(address) ?? [];
  const people = knownOwners(owners);
  if (campaign !== undefined) {
    const messages = people.map((person) => ({ person, campaign }));
    return readChains(table, account, messages, { consistent: true });
  }
  return (await Promise.all(people.map((person) => readChainsOfPerson(table, account, person)))).flat();
}
