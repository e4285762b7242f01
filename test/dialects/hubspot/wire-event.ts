import * as z from 'zod';

// An event as HubSpot's document has it (seed 002, tables "Email events" to "'Unbounce' events"), with what only the
// live API has (facts/hubspot-and-outreach.md, A5). Strict: a key that is not in the table of a type must be absent.
// Nothing of it is taken from `lib`.

const reference = z.strictObject({ id: z.uuid(), created: z.int() });
const references = {
  sentBy: reference.optional(),
  obsoletedBy: reference.optional(),
  causedBy: reference.optional(),
};

const identity = { id: z.uuid(), created: z.int().positive() };
const common = {
  ...identity,
  recipient: z.string().regex(/@/),
  portalId: z.int().positive(),
  appId: z.int().nonnegative(),
  appName: z.string().optional(),
  emailCampaignId: z.int().nonnegative(),
  ...references,
  // Of any type, where the sender gave them.
  hmid: z.string().optional(),
  sendId: z.string().optional(),
  emailCampaignGroupId: z.int().optional(),
  linkId: z.int().optional(),
  ipAddress: z.string().optional(),
};
/** Always there on some types, `null` where it isn't known. */
const smtpId = z.string().nullable();

const submission = {
  subject: z.string().optional(),
  from: z.string().optional(),
  replyTo: z.array(z.string()),
  cc: z.array(z.string()),
  bcc: z.array(z.string()),
  smtpId,
};

const dropReasons = [
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
] as const;

const categories = [
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
] as const;

const sources = [
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
] as const;

const engagement = {
  userAgent: z.string().optional(),
  browser: z.strictObject({
    name: z.string().optional(),
    family: z.string().optional(),
    producer: z.string().optional(),
    producerUrl: z.string().optional(),
    type: z.string().optional(),
    url: z.string().optional(),
    version: z.array(z.string()).optional(),
  }),
  location: z.strictObject({
    city: z.string().optional(),
    state: z.string().optional(),
    country: z.string().optional(),
    latitude: z.number().optional(),
    longitude: z.number().optional(),
    zipcode: z.string().optional(),
  }),
  deviceType: z.string().optional(),
  filteredEvent: z.boolean(),
};

const status = z.enum(['SUBSCRIBED', 'UNSUBSCRIBED']);
const subscription = z.strictObject({
  id: z.int(),
  status,
  legalBasisChange: z
    .strictObject({
      legalBasisType: z.string().optional(),
      legalBasisExplanation: z.string().optional(),
      optState: z.string().optional(),
    })
    .optional(),
});

const type = <Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.strictObject({ ...common, type: z.literal(name), ...shape });

export const wireEvent = z.discriminatedUnion('type', [
  type('SENT', submission),
  type('PROCESSED', { smtpId }),
  type('DROPPED', {
    ...submission,
    dropReason: z.enum(dropReasons).optional(),
    dropMessage: z.string().optional(),
  }),
  type('DELIVERED', { response: z.string().optional(), smtpId: z.string().optional() }),
  type('DEFERRED', { response: z.string().optional(), attempt: z.int().optional() }),
  type('BOUNCE', {
    category: z.enum(categories).optional(),
    response: z.string().optional(),
    status: z.string().optional(),
  }),
  type('OPEN', { ...engagement, smtpId, duration: z.int().optional() }),
  type('CLICK', {
    ...engagement,
    smtpId,
    url: z.string().optional(),
    referer: z.string(),
    linkId: z.int(),
  }),
  type('PRINT', engagement),
  type('FORWARD', engagement),
  type('REPLY', {}),
  type('STATUSCHANGE', {
    source: z.enum(sources).optional(),
    requestedBy: z.string().optional(),
    requestedByUserId: z.int().optional(),
    portalSubscriptionStatus: status.optional(),
    subscriptions: z.array(subscription).optional(),
    bounced: z.literal(true).optional(),
  }),
  type('SPAMREPORT', {}),
  type('SUPPRESSED', { suppressedReason: z.string().optional(), suppressedMessage: z.string().optional() }),
  z.strictObject({
    ...identity,
    type: z.literal('UNBOUNCE'),
    recipient: z.string().regex(/@/),
    portalId: z.int().positive(),
    user: z.string().optional(),
    ...references,
  }),
]);
export type WireEvent = z.output<typeof wireEvent>;

export const wirePage = z.strictObject({
  hasMore: z.boolean(),
  offset: z.string().regex(/^[\w-]+$/),
  events: z.array(wireEvent),
});
