import type { OperationDescription } from '../../../openapi/description.ts';
import { campaign, statistics } from '../answers/campaign.ts';
import { collection } from '../answers/collection.ts';
import { drop } from '../answers/event.ts';
import { change, draft } from '../campaign.ts';
import { paging, pathId, textQuery } from './parameters.ts';

const spring = { origin: 'Acme Mailer', originId: '2026-17', name: 'Spring', subject: 'Hello' };
const example = { id: 7, ...spring, bodyHtml: '<p>Hello</p>' };

const fields = {
  origin: 'The system it comes from. It can not change.',
  originId: 'Its id there: unique together with `origin`, and it can not change either.',
  body: 'The same as `bodyHtml`, which goes before it.',
  bodyHtml: 'The whole mail. How many links it has helps to tell people from machines.',
};

export const campaignOperations: Record<string, OperationDescription> = {
  'POST /v1/emCampaigns': {
    id: 'postCampaign',
    tag: 'campaigns',
    summary: 'Makes a campaign',
    description: 'A campaign with the same `origin` and `originId` must not exist.',
    body: { schema: draft, fields, examples: { spring: { ...spring, bodyHtml: '<p>Hello</p>' } } },
    answers: { 201: { description: 'Made.', schema: campaign, kept: true, example } },
  },
  'GET /v1/emCampaigns': {
    id: 'listCampaigns',
    tag: 'campaigns',
    summary: 'Lists campaigns, the newest first',
    query: {
      origin: textQuery('Only of this system.', 'Acme Mailer'),
      originId: textQuery('Only with this id there.'),
      ...paging,
    },
    answers: {
      200: {
        description: 'A page of the list. It is shorter than `limit` where campaigns are large.',
        schema: collection('emCampaigns', campaign),
      },
    },
  },
  'GET /v1/emCampaigns/{id}': {
    id: 'getCampaign',
    tag: 'campaigns',
    summary: 'Gives one campaign',
    path: pathId,
    answers: { 200: { description: 'The campaign.', schema: campaign, example } },
  },
  'PUT /v1/emCampaigns/{id}': {
    id: 'putCampaign',
    tag: 'campaigns',
    summary: 'Changes a campaign',
    description: 'Only what is sent changes; `null` empties a field.',
    path: pathId,
    body: { schema: change, fields, examples: { subject: { subject: 'Hello again' } } },
    answers: { 200: { description: 'The campaign as it is now.', schema: campaign, example } },
  },
  'GET /v1/emCampaigns/{id}/stats': {
    id: 'getStatistics',
    tag: 'campaigns',
    summary: 'Tells what a campaign came to',
    path: pathId,
    answers: { 200: { description: 'Its figures.', schema: statistics } },
  },
  'GET /v1/emCampaigns/{id}/drops': {
    id: 'listDrops',
    tag: 'campaigns',
    summary: 'Lists the messages that were dropped, each with its reason and its cause',
    path: pathId,
    query: paging,
    answers: { 200: { description: 'A page, the latest first.', schema: collection('drops', drop) } },
  },
};
