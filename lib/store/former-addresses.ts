import { textOf } from './attributes.ts';
import { FORMER_ADDRESS_PREFIX, personPartition } from './keys.ts';
import { queryAll } from './query-all.ts';
import type { Table } from './table.ts';

/**
 * The addresses that a person had and gave up, as far as the addresses themselves remember it: the only way from a
 * person to them, in the partition of the person. Strongly consistent.
 */
export async function formerAddressesOf(table: Table, account: number, person: number): Promise<string[]> {
  const items = await queryAll(table, personPartition(account, person), FORMER_ADDRESS_PREFIX);
  return items.map((item) => textOf(item, 'SK').slice(FORMER_ADDRESS_PREFIX.length));
}
