import type { EventType } from '../../../lib/domain/event-types.ts';

const submission = {
  subject: 'It is spring',
  from: '"Shop" <news@example.com>',
  replyTo: ['news@example.com'],
  cc: ['"Bob, Jr." <bob@example.com>', 'cid@example.com'],
  bcc: [],
};
const engagement = {
  userAgent: 'Mozilla/5.0 (Android 14; Mobile; rv:126.0) Gecko/126.0 Firefox/126.0',
  browser: {
    name: 'Firefox Mobile',
    family: 'Firefox',
    producer: 'Mozilla Foundation',
    producerUrl: 'https://www.mozilla.org/',
    type: 'Mobile Browser',
    url: 'https://www.mozilla.org/firefox/',
    version: ['Firefox 126.0'],
  },
  location: {
    city: 'Porto',
    state: 'porto',
    country: 'PORTUGAL',
    latitude: 41.15,
    longitude: -8.61,
    zipcode: '4000',
  },
  deviceType: 'MOBILE',
};
/** What an event of any type may say. */
export const common = {
  smtpId: '<abc@mx.example.com>',
  hmid: '0b7c',
  sendId: 's-1',
  emailCampaignGroupId: 7_001,
  linkId: 0,
  ipAddress: '203.0.113.7',
};

/** All that an event of each type can say beyond what any can (seed 002; facts/hubspot-and-outreach.md, A5). */
export const propertiesOfEachType: Record<EventType, Record<string, unknown>> = {
  SENT: submission,
  PROCESSED: {},
  DELIVERED: { response: '250 2.0.0 OK' },
  DEFERRED: { response: '451 4.7.1 try later', attempt: 2 },
  BOUNCE: { category: 'UNKNOWN_USER', response: '550 5.1.1 no such mailbox', status: '5.1.1' },
  DROPPED: { ...submission, dropReason: 'MTA_IGNORE', dropMessage: 'on a list of ours' },
  SUPPRESSED: { suppressedReason: 'UNENGAGED', suppressedMessage: 'has opened nothing for a year' },
  OPEN: { ...engagement, duration: 0 },
  CLICK: { ...engagement, url: 'https://example.com/?a=1&b=ü#x', referer: '' },
  PRINT: engagement,
  FORWARD: engagement,
  REPLY: {},
  STATUSCHANGE: {
    source: 'SOURCE_RECIPIENT',
    requestedBy: 'friend@example.com',
    requestedByUserId: 12,
    portalSubscriptionStatus: 'SUBSCRIBED',
    subscriptions: [
      {
        id: 7,
        status: 'SUBSCRIBED',
        legalBasisChange: {
          legalBasisType: 'LEGITIMATE_INTEREST_CLIENT',
          legalBasisExplanation: 'footer link',
          optState: 'OPT_IN',
        },
      },
      { id: 8, status: 'SUBSCRIBED' },
    ],
    portalSubscriptionLegalBasis: 'NON_GDPR',
    portalSubscriptionLegalBasisExplanation: 'a customer',
    bounced: true,
  },
  SPAMREPORT: {},
  UNBOUNCE: { user: 'admin@example.com' },
};
