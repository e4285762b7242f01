import { canonicalAddress, isAddress } from '../../domain/address.ts';
import { type AddressStatus, statusAt } from '../../domain/subscription-status.ts';
import type { Operation } from '../../http/api.ts';
import type { Table } from '../../store/table.ts';
import { readAddressChanges } from '../../views/address-status.ts';
import type { SubscriptionStatusAnswer } from './answers/subscription.ts';
import { invalidParameter } from './query.ts';

/**
 * `GET /email/public/v1/subscriptions/{email}`: whether an address can be mailed. As at HubSpot, a status belongs
 * to an address and not to a person, so one that nobody has is subscribed like any other of which nothing is known:
 * https://developers.hubspot.com/docs/methods/email/update_status
 */
export const getSubscriptionStatus =
  (table: Table): Operation =>
  async ({ caller: { account }, path }) => {
    const address = canonicalAddress(path.email ?? '');
    if (!isAddress(address)) throw invalidParameter('email', 'not an email address');
    const changes = await readAddressChanges(table, account, [address]);
    return { status: 200, body: renderStatus(account, address, statusAt(changes.get(address) ?? [])) };
  };

/**
 * How things stand with an address, as HubSpot gives it:
 * https://developers.hubspot.com/docs/api-reference/legacy/communication-preferences/v1/get-subscriptions-email.
 * `subscribed` and `status` say the same, and nothing of bounces and spam, which have their own flags.
 */
export const renderStatus = (
  account: number,
  address: string,
  { unsubscribed, bounced, spam, subscriptions }: AddressStatus,
): SubscriptionStatusAnswer => ({
  subscribed: !unsubscribed,
  markedAsSpam: spam,
  unsubscribeFromPortal: unsubscribed,
  portalId: account,
  bounced,
  email: address,
  subscriptionStatuses: subscriptions.map(({ id, status, updated, legalBasisChange: basis }) => ({
    id,
    updatedAt: updated,
    subscribed: status === 'SUBSCRIBED',
    optState: basis?.optState ?? (status === 'SUBSCRIBED' ? 'OPT_IN' : 'OPT_OUT'),
    ...(basis?.legalBasisType !== undefined && { legalBasis: basis.legalBasisType }),
    ...(basis?.legalBasisExplanation !== undefined && { legalBasisExplanation: basis.legalBasisExplanation }),
  })),
  status: unsubscribed ? 'unsubscribed' : 'subscribed',
});
