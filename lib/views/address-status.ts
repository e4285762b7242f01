import { distinctMessages } from '../domain/event.ts';
import { type AddressChange, subscriptionsIn } from '../domain/subscription-status.ts';
import type { SuppressionKind } from '../domain/suppression.ts';
import { readSuppressions } from '../store/suppressions.ts';
import type { Table } from '../store/table.ts';
import { readChains } from '../store/whole-chains.ts';

/** What says something of kinds of mail. */
const STATUS_CHANGES: readonly SuppressionKind[] = ['change', 'subscribe', 'unsubscribe'];

/**
 * All that ever befell addresses, with what was said of kinds of mail. Noted is enough here, counted or not: a
 * drop's cause is looked up in the same notes, and a refusal counts as soon as it is known. Addresses that
 * nothing befell are absent.
 * @param addresses canonical, each once
 */
export async function readAddressChanges(
  table: Table,
  account: number,
  addresses: readonly string[],
): Promise<Map<string, AddressChange[]>> {
  const suppressions = await readSuppressions(table, account, addresses);
  const telling = [...suppressions.values()].flat().filter(({ kind }) => STATUS_CHANGES.includes(kind));
  const chains = await readChains(table, account, distinctMessages(telling), { consistent: true });
  const events = new Map(
    chains.flatMap((chain) => chain.events.map((event) => [event.number, event] as const)),
  );
  return new Map(
    [...suppressions].map(([address, all]) => [
      address,
      all.map((change) => ({
        ...change,
        subscriptions: STATUS_CHANGES.includes(change.kind)
          ? subscriptionsIn(events.get(change.number)?.properties ?? {})
          : [],
      })),
    ]),
  );
}
