import * as z from 'zod';
import { eventsAccepted, eventsReceived } from '../../../ingest/accepted-answer.ts';
import type { ApiDescription } from '../../../openapi/description.ts';
import { documentAnswer, documentOperation } from '../../../openapi/document-operation.ts';
import { whole } from '../../../openapi/parameters.ts';
import { campaign, campaignHead, counters, recentCampaign } from '../answers/campaign.ts';
import { error } from '../answers/error.ts';
import { event, eventsOfTypes, reference } from '../answers/event.ts';
import {
  subscriptionChange,
  subscriptionDefinition,
  subscriptionStatus,
  timelineItem,
} from '../answers/subscription.ts';
import { campaignOperations } from './campaigns.ts';
import { eventOperations, sentEvents } from './events.ts';
import { subscriptionOperations } from './subscriptions.ts';

const header = (description: string, schema: z.ZodType, example: unknown) => ({
  ...{ description, schema, example },
  required: true,
});

/** What Chainmail says to clients of HubSpot. */
export const hubSpotDescription: ApiDescription = {
  title: 'Chainmail, as HubSpot',
  description: [
    'Chainmail is a ledger of what happened to emails. Senders post campaigns and events; Chainmail links the events of each message into a chain and tells what happened, and why.',
    'This is the part for clients of HubSpot: its Email Events API v1. `/openapi/followupboss.json` is the one for clients of Follow Up Boss, where campaigns and people are made. Both speak of the same data.',
    'Bodies are JSON. Unknown fields and parameters are ignored. A `portalId` is ignored too: whose key it is decides.',
  ].join('\n\n'),
  tags: {
    events: 'What happened to messages.',
    campaigns: 'Marketing emails, and what they came to.',
    subscriptions: 'Who can be mailed, and what they said about it.',
    service: 'About the service itself.',
  },
  operations: {
    ...eventOperations,
    ...campaignOperations,
    ...subscriptionOperations,
    'GET /openapi/hubspot.json': documentOperation,
  },
  requests: sentEvents,
  answers: {
    ...{ Event: event, ...eventsOfTypes, Reference: reference },
    ...{ EventsAccepted: eventsAccepted, EventsReceived: eventsReceived },
    ...{ CampaignHead: campaignHead, RecentCampaign: recentCampaign, Campaign: campaign, Counters: counters },
    ...{ SubscriptionDefinition: subscriptionDefinition, SubscriptionStatus: subscriptionStatus },
    ...{ SubscriptionChange: subscriptionChange, TimelineItem: timelineItem },
    OpenApiDocument: documentAnswer,
  },
  error,
  headers: {
    rate: {
      'X-HubSpot-RateLimit-Max': header('Requests a minute that the key may send.', whole(1), 500),
      'X-HubSpot-RateLimit-Remaining': header('How many are left in this minute.', whole(0), 499),
      'X-HubSpot-RateLimit-Interval-Milliseconds': header(
        'The length of the window.',
        z.literal(60_000),
        60_000,
      ),
      'X-HubSpot-RateLimit-Secondly': header('The same as the limit of a minute.', whole(1), 500),
      'X-HubSpot-RateLimit-Secondly-Remaining': header('The same as what is left of it.', whole(0), 499),
    },
    always: {
      'X-HubSpot-Correlation-Id': header(
        'Our name for the request.',
        z.uuid(),
        '5f0c7a52-9d3b-4a57-8a54-0d5f3c1f9e21',
      ),
    },
    unauthenticated: {
      'X-HubSpot-Auth-Failure': header(
        'By which clients know this error.',
        z.literal('401 Unauthorized'),
        '401 Unauthorized',
      ),
    },
  },
};
