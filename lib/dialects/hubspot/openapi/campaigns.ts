import * as z from 'zod';
import type { OperationDescription } from '../../../openapi/description.ts';
import { id, parameter } from '../../../openapi/parameters.ts';
import { campaign, campaignHead, recentCampaign } from '../answers/campaign.ts';
import { page } from '../answers/event.ts';
import { idQuery, paging } from './parameters.ts';

export const campaignOperations: Record<string, OperationDescription> = {
  'GET /email/public/v1/campaigns': {
    id: 'listRecentCampaigns',
    tag: 'campaigns',
    summary: 'Lists the campaigns that have events, the latest active first',
    description:
      'A page may be short, even empty, where much has happened in few campaigns: `hasMore` tells.',
    query: paging,
    answers: { 200: { description: 'A page of the list.', schema: page('campaigns', recentCampaign) } },
  },
  'GET /email/public/v1/campaigns/by-id': {
    id: 'listCampaignsById',
    tag: 'campaigns',
    summary: 'Lists all campaigns by their ids',
    query: paging,
    answers: { 200: { description: 'A page of the list.', schema: page('campaigns', campaignHead) } },
  },
  'GET /email/public/v1/campaigns/{campaignId}': {
    id: 'getCampaign',
    tag: 'campaigns',
    summary: 'Gives one campaign with what it came to',
    path: { campaignId: parameter('The id.', id, 7) },
    query: { appId: idQuery('Only if it is of this app.') },
    answers: { 200: { description: 'The campaign.', schema: campaign } },
  },
  'GET /crm/v3/schemas': {
    id: 'listSchemas',
    tag: 'service',
    summary: 'Lists custom objects, of which there are none',
    description: 'Some clients ask for them before anything else.',
    answers: {
      200: {
        description: 'An empty list.',
        schema: z.strictObject({ results: z.array(z.never()).max(0) }),
        example: { results: [] },
      },
    },
  },
};
