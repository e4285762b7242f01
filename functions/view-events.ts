import { followUpBoss } from '../lib/dialects/followupboss/dialect.ts';
import { getReceipt } from '../lib/dialects/followupboss/get-receipt.ts';
import { listChains } from '../lib/dialects/followupboss/list-chains.ts';
import { listEvents } from '../lib/dialects/followupboss/list-events.ts';
import { required } from '../lib/environment.ts';
import { serve } from '../lib/http/serve.ts';
import { openTable } from '../lib/store/table.ts';

const table = openTable(required('CHAINMAIL_TABLE'));

/** What happened to people's messages, and to the requests that said so. */
export const handler = serve({ table }, followUpBoss, {
  'GET /v1/emEvents': listEvents(table),
  'GET /v1/emEvents/chains': listChains(table),
  'GET /v1/emEvents/receipts/{id}': getReceipt(table),
});
