import * as z from 'zod';
import type { OperationDescription } from '../../../openapi/description.ts';
import { parameter } from '../../../openapi/parameters.ts';
import { page } from '../answers/event.ts';
import { subscriptionDefinition, subscriptionStatus, timelineItem } from '../answers/subscription.ts';
import { bodySchema } from '../put-subscription.ts';
import { changeTypes } from '../subscription-change.ts';
import { flagQuery, paging, textQuery, timeQuery } from './parameters.ts';

const email = { email: parameter('The address.', z.string(), 'ann@example.com') };

export const subscriptionOperations: Record<string, OperationDescription> = {
  'GET /email/public/v1/subscriptions': {
    id: 'listSubscriptionDefinitions',
    tag: 'subscriptions',
    summary: 'Lists the kinds of mail, of which there is one',
    description: 'The path may end in a slash.',
    answers: {
      200: {
        description: 'The list, which has no pages.',
        schema: z.strictObject({ subscriptionDefinitions: z.array(subscriptionDefinition) }),
      },
    },
  },
  'GET /email/public/v1/subscriptions/timeline': {
    id: 'listTimeline',
    tag: 'subscriptions',
    summary: 'Lists what changed in whether people can be mailed, the latest first',
    query: {
      changeType: parameter('Only changes of this type.', z.enum([...changeTypes, '']), 'PORTAL_STATUS'),
      startTimestamp: timeQuery('From this time on.'),
      endTimestamp: timeQuery('Up to this time.'),
      recipient: textQuery('Only of this address. HubSpot has no such parameter.', 'ann@example.com'),
      includeSnapshots: flagQuery('Whether each item says how things stood after it.'),
      doubtful: flagQuery('Only what machines may have done. HubSpot has no such parameter.'),
      ...paging,
    },
    answers: { 200: { description: 'A page of the list.', schema: page('timeline', timelineItem) } },
  },
  'GET /email/public/v1/subscriptions/{email}': {
    id: 'getSubscriptionStatus',
    tag: 'subscriptions',
    summary: 'Tells whether an address can be mailed',
    path: email,
    errors: ['invalid'],
    answers: { 200: { description: 'How things stand.', schema: subscriptionStatus } },
  },
  'PUT /email/public/v1/subscriptions/{email}': {
    id: 'putSubscription',
    tag: 'subscriptions',
    summary: 'Changes what an address is sent, on its owner’s behalf',
    description: 'Other than at HubSpot, who unsubscribed can subscribe again.',
    path: email,
    heedsIdempotencyKey: true,
    body: {
      schema: bodySchema(),
      also: {
        anyOf: [
          { required: ['unsubscribeFromAll'], properties: { unsubscribeFromAll: { const: true } } },
          {
            required: ['subscriptionStatuses'],
            properties: { subscriptionStatuses: { type: 'array', minItems: 1 } },
          },
        ],
      },
      fields: {
        unsubscribeFromAll:
          'Whether it gets no mail any more. Without it, `subscriptionStatuses` says what changes.',
        subscriptionStatuses: 'What changes, for each kind of mail.',
      },
      examples: {
        all: { unsubscribeFromAll: true },
        one: { subscriptionStatuses: [{ id: 1, subscribed: true, optState: 'OPT_IN' }] },
      },
    },
    answers: {
      200: {
        description: 'The change can not be lost.',
        schema: z.strictObject({ status: z.literal('ok') }),
        example: { status: 'ok' },
      },
    },
  },
};
