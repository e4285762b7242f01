import { hubSpot } from '../lib/dialects/hubspot/dialect.ts';
import { postEvents } from '../lib/dialects/hubspot/post-events.ts';
import { postUnbounce } from '../lib/dialects/hubspot/post-unbounce.ts';
import { putSubscription } from '../lib/dialects/hubspot/put-subscription.ts';
import { required } from '../lib/environment.ts';
import { serveAll } from '../lib/http/serve-all.ts';
import { KnownCampaigns } from '../lib/ingest/known-campaigns.ts';
import { KnownSettings } from '../lib/ingest/known-settings.ts';
import { NumberBlocks } from '../lib/ingest/number-blocks.ts';
import { openSender } from '../lib/queue/sender.ts';
import { openTable } from '../lib/store/table.ts';

const table = openTable(required('CHAINMAIL_TABLE'));
const queue = openSender(required('CHAINMAIL_QUEUE_URL'));
const numbers = new NumberBlocks(table);
const campaigns = new KnownCampaigns(table);
const settings = new KnownSettings(table);
const context = { table, queue, numbers, campaigns, settings };

/** HTTP → SQS: takes in canonical events, and what else is an event, and answers once the queue has them. */
export const handler = serveAll(
  { table },
  hubSpot,
  {
    'POST /email/public/v1/events': postEvents(context),
    'POST /email/public/v1/events/unbounce': postUnbounce(context),
    'PUT /email/public/v1/subscriptions/{email}': putSubscription(context),
  },
  { ownIdempotency: ['POST /email/public/v1/events', 'POST /email/public/v1/events/unbounce'] },
);
