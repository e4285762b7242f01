import { hubSpot } from '../lib/dialects/hubspot/dialect.ts';
import { listSubscriptionDefinitions } from '../lib/dialects/hubspot/subscription-definitions.ts';
import { getSubscriptionStatus } from '../lib/dialects/hubspot/subscription-status.ts';
import { listTimeline } from '../lib/dialects/hubspot/subscription-timeline.ts';
import { required } from '../lib/environment.ts';
import { serve } from '../lib/http/serve.ts';
import { openTable } from '../lib/store/table.ts';

const table = openTable(required('CHAINMAIL_TABLE'));

/** What people may be sent, and what they said about it. */
export const handler = serve({ table }, hubSpot, {
  'GET /email/public/v1/subscriptions': listSubscriptionDefinitions,
  'GET /email/public/v1/subscriptions/timeline': listTimeline(table),
  'GET /email/public/v1/subscriptions/{email}': getSubscriptionStatus(table),
});
