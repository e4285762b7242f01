import { getStatistics, listDrops } from '../lib/dialects/followupboss/campaign-views.ts';
import { followUpBoss } from '../lib/dialects/followupboss/dialect.ts';
import { required } from '../lib/environment.ts';
import { serve } from '../lib/http/serve.ts';
import { openTable } from '../lib/store/table.ts';

const table = openTable(required('CHAINMAIL_TABLE'));

/** What a campaign came to: its figures, and whom it never reached. */
export const handler = serve({ table }, followUpBoss, {
  'GET /v1/emCampaigns/{id}/stats': getStatistics(table),
  'GET /v1/emCampaigns/{id}/drops': listDrops(table),
});
