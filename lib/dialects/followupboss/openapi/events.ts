import * as z from 'zod';
import { listedWords } from '../../../domain/event-types.ts';
import { eventsAccepted, eventsReceived } from '../../../ingest/accepted-answer.ts';
import { EVENTS_PER_REQUEST_MAX } from '../../../limits.ts';
import type { OperationDescription } from '../../../openapi/description.ts';
import { parameter } from '../../../openapi/parameters.ts';
import { preferenceApplied } from '../../../openapi/request-headers.ts';
import { collection } from '../answers/collection.ts';
import { chain, eventRow, receipt } from '../answers/event.ts';
import { eventSchema, listSchema } from '../event.ts';
import { idQuery, paging, timeQuery } from './parameters.ts';

const events = z.object({
  ...listSchema.shape,
  emEvents: z
    .array(
      // What happened may not lie in the future, which no schema can say.
      eventSchema.clone().register(z.globalRegistry, {
        anyOf: ['recipient', 'personId'].map((name) => ({
          required: [name],
          properties: { [name]: { not: { type: 'null' } } },
        })),
      }),
    )
    .min(1)
    .max(EVENTS_PER_REQUEST_MAX),
});

const opened = {
  type: 'open',
  campaignId: 7,
  recipient: 'ann@example.com',
  occurred: '2026-01-02T03:04:05Z',
};

export const eventOperations: Record<string, OperationDescription> = {
  'POST /v1/emEvents': {
    id: 'postEvents',
    tag: 'events',
    summary: 'Says what happened to messages',
    description:
      'Once it is answered with a success, the events can not be lost; they are stored within seconds. If one event is not as it should be, nothing is stored: the message says which ones those are. Sending the same event twice does no harm: it counts once.',
    mayPreferAsync: true,
    body: {
      schema: events,
      fields: {
        emEvents: `1 to ${EVENTS_PER_REQUEST_MAX} events.`,
        occurred:
          'When it happened: ISO 8601, UTC if it says no zone, at most a day from now. If absent: now.',
        recipient: 'The address it was sent to. Without it, `personId` says who.',
        personId: 'The person it was sent to.',
        userId: 'The user it was sent from; if absent, the one of the key.',
        url: 'The link that was clicked.',
      },
      examples: {
        one: { emEvents: [opened] },
        two: {
          emEvents: [
            { type: 'delivered', campaignId: 7, recipient: 'ann@example.com' },
            { type: 'click', campaignId: '7', personId: 17, url: 'https://example.com/offer' },
          ],
        },
      },
    },
    answers: {
      200: {
        description: 'Taken in.',
        schema: eventsAccepted,
        example: { emEventIds: [101], recipientsNotFound: ['nobody@example.com'] },
      },
      202: {
        description: 'Taken in, without a look at the recipients: the sender preferred not to wait.',
        schema: eventsReceived,
        headers: preferenceApplied,
        example: { receipt: '5f0c7a52-9d3b-4a57-8a54-0d5f3c1f9e21', received: 1000 },
      },
    },
  },

  'GET /v1/emEvents': {
    id: 'listEvents',
    tag: 'events',
    summary: 'Lists what happened, a row for each person, campaign and type',
    description:
      'The newest first; with `updatedAfter` the oldest first, so that a reader who goes on from where it stopped misses nothing.',
    query: {
      type: parameter('Only events of this type.', z.enum([...listedWords, ''])),
      personId: idQuery('Only this person’s.'),
      campaignId: idQuery('Only of this campaign.'),
      updatedAfter: timeQuery('Only what came in since.'),
      ...paging,
    },
    answers: {
      200: {
        description: 'A page of the list.',
        schema: collection('emEvents', eventRow),
        example: {
          _metadata: { collection: 'emEvents', offset: 0, limit: 10, total: 1, next: null, nextLink: null },
          emEvents: [
            {
              ...{ count: 2, type: 'open', personId: 17, campaignId: 7, campaignName: 'Spring' },
              ...{ created: '2026-01-02T03:04:05Z', updated: '2026-01-02T03:10:00Z' },
            },
          ],
        },
      },
    },
  },

  'GET /v1/emEvents/chains': {
    id: 'listChains',
    tag: 'events',
    summary: 'Tells what happened to messages, and why',
    description: 'By person, by campaign or by both: one of them is needed.',
    query: { personId: idQuery('Of this person.'), campaignId: idQuery('Of this campaign.'), ...paging },
    answers: { 200: { description: 'A page of chains.', schema: collection('chains', chain) } },
  },

  'GET /v1/emEvents/receipts/{id}': {
    id: 'getReceipt',
    tag: 'events',
    summary: 'Tells what became of the events of a request',
    path: { id: parameter('The receipt that the request was answered with.', z.uuid()) },
    answers: {
      200: {
        description: 'So far, or for good if it is `done`.',
        schema: receipt,
        example: {
          ...{ id: '5f0c7a52-9d3b-4a57-8a54-0d5f3c1f9e21', done: true, received: 1000 },
          ...{ stored: 997, duplicate: 2, skipped: 1, skippedEvents: [41] },
        },
      },
    },
  },
};
