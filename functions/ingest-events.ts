import { followUpBoss } from '../lib/dialects/followupboss/dialect.ts';
import { postEvents } from '../lib/dialects/followupboss/post-events.ts';
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

/** HTTP → SQS: takes events in and answers once the queue has them. */
export const handler = serveAll(
  { table },
  followUpBoss,
  { 'POST /v1/emEvents': postEvents({ table, queue, numbers, campaigns, settings }) },
  { ownIdempotency: ['POST /v1/emEvents'] },
);
