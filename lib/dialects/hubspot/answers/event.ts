import * as z from 'zod';
import type { EventType } from '../../../domain/event-types.ts';
import { category, dropReason, source, subscriptionStatus } from '../event-schemas.ts';

// An event of each type has its own keys, and no others. What does not apply is absent; on some types what applies
// and is not known is there empty.

export const reference = z
  .strictObject({ id: z.uuid(), created: z.int().min(0) })
  .describe('Another event: its id, and when it happened, in ms since 1970.');

const id = z.int().positive();
const whole = z.int().min(0);
const text = z.string().optional();
const texts = z.array(z.string());

const references = {
  sentBy: reference.optional().describe('The SENT that it goes back to.'),
  obsoletedBy: reference.optional().describe('On a SENT, the DROPPED that made it void.'),
  causedBy: reference.optional().describe('What had suppressed the address.'),
};

const common = {
  id: z.uuid(),
  created: z.int().min(0).describe('When it happened, in ms since 1970.'),
  recipient: z.string(),
  portalId: id.describe('The account.'),
};

const ofMessage = {
  ...common,
  appId: whole.describe('Stands for where the campaign comes from, which is `appName`.'),
  appName: text,
  emailCampaignId: whole,
  ...references,
  // Of any type, where the sender gave them.
  ...{ hmid: text, sendId: text, emailCampaignGroupId: whole.optional(), linkId: whole.optional() },
  ...{ ipAddress: text, smtpId: text },
};

/** `null` where nobody knows it. */
const smtpId = z.string().nullable();
const submission = { subject: text, from: text, replyTo: texts, cc: texts, bcc: texts, smtpId };

const engagement = {
  userAgent: text,
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
  deviceType: text,
  filteredEvent: z.boolean().describe('Whether a machine is taken to have done it.'),
};

const subscription = z.strictObject({
  id: whole,
  status: subscriptionStatus(),
  legalBasisChange: z
    .strictObject({ legalBasisType: z.string(), legalBasisExplanation: z.string(), optState: z.string() })
    .partial()
    .optional(),
});

const own = {
  SENT: submission,
  PROCESSED: { smtpId },
  DELIVERED: { response: text },
  DEFERRED: { response: text, attempt: whole.optional() },
  BOUNCE: { category: z.optional(category()), response: text, status: text },
  DROPPED: { ...submission, dropReason: z.optional(dropReason()), dropMessage: text },
  SUPPRESSED: { suppressedReason: text, suppressedMessage: text },
  OPEN: { ...engagement, smtpId, duration: whole.optional() },
  CLICK: { ...engagement, smtpId, url: text, referer: z.string(), linkId: whole },
  PRINT: engagement,
  FORWARD: engagement,
  REPLY: {},
  SPAMREPORT: {},
  STATUSCHANGE: {
    source: z.optional(source()),
    requestedBy: text,
    requestedByUserId: whole.optional(),
    portalSubscriptionStatus: z.optional(subscriptionStatus()),
    portalSubscriptionLegalBasis: text,
    portalSubscriptionLegalBasisExplanation: text,
    subscriptions: z.array(subscription).optional(),
    bounced: z.literal(true).optional(),
  },
} satisfies Record<Exclude<EventType, 'UNBOUNCE'>, z.ZodRawShape>;

const unbounce = z.strictObject({ ...common, type: z.literal('UNBOUNCE'), user: text, ...references });

/** The event of each type, by the name that the document has for it. */
export const eventsOfTypes: Record<string, z.ZodObject> = {
  ...Object.fromEntries(
    Object.entries(own).map(([type, properties]) => [
      `Event${type}`,
      z.strictObject({ ...ofMessage, type: z.literal(type), ...properties }),
    ]),
  ),
  EventUNBOUNCE: unbounce,
};

export const event = z
  .union(Object.values(eventsOfTypes))
  .describe('One thing that happened to a message, or, of type UNBOUNCE, to an address.');

/** A page of a list: where it goes on, and whether there is more. */
export const page = <Name extends string, Row extends z.ZodType>(name: Name, row: Row) =>
  z.strictObject({
    hasMore: z.boolean(),
    offset: z
      .string()
      .regex(/^[\w-]+$/)
      .describe('For the next page, whenever you ask for it.'),
    ...({ [name]: z.array(row).max(1_000) } as Record<Name, z.ZodArray<Row>>),
  });
