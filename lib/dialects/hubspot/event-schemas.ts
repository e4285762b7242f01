import * as z from 'zod/mini';
import { ADDRESS_CHARACTERS_MAX } from '../../domain/address.ts';
import type { PropertyName } from '../../domain/event-properties.ts';
import type { EventType } from '../../domain/event-types.ts';
import { LINK_CHARACTERS_MAX } from '../../limits.ts';
import { once } from '../../once.ts';

// What an event of each type may say, from the tables of seed 002 and facts/hubspot-and-outreach.md, A5. A chain has
// to stay small, so every text and list has an end; what is longer is refused, since a text that was cut would no
// longer be what the server or the person said. They are made when they are first asked for: a sender sends a few of
// the types, and all of them are a tenth of a start.

const ENTRIES = 50;

const text = (characters: number) => z.string().check(z.maxLength(characters));
/** RFC 5322, 2.1.1: the most a line of a header may have, and ours for what has no limit of its own. */
const line = text(998);
/** A server's answer: RFC 5321, 4.5.3.1.5, allows 512 a line, and a refusal takes several. */
const answer = text(2_000);
const name = text(500);
const word = text(100);
const address = text(ADDRESS_CHARACTERS_MAX);
const whole = z.int().check(z.nonnegative());
const texts = z.array(name).check(z.maxLength(ENTRIES));

/** The 15 of the seed, and one that only the live API has. */
export const dropReason = once(() =>
  z.enum([
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
  ]),
);

export const category = once(() =>
  z.enum([
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
  ]),
);

export const source = once(() =>
  z.enum([
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
  ]),
);

export const subscriptionStatus = once(() => z.enum(['SUBSCRIBED', 'UNSUBSCRIBED']));

const submission = () => ({ subject: line, from: name, replyTo: texts, cc: texts, bcc: texts });

/** The document says `producer_url`, the API and its clients `producerUrl`. */
const browser = once(() =>
  z.pipe(
    z.transform((sent) =>
      typeof sent === 'object' && sent !== null && 'producer_url' in sent
        ? { producerUrl: sent.producer_url, ...sent }
        : sent,
    ),
    ifKnown({
      ...{ name: name, family: name, type: name },
      ...{ producer: name, producerUrl: name, url: name },
      version: texts,
    }),
  ),
);

const degrees = (most: number) => z.number().check(z.gte(-most), z.lte(most));
const location = once(() =>
  ifKnown({
    ...{ city: name, state: name, country: name, zipcode: word },
    ...{ latitude: degrees(90), longitude: degrees(180) },
  }),
);

const engagement = once(() => ({
  userAgent: text(1_000),
  browser: browser(),
  location: location(),
  deviceType: word,
}));

const subscription = () =>
  z.object({
    id: whole,
    status: subscriptionStatus(),
    legalBasisChange: z.optional(
      z.partial(z.object({ legalBasisType: word, legalBasisExplanation: name, optState: word })),
    ),
  });

type Shape = { readonly [Name in PropertyName]?: z.ZodMiniType };

/** Of any type, whether HubSpot documents it for that type or only gives it out. */
const common: Shape = {
  smtpId: name,
  hmid: name,
  sendId: name,
  emailCampaignGroupId: whole,
  linkId: whole,
  ipAddress: word,
};

const ofType = (own: () => Shape) =>
  once(() => z.partial(z.object({ ...common, ...own() } as Required<Shape>)));

const schemas: Readonly<Record<EventType, () => z.ZodMiniObject>> = {
  SENT: ofType(submission),
  PROCESSED: ofType(() => ({})),
  DELIVERED: ofType(() => ({ response: answer })),
  DEFERRED: ofType(() => ({ response: answer, attempt: whole })),
  BOUNCE: ofType(() => ({ category: category(), response: answer, status: word })),
  DROPPED: ofType(() => ({ ...submission(), dropReason: dropReason(), dropMessage: answer })),
  SUPPRESSED: ofType(() => ({ suppressedReason: answer, suppressedMessage: answer })),
  OPEN: ofType(() => ({ ...engagement(), duration: whole })),
  CLICK: ofType(() => ({ ...engagement(), referer: text(LINK_CHARACTERS_MAX) })),
  PRINT: ofType(engagement),
  FORWARD: ofType(engagement),
  REPLY: ofType(() => ({})),
  STATUSCHANGE: ofType(() => ({
    source: source(),
    requestedBy: address,
    requestedByUserId: whole,
    portalSubscriptionStatus: subscriptionStatus(),
    subscriptions: z.array(subscription()).check(z.maxLength(ENTRIES)),
    portalSubscriptionLegalBasis: word,
    portalSubscriptionLegalBasisExplanation: name,
    // True, or not there at all.
    bounced: z.pipe(
      z.boolean(),
      z.transform((is) => is || undefined),
    ),
  })),
  SPAMREPORT: ofType(() => ({})),
  UNBOUNCE: ofType(() => ({ user: address })),
};

/** The properties of each type. What doesn't apply to it, or nobody knows, is left out. */
export const propertiesOf = (type: EventType): z.ZodMiniObject => schemas[type]();

/** HubSpot gives `{}` where it knows nothing, which is nothing to keep. */
function ifKnown<S extends z.core.$ZodLooseShape>(shape: S) {
  return z.pipe(
    z.partial(z.object(shape)),
    z.transform((value) => (Object.keys(value).length > 0 ? value : undefined)),
  );
}
