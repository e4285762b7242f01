import { hubSpot } from '../lib/dialects/hubspot/dialect.ts';
import { listSchemas } from '../lib/dialects/hubspot/list-schemas.ts';
import { required } from '../lib/environment.ts';
import { serve } from '../lib/http/serve.ts';
import { openTable } from '../lib/store/table.ts';

const table = openTable(required('CHAINMAIL_TABLE'));

/** What HubSpot's clients ask about an account before they ask for events. */
export const handler = serve({ table }, hubSpot, {
  'GET /crm/v3/schemas': listSchemas,
});
