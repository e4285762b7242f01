import * as z from 'zod';
import { source } from '../event-schemas.ts';
import { changeTypes } from '../subscription-change.ts';
import { reference } from './event.ts';

const id = z.int().positive();
const whole = z.int().min(0);

export const subscriptionDefinition = z
  .strictObject({
    ...{ id: whole, portalId: id, name: z.string(), description: z.string() },
    ...{ active: z.boolean(), internal: z.boolean(), category: z.string(), channel: z.string() },
    ...{ order: whole, internalName: z.string(), businessUnitId: whole },
  })
  .describe('A kind of mail.');

export const subscriptionStatus = z
  .strictObject({
    subscribed: z.boolean(),
    markedAsSpam: z.boolean(),
    unsubscribeFromPortal: z.boolean(),
    portalId: id,
    bounced: z.boolean(),
    email: z.string(),
    subscriptionStatuses: z.array(
      z.strictObject({
        id: whole,
        updatedAt: whole,
        subscribed: z.boolean(),
        optState: z.string(),
        legalBasis: z.string().optional(),
        legalBasisExplanation: z.string().optional(),
      }),
    ),
    status: z.enum(['subscribed', 'unsubscribed']),
  })
  .describe('Whether an address can be mailed. One of which nothing is known can.');
export type SubscriptionStatusAnswer = z.output<typeof subscriptionStatus>;

const changes = [...['SUBSCRIBED', 'UNSUBSCRIBED', 'BOUNCED', 'UNBOUNCED', 'REPORTED_SPAM']] as const;

export const subscriptionChange = z
  .strictObject({
    change: z.enum(changes),
    source: z.optional(source()),
    portalId: id,
    subscriptionId: whole.optional().describe('Absent where it is about all mail.'),
    changeType: z.enum(changeTypes),
    causedByEvent: reference,
    doubtful: z
      .literal(true)
      .optional()
      .describe('A machine may have followed the link. It counts all the same.'),
  })
  .describe('One thing that changed in what an address can be sent.');

export const timelineItem = z
  .strictObject({
    timestamp: whole,
    portalId: id,
    recipient: z.string(),
    changes: z.array(subscriptionChange).min(1),
    snapshot: subscriptionStatus.optional().describe('How things stood afterwards; with `includeSnapshots`.'),
  })
  .describe('What changed for one recipient at one time.');
