import type { Chain } from '../domain/event.ts';
import { type CanonicalEvent, historyOf, mayHaveCause } from '../domain/history.ts';
import { readSuppressions } from '../store/suppressions.ts';
import type { Table } from '../store/table.ts';

/** A chain with its canonical events, in order of time. */
export interface ToldChain {
  chain: Chain;
  events: CanonicalEvent[];
}

/** Tells chains: reads what befell the addresses of those that may have a cause there, and makes the references. */
export async function tellChains(
  table: Table,
  account: number,
  chains: readonly Chain[],
  options: { consistent?: boolean } = {},
): Promise<ToldChain[]> {
  const suppressions = await readSuppressions(table, account, addressesWithCauses(chains), options);
  return chains.map((chain) => ({ chain, events: historyOf(account, chain, suppressions) }));
}

const addressesWithCauses = (chains: readonly Chain[]): string[] => [
  ...new Set(
    chains.flatMap(({ events }) =>
      events.flatMap((event) => (event.recipient !== '' && mayHaveCause(event) ? [event.recipient] : [])),
    ),
  ),
];
