import { hubSpot } from '../lib/dialects/hubspot/dialect.ts';
import { getEvent } from '../lib/dialects/hubspot/get-event.ts';
import { listEvents } from '../lib/dialects/hubspot/list-events.ts';
import { required } from '../lib/environment.ts';
import { serve } from '../lib/http/serve.ts';
import { openTable } from '../lib/store/table.ts';

const table = openTable(required('CHAINMAIL_TABLE'));

/** Everything that happened, as HubSpot tells it. */
export const handler = serve({ table }, hubSpot, {
  'GET /email/public/v1/events': listEvents(table),
  'GET /email/public/v1/events/{created}/{id}': getEvent(table),
});
