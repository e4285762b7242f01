import { addressOf, CROWD } from './crowd.ts';

/** A request that costs as much as any that its route accepts. */
export interface Worst {
  method: string;
  path: string;
  sent?: unknown;
  headers?: Record<string, string>;
}

const HOUR_MS = 3_600_000;
/** What fits a thousand times into a body of 4 MB. */
const TEXT = 'x'.repeat(490);
const link = (n: number): string => `https://example.com/${n}?t=${'y'.repeat(2_000)}`;

/** Each to somebody else, of another campaign, in an hour of its own: nothing shares a chain or a segment. */
const scattered = (n: number) => ({
  recipient: addressOf(n + 1),
  created: Date.UTC(2026, 0, 1) + n * HOUR_MS,
});
const wide = { type: 'click', url: link(0) };
const followUpBossEvents = Array.from({ length: CROWD }, (_, n) => {
  const { recipient, created } = scattered(n);
  return { ...wide, url: link(n), campaignId: n + 1, recipient, occurred: new Date(created).toISOString() };
});
/** Half of them say what suppresses an address, which costs a write more. */
const hubSpotEvents = Array.from({ length: CROWD }, (_, n) => ({
  ...scattered(n),
  ...{ emailCampaignId: n + 1, id: `s-${n}`, type: n % 2 ? 'SPAMREPORT' : 'DROPPED' },
  ...(n % 2 ? {} : { subject: TEXT, replyTo: Array.from({ length: 5 }, () => TEXT), from: TEXT }),
}));

const contacts = (from: number) => ({
  emails: Array.from({ length: 25 }, (_, n) => ({ value: `many${from + n}@example.com` })),
  phones: Array.from({ length: 25 }, (_, n) => ({ value: `555${from + n}00` })),
});
/** Doesn't deflate. */
const noise = (characters: number): string =>
  Array.from({ length: characters }, (_, n) =>
    String.fromCharCode(48 + ((n * n * 31 + n * 17 + (n >> 3)) % 75)),
  ).join('');

export const worst: Readonly<Record<string, Worst>> = {
  'POST /v1/emEvents': {
    ...{ method: 'POST', path: '/v1/emEvents', sent: { emEvents: followUpBossEvents } },
    headers: { 'idempotency-key': 'worst' },
  },
  'GET /v1/emEvents': { method: 'GET', path: '/v1/emEvents?limit=100&type=spamreport&offset=2000' },
  'GET /v1/emEvents/chains': { method: 'GET', path: '/v1/emEvents/chains?limit=100&campaignId=5' },
  'GET /v1/emEvents/receipts/{id}': { method: 'GET', path: '/v1/emEvents/receipts/{receipt}' },
  'POST /v1/emCampaigns': {
    ...{ method: 'POST', path: '/v1/emCampaigns', headers: { 'idempotency-key': 'worst' } },
    sent: { origin: 'new', originId: '1', name: 'N', subject: 'S', bodyHtml: noise(300_000) },
  },
  'GET /v1/emCampaigns': { method: 'GET', path: '/v1/emCampaigns?limit=100&offset=2000&origin=nowhere' },
  'GET /v1/emCampaigns/{id}': { method: 'GET', path: '/v1/emCampaigns/1001' },
  'PUT /v1/emCampaigns/{id}': {
    ...{ method: 'PUT', path: '/v1/emCampaigns/1001', sent: { name: 'M', bodyHtml: `${noise(299_000)}.` } },
  },
  'GET /v1/emCampaigns/{id}/stats': { method: 'GET', path: '/v1/emCampaigns/5/stats' },
  'GET /v1/emCampaigns/{id}/drops': { method: 'GET', path: '/v1/emCampaigns/5/drops?limit=100' },
  'POST /v1/people': {
    ...{ method: 'POST', path: '/v1/people', headers: { 'idempotency-key': 'worst-person' } },
    sent: { firstName: 'Many', background: noise(20_000), ...contacts(100) },
  },
  'GET /v1/people': { method: 'GET', path: '/v1/people?limit=100&sort=name&offset=900' },
  'GET /v1/people/checkDuplicate': {
    method: 'GET',
    path: '/v1/people/checkDuplicate?email=p9@example.com&phone=5551',
  },
  'GET /v1/people/{id}': { method: 'GET', path: '/v1/people/1001' },
  'GET /v1/people/{id}/export': { method: 'GET', path: '/v1/people/2/export' },
  'PUT /v1/people/{id}': { method: 'PUT', path: '/v1/people/1001', sent: { emails: contacts(300).emails } },
  'DELETE /v1/people/{id}': { method: 'DELETE', path: '/v1/people/1001?erase=true' },
  'GET /email/public/v1/events': {
    method: 'GET',
    path: '/email/public/v1/events?limit=1000&appId=7&eventType=REPLY',
  },
  'GET /email/public/v1/events/{created}/{id}': { method: 'GET', path: '/email/public/v1/events/{event}' },
  'POST /email/public/v1/events': {
    ...{ method: 'POST', path: '/email/public/v1/events', sent: { events: hubSpotEvents } },
    headers: { 'idempotency-key': 'worst-canonical' },
  },
  'POST /email/public/v1/events/unbounce': {
    ...{ method: 'POST', path: '/email/public/v1/events/unbounce', sent: { recipient: addressOf(2) } },
  },
  'PUT /email/public/v1/subscriptions/{email}': {
    ...{ method: 'PUT', path: `/email/public/v1/subscriptions/${addressOf(2)}` },
    sent: {
      subscriptionStatuses: Array.from({ length: 50 }, (_, id) => ({ id: id + 1, subscribed: false })),
    },
  },
  'GET /email/public/v1/campaigns': {
    method: 'GET',
    path: '/email/public/v1/campaigns?limit=1000&offset={offset}',
  },
  'GET /email/public/v1/campaigns/by-id': {
    method: 'GET',
    path: '/email/public/v1/campaigns/by-id?limit=1000',
  },
  'GET /email/public/v1/campaigns/{campaignId}': {
    method: 'GET',
    path: '/email/public/v1/campaigns/5?appId=1',
  },
  'GET /email/public/v1/subscriptions': { method: 'GET', path: '/email/public/v1/subscriptions' },
  'GET /email/public/v1/subscriptions/timeline': {
    ...{ method: 'GET', path: '/email/public/v1/subscriptions/timeline?limit=1000&changeType=PORTAL_BOUNCE' },
  },
  'GET /email/public/v1/subscriptions/{email}': {
    ...{ method: 'GET', path: `/email/public/v1/subscriptions/${addressOf(2)}` },
  },
  'GET /crm/v3/schemas': { method: 'GET', path: '/crm/v3/schemas' },
};
