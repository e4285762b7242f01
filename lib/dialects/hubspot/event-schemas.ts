import * as z from 'zod';
import { ADDRESS_CHARACTERS_MAX } from '../../domain/address.ts';
import type { PropertyName } from '../../domain/event-properties.ts';
import type { EventType } from '../../domain/event-types.ts';
import { LINK_CHARACTERS_MAX } from '../../limits.ts';

// What an event of each type may say, from the tables of seed 002 and facts/hubspot-and-outreach.md, A5. A chain has
// to stay small, so every text and list has an end; what is longer is refused, since a text that was cut would no
// longer be what the server or the person said.

/** RFC 5322, 2.1.1: the most a line of a header may have, and ours for what has no limit of its own. */
const LINE = 998;
/** A server's answer: RFC 5321, 4.5.3.1.5, allows 512 a line, and a refusal takes several. */
const ANSWER = 2_000;
const NAME = 500;
const WORD = 100;
const ENTRIES = 50;

const text = (characters: number) => z.string().max(characters);
const whole = z.int().nonnegative();
const texts = z.array(text(NAME)).max(ENTRIES);

/** The 15 of the seed, and one that only the live API has. */
export const dropReason = z.enum([
  'PREVIOUSLY_BOUNCED',
  'PREVIOUS_SPAM',
  'PREVIOUSLY_UNSUBSCRIBED_MESSAGE',
  'PREVIOUSLY_UNSUBSCRIBED_PORTAL',
  'INVALID_TO_ADDRESS',
  'INVALID_FROM_ADDRESS',
  'BLOCKED_DOMAIN',
  'BLOCKED_ADDRESS',
  'EMAIL_UNCONFIRMED',
  'CAMPAIGN_CANCELLED',
  'MTA_IGNORE',
  'PORTAL_OVER_LIMIT',
  'PORTAL_SUSPENDED',
  'QUARANTINED_ADDRESS',
  'ADDRESS_LIST_BOMBED',
  'VALIDATION_FAILED',
]);

export const category = z.enum([
  'UNKNOWN_USER',
  'MAILBOX_FULL',
  'CONTENT',
  'SPAM',
  'POLICY',
  'GREYLISTING',
  'MAILBOX_MISCONFIGURATION',
  'ISP_MISCONFIGURATION',
  'DOMAIN_REPUTATION',
  'DMARC',
  'SENDING_DOMAIN_MISCONFIGURATION',
  'TIMEOUT',
  'THROTTLED',
  'UNCATEGORIZED',
  'IP_REPUTATION',
  'DNS_FAILURE',
  'TEMPORARY_PROBLEM',
]);

export const source = z.enum([
  'SOURCE_LIST_UNSUBSCRIBE',
  'SOURCE_RECIPIENT',
  'SOURCE_IMPORT',
  'SOURCE_HUBSPOT_CUSTOMER',
  'SOURCE_SPAM_REPORT',
  'SOURCE_NON_DELIVERY_REPORT',
  'SOURCE_DIRECT_COMPLAINT',
  'SOURCE_MTA_RECORD',
  'SOURCE_HUBSPOT',
  'SOURCE_MIGRATION',
  'SOURCE_HUBSPOT_CLEANUP',
  'SOURCE_KNOWN_SPAM_TRAP',
]);

export const subscriptionStatus = z.enum(['SUBSCRIBED', 'UNSUBSCRIBED']);

const submission = { subject: text(LINE), from: text(NAME), replyTo: texts, cc: texts, bcc: texts };

/** The document says `producer_url`, the API and its clients `producerUrl`. */
const browser = z
  .preprocess(
    (sent) =>
      typeof sent === 'object' && sent !== null && 'producer_url' in sent
        ? { producerUrl: sent.producer_url, ...sent }
        : sent,
    z
      .object({
        ...{ name: text(NAME), family: text(NAME), type: text(NAME) },
        ...{ producer: text(NAME), producerUrl: text(NAME), url: text(NAME) },
        version: texts,
      })
      .partial(),
  )
  .transform(known);

const location = z
  .object({
    ...{ city: text(NAME), state: text(NAME), country: text(NAME), zipcode: text(WORD) },
    ...{ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) },
  })
  .partial()
  .transform(known);

const engagement = { userAgent: text(1_000), browser, location, deviceType: text(WORD) };

const subscription = z.object({
  id: whole,
  status: subscriptionStatus,
  legalBasisChange: z
    .object({ legalBasisType: text(WORD), legalBasisExplanation: text(NAME), optState: text(WORD) })
    .partial()
    .optional(),
});

/** Of any type, whether HubSpot documents it for that type or only gives it out. */
const common = {
  smtpId: text(NAME),
  hmid: text(NAME),
  sendId: text(NAME),
  emailCampaignGroupId: whole,
  linkId: whole,
  ipAddress: text(WORD),
};

const properties = (own: { readonly [Name in PropertyName]?: z.ZodType }) =>
  z.object({ ...common, ...own }).partial();

/** The properties of each type. What doesn't apply to it, or nobody knows, is left out. */
export const propertySchemas: Readonly<Record<EventType, z.ZodObject>> = {
  SENT: properties(submission),
  PROCESSED: properties({}),
  DELIVERED: properties({ response: text(ANSWER) }),
  DEFERRED: properties({ response: text(ANSWER), attempt: whole }),
  BOUNCE: properties({ category, response: text(ANSWER), status: text(WORD) }),
  DROPPED: properties({ ...submission, dropReason, dropMessage: text(ANSWER) }),
  SUPPRESSED: properties({ suppressedReason: text(ANSWER), suppressedMessage: text(ANSWER) }),
  OPEN: properties({ ...engagement, duration: whole }),
  CLICK: properties({ ...engagement, referer: text(LINK_CHARACTERS_MAX) }),
  PRINT: properties(engagement),
  FORWARD: properties(engagement),
  REPLY: properties({}),
  STATUSCHANGE: properties({
    source,
    requestedBy: text(ADDRESS_CHARACTERS_MAX),
    requestedByUserId: whole,
    portalSubscriptionStatus: subscriptionStatus,
    subscriptions: z.array(subscription).max(ENTRIES),
    portalSubscriptionLegalBasis: text(WORD),
    portalSubscriptionLegalBasisExplanation: text(NAME),
    // True, or not there at all.
    bounced: z.boolean().transform((is) => is || undefined),
  }),
  SPAMREPORT: properties({}),
  UNBOUNCE: properties({ user: text(ADDRESS_CHARACTERS_MAX) }),
};

/** HubSpot gives `{}` where it knows nothing, which is nothing to keep. */
function known<T extends object>(value: T): T | undefined {
  return Object.keys(value).length > 0 ? value : undefined;
}
