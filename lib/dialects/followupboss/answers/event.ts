import * as z from 'zod';
import { eventTypes, listedWords } from '../../../domain/event-types.ts';
import { id } from './campaign.ts';

const time = z.string().meta({ format: 'date-time' });

/** A row of `GET /v1/emEvents`. */
export const eventRow = z
  .strictObject({
    count: z.int().positive().describe('How many events of this type the message has.'),
    type: z.enum(listedWords),
    personId: id,
    campaignId: z.int().min(0).describe('0 for what is about no message.'),
    campaignName: z.string().nullable(),
    created: time.describe('When the first of them happened.'),
    updated: time.describe('When the last of them came in.'),
  })
  .describe('All events of one type of one message: a person and a campaign.');
export type EventRowAnswer = z.output<typeof eventRow>;

export const reference = z
  .strictObject({ id: z.uuid(), created: z.int() })
  .describe('Another event: its id, and when it happened, in ms since 1970.');

const texts = z.array(z.string());
const whole = z.int().min(0);

/** What only the sender of an event knows; there if it said so. */
export const properties = z
  .strictObject({
    ...{ from: z.string(), replyTo: texts, cc: texts, bcc: texts },
    ...{ dropReason: z.string(), dropMessage: z.string() },
    ...{ response: z.string(), smtpId: z.string(), attempt: whole, category: z.string(), status: z.string() },
    userAgent: z.string(),
    browser: z
      .strictObject({
        ...{ name: z.string(), family: z.string(), type: z.string() },
        ...{ producer: z.string(), producerUrl: z.string(), url: z.string(), version: texts },
      })
      .partial(),
    location: z
      .strictObject({
        ...{ city: z.string(), state: z.string(), country: z.string(), zipcode: z.string() },
        ...{ latitude: z.number(), longitude: z.number() },
      })
      .partial(),
    ...{ deviceType: z.string(), duration: whole, referer: z.string(), linkId: whole },
    ...{ source: z.string(), requestedBy: z.string(), requestedByUserId: whole },
    portalSubscriptionStatus: z.enum(['SUBSCRIBED', 'UNSUBSCRIBED']),
    portalSubscriptionLegalBasis: z.string(),
    portalSubscriptionLegalBasisExplanation: z.string(),
    subscriptions: z.array(
      z.strictObject({
        id: whole,
        status: z.enum(['SUBSCRIBED', 'UNSUBSCRIBED']),
        legalBasisChange: z
          .strictObject({
            legalBasisType: z.string(),
            legalBasisExplanation: z.string(),
            optState: z.string(),
          })
          .partial()
          .optional(),
      }),
    ),
    ...{ bounced: z.literal(true), user: z.string() },
    ...{ suppressedReason: z.string(), suppressedMessage: z.string() },
    ...{ hmid: z.string(), sendId: z.string(), emailCampaignGroupId: whole, ipAddress: z.string() },
  })
  .partial();

const event = z.strictObject({
  ...properties.shape,
  id: z.uuid(),
  created: z.int().describe('When it happened, in ms since 1970.'),
  type: z.enum(eventTypes),
  recipient: z.string(),
  portalId: id.describe('The account.'),
  appId: z.int().min(0).optional().describe('Stands for the campaign’s `origin`, which is `appName`.'),
  appName: z.string().optional(),
  emailCampaignId: z.int().min(0).describe('0 for what is about no message.'),
  userId: id.optional().describe('The user it was sent from.'),
  subject: z.string().optional(),
  url: z.string().optional(),
  filteredEvent: z
    .boolean()
    .optional()
    .describe('Whether a machine is taken to have done it; on what people do with a mail.'),
  machine: z
    .strictObject({ verdict: z.enum(['yes', 'no', 'unknown']), reasons: texts })
    .optional()
    .describe('Why it is, or is not, taken for a machine’s.'),
  sentBy: reference.optional().describe('The SENT that it goes back to.'),
  obsoletedBy: reference.optional().describe('On a SENT, the DROPPED that made it void.'),
  causedBy: reference.optional().describe('What had suppressed the address.'),
});

export const cause = event
  .extend({
    campaign: z
      .strictObject({
        id,
        origin: z.string(),
        originId: z.string(),
        name: z.string().nullable(),
        subject: z.string().nullable(),
      })
      .nullable(),
  })
  .describe('The event in `causedBy`, whole: it often belongs to another campaign.');

export const chainEvent = event
  .extend({ cause: cause.optional() })
  .describe('One thing that happened to a message. What nobody said is absent.');

const messageStates = [
  ...['sent', 'processed', 'deferred', 'delivered', 'bounced', 'dropped', 'suppressed'],
  ...['opened', 'clicked', 'replied', 'unsubscribed', 'reported-as-spam'],
] as const;

export const chain = z
  .strictObject({
    personId: id,
    campaignId: z.int().min(0),
    recipient: z.string(),
    state: z.enum(messageStates).describe('What the person did, else the last word on its delivery.'),
    events: z.array(chainEvent).min(1).describe('In order of time.'),
  })
  .describe('All that happened to one message, and why.');

export const drop = z
  .strictObject({
    personId: id,
    campaignId: id,
    recipient: z.string(),
    id: z.uuid(),
    created: z.int(),
    reason: z.string().nullable(),
    causedBy: reference.nullable(),
    cause: cause.nullable(),
  })
  .describe('A message that was not delivered on purpose.');

export const receipt = z
  .strictObject({
    id: z.uuid(),
    done: z.boolean().describe('Whether nothing will change any more.'),
    received: z.int().positive(),
    stored: z.int().min(0),
    duplicate: z.int().min(0),
    skipped: z.int().min(0).describe('Events that nobody received.'),
    skippedEvents: z.array(z.int().min(0)).describe('Their positions in the request, from 0.'),
  })
  .describe('What became of a request’s events.');
export type ReceiptAnswer = z.output<typeof receipt>;
