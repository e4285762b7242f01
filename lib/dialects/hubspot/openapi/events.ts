import * as z from 'zod';
import { type EventType, eventTypes } from '../../../domain/event-types.ts';
import { eventsAccepted, eventsReceived } from '../../../ingest/accepted-answer.ts';
import { EVENTS_PER_REQUEST_MAX } from '../../../limits.ts';
import type { OperationDescription } from '../../../openapi/description.ts';
import { parameter, whole } from '../../../openapi/parameters.ts';
import { preferenceApplied } from '../../../openapi/request-headers.ts';
import { event, page } from '../answers/event.ts';
import { listSchema } from '../event.ts';
import { eventFields } from '../event-fields.ts';
import { propertiesOf } from '../event-schemas.ts';
import { eventTypeNames } from '../event-types.ts';
import { unbounceSchema } from '../post-unbounce.ts';
import { flagQuery, idQuery, paging, textQuery, timeQuery } from './parameters.ts';

const ofCampaign = z.union([z.int().positive(), z.string().regex(/^(?=.*[1-9])\d{1,15}$/)]);
const ofNone: readonly EventType[] = ['STATUSCHANGE', 'UNBOUNCE'];

/** An event of each type, by the name that the document has for it. */
export const sentEvents = Object.fromEntries(
  eventTypes.map((type) => [
    `Sent${type}`,
    z.object({
      ...eventFields.shape,
      ...propertiesOf(type).shape,
      ...(!ofNone.includes(type) && { emailCampaignId: ofCampaign }),
      type: type === 'SUPPRESSED' ? z.enum(['SUPPRESSED', 'SUPPRESSION']) : z.literal(type),
    }),
  ]),
);

const events = z.object({
  ...listSchema.shape,
  events: z
    .array(z.union(Object.values(sentEvents)))
    .min(1)
    .max(EVENTS_PER_REQUEST_MAX),
});

const sent = { type: 'SENT', recipient: 'ann@example.com', emailCampaignId: 7, subject: 'Hello' };
const bounce = { type: 'BOUNCE', recipient: 'bob@example.com', emailCampaignId: 7, category: 'MAILBOX_FULL' };
const accepted = { emEventIds: [101, 102], recipientsNotFound: [] };

const answers = {
  200: { description: 'Taken in.', schema: eventsAccepted, example: accepted },
  202: {
    description: 'Taken in, without a look at the recipients: the sender preferred not to wait.',
    schema: eventsReceived,
    headers: preferenceApplied,
    example: { receipt: '5f0c7a52-9d3b-4a57-8a54-0d5f3c1f9e21', received: 1000 },
  },
};

const common = {
  created: 'When it happened, in ms since 1970, at most a day from now. If absent: now.',
  sourceId: 'Your own id of the event. Two events with the same one are the same.',
};

export const eventOperations: Record<string, OperationDescription> = {
  'POST /email/public/v1/events': {
    id: 'postEvents',
    tag: 'events',
    summary: 'Says what happened to messages',
    description:
      'HubSpot has no such call: here events come from their senders. Once it is answered with a success, the events can not be lost; they are stored within seconds. If one is not as it should be, nothing is stored: the message says which ones those are. Sending the same event twice does no harm: it counts once. What follows from other events, from the campaign or from the account is ours to say and is ignored. An event may have 4 KB.',
    mayPreferAsync: true,
    body: {
      schema: events,
      nulls: true,
      fields: {
        ...common,
        events: `1 to ${EVENTS_PER_REQUEST_MAX} events.`,
        recipient: 'The address it was sent to.',
        emailCampaignId: 'The campaign. A STATUSCHANGE or an UNBOUNCE needs none.',
        machine: 'Whether a machine did it, if you know.',
        filteredEvent: 'The same, as HubSpot says it.',
        method: 'The HTTP method of the open or click. Machines often use HEAD.',
        purpose: 'The header `Purpose` or `Sec-Purpose` of the open or click.',
      },
      examples: { two: { events: [sent, bounce] } },
    },
    answers,
  },

  'POST /email/public/v1/events/unbounce': {
    id: 'postUnbounce',
    tag: 'events',
    summary: 'Says that an address takes mail again',
    description: 'HubSpot has no such call. It lifts the bounces before it.',
    mayPreferAsync: true,
    errors: ['not-found'],
    body: {
      schema: unbounceSchema(),
      fields: { ...common, recipient: 'The address.', user: 'Who says so.' },
      examples: { ann: { recipient: 'ann@example.com', user: 'support@example.com' } },
    },
    answers,
  },

  'GET /email/public/v1/events': {
    id: 'listEvents',
    tag: 'events',
    summary: 'Lists what happened, the newest first',
    description:
      'Every filter that is there has to hold; none may come twice. A page under a rare filter may be short, even empty: `hasMore` says whether to go on.',
    query: {
      recipient: textQuery('Sent to this address.', 'ann@example.com'),
      campaignId: idQuery('Of this campaign; 0 for what is about no message.'),
      appId: idQuery('Of the campaigns of this app.'),
      eventType: parameter('Of this type.', z.enum([...eventTypeNames, 'SUPPRESSION', '']), 'OPEN'),
      startTimestamp: timeQuery('From this time on.'),
      endTimestamp: timeQuery('Up to this time.'),
      excludeFilteredEvents: flagQuery('Whether to leave out what machines did.'),
      ...paging,
    },
    answers: { 200: { description: 'A page of the list.', schema: page('events', event) } },
  },

  'GET /email/public/v1/events/{created}/{id}': {
    id: 'getEvent',
    tag: 'events',
    summary: 'Gives one event',
    path: {
      created: parameter(
        'When it happened, in ms since 1970.',
        whole(0, 999_999_999_999_999),
        1_767_322_800_000,
      ),
      id: parameter('Its id.', z.uuid()),
    },
    answers: { 200: { description: 'The event.', schema: event } },
  },
};
