import { MARKETING_SUBSCRIPTION } from '../../domain/subscription-status.ts';
import type { Operation } from '../../http/api.ts';

/**
 * `GET /email/public/v1/subscriptions`, which isn't paged. What is sent here has no kinds, so an unsubscribe is
 * from everything. A `portalId` in the query is left alone: whose key it is decides.
 * Fields in the order in which HubSpot gives them (facts/hubspot-and-outreach.md, A6).
 */
export const listSubscriptionDefinitions: Operation = async ({ caller }) => ({
  status: 200,
  body: {
    subscriptionDefinitions: [
      {
        id: MARKETING_SUBSCRIPTION,
        portalId: caller.account,
        name: 'Marketing email',
        description: 'All marketing email of this account.',
        active: true,
        internal: false,
        category: 'Marketing',
        channel: 'Email',
        order: 0,
        internalName: 'MARKETING_EMAIL',
        businessUnitId: 0,
      },
    ],
  },
});
