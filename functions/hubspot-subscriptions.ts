import { hubSpot } from '../lib/dialects/hubspot/dialect.ts';
import { listSubscriptionDefinitions } from '../lib/dialects/hubspot/subscription-definitions.ts';
import { required } from '../lib/environment.ts';
import { serve } from '../lib/http/serve.ts';
import { openTable } from '../lib/store/table.ts';

const table = openTable(required('CHAINMAIL_TABLE'));

/** What people may be sent, and what they said about it. */
export const handler = serve({ table }, hubSpot, {
  'GET /email/public/v1/subscriptions': listSubscriptionDefinitions,
});
