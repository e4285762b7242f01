import { getCampaign } from '../lib/dialects/hubspot/campaign.ts';
import { listCampaignsById, listRecentCampaigns } from '../lib/dialects/hubspot/campaigns.ts';
import { hubSpot } from '../lib/dialects/hubspot/dialect.ts';
import { listSchemas } from '../lib/dialects/hubspot/list-schemas.ts';
import { required } from '../lib/environment.ts';
import { serve } from '../lib/http/serve.ts';
import { openTable } from '../lib/store/table.ts';

const table = openTable(required('CHAINMAIL_TABLE'));

/** Campaigns as HubSpot lists them, and what its clients ask about an account before they ask for events. */
export const handler = serve({ table }, hubSpot, {
  'GET /email/public/v1/campaigns': listRecentCampaigns(table),
  'GET /email/public/v1/campaigns/by-id': listCampaignsById(table),
  'GET /email/public/v1/campaigns/{campaignId}': getCampaign(table),
  'GET /crm/v3/schemas': listSchemas,
});
