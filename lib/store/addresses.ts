import type { Ownership } from '../domain/address.ts';
import { textOf } from './attributes.ts';
import { addressKey } from './keys.ts';
import { readAll } from './read-all.ts';
import type { Table } from './table.ts';

/**
 * Who has had each of these addresses, strongly consistent. Addresses that never had an owner are absent.
 * @param addresses canonical, each once
 */
export async function readOwners(
  table: Table,
  account: number,
  addresses: readonly string[],
): Promise<Map<string, Ownership[]>> {
  const items = await readAll(
    table,
    addresses.map((address) => addressKey(account, address)),
    { consistent: true },
  );
  const owners = new Map<string, Ownership[]>();
  addresses.forEach((address, position) => {
    const item = items[position];
    if (item) owners.set(address, parseOwners(textOf(item, 'owners')));
  });
  return owners;
}

/** The `owners` attribute: a JSON array in order of time. */
export const parseOwners = (json: string): Ownership[] => JSON.parse(json) as Ownership[];
export const renderOwners = (owners: readonly Ownership[]): string => JSON.stringify(owners);
