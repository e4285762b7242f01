import { Client } from '@hubspot/api-client';
import { beforeAll, describe, expect, test } from 'vitest';
import { type WireEvent, wireEvent, wirePage } from '../dialects/hubspot/wire-event.ts';
import { seen } from '../every-answer.ts';
import { expectHubSpotError, type HubSpotEvent, HubSpotSender } from './hubspot-sender.ts';
import type { Recipient } from './sender.ts';
import { findTarget, type Target } from './target.ts';

let target: Target;
let sender: HubSpotSender;
/** HubSpot's own client; all it is told is another address. */
let client: Client;
let people: Recipient[];
let campaigns: number[];
let posted: HubSpotEvent[];
beforeAll(async () => {
  target = await findTarget();
  sender = new HubSpotSender(target);
  client = new Client({ accessToken: target.keys.owner, basePath: target.url });
  [people, campaigns] = await Promise.all([
    sender.people(PEOPLE),
    Promise.all(['Spring', 'Summer', 'Autumn'].map((subject) => sender.aCampaign({ subject }))),
  ]);
  posted = [...messages(), ...unbounces()];
  expect(posted).toHaveLength(EVENTS);
  for (let first = 0; first < EVENTS; first += REQUEST) {
    await sender.storeCanonical(...posted.slice(first, first + REQUEST));
  }
}, 120_000);

const EVENTS = 1_500;
const REQUEST = 1_000;
const PEOPLE = 60;
const LIST = '/email/public/v1/events';

/** A time of which no other test tells, also where several go to one system. */
const DAY_MS = 86_400_000;
const BEGIN = Date.UTC(2003, 0, 1) + Math.floor(Math.random() * 5_000) * DAY_MS;
const WINDOW = { startTimestamp: BEGIN, endTimestamp: BEGIN + DAY_MS - 1 };

const AGENT =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15';
const agent = {
  userAgent: AGENT,
  location: { city: 'Porto', country: 'PORTUGAL', latitude: 41.15 },
  ipAddress: '192.0.2.1',
};

/** What happens to a message, with all that a sender may say of it. */
const life: HubSpotEvent[] = [
  {
    type: 'SENT',
    subject: 'Hello',
    from: 'news@example.com',
    replyTo: ['re@example.com'],
    cc: [],
    bcc: [],
    hmid: '1',
  },
  { type: 'PROCESSED', sendId: 's1' },
  { type: 'DEFERRED', response: '451 4.7.1 later', attempt: 1 },
  { type: 'DELIVERED', response: '250 OK', smtpId: '<1@example.com>' },
  { type: 'BOUNCE', category: 'MAILBOX_FULL', response: '552 full', status: '5.2.2' },
  { type: 'OPEN', ...agent, duration: 0 },
  {
    type: 'CLICK',
    ...agent,
    url: 'https://example.com/?a=1&b=ü',
    referer: 'https://mail.example/',
    linkId: 7,
  },
  { type: 'PRINT', ...agent, deviceType: 'COMPUTER' },
  { type: 'FORWARD', ...agent, browser: { name: 'Ours', version: ['Ours 1'] } },
  { type: 'REPLY', emailCampaignGroupId: 7001 },
  {
    ...{ type: 'STATUSCHANGE', source: 'SOURCE_RECIPIENT', portalSubscriptionStatus: 'SUBSCRIBED' },
    ...{ requestedBy: 'ann@example.com', subscriptions: [{ id: 7, status: 'SUBSCRIBED' }] },
  },
  { type: 'SPAMREPORT' },
  { type: 'SUPPRESSED', suppressedReason: 'UNENGAGED', suppressedMessage: 'not for a year' },
  { type: 'DROPPED', dropReason: 'MTA_IGNORE', dropMessage: 'no', subject: 'Hello', cc: ['cc@example.com'] },
];

/** One second apart, so that an hour or so of three campaigns comes together; in no order. */
function messages(): HubSpotEvent[] {
  const all = people.flatMap(({ address }, person) =>
    campaigns.flatMap((emailCampaignId, campaign) =>
      life.map((event, step) => ({
        ...event,
        // The sender knows of some that it was a machine.
        ...(event.type === 'OPEN' && person % 5 === 0 && { filteredEvent: true }),
        ...{ emailCampaignId, recipient: address },
        created: BEGIN + (person * 3 + campaign) * 1_000 + step * 60_000,
      })),
    ),
  );
  return all.toSorted((a, b) => (a.created % 7_919) - (b.created % 7_919)).slice(0, EVENTS - PEOPLE);
}

const unbounces = (): HubSpotEvent[] =>
  people.map(({ address }, person) => ({
    ...{ type: 'UNBOUNCE', recipient: address, user: 'admin@example.com' },
    created: BEGIN + 3_600_000 * 2 + person,
  }));

/** One page, by HubSpot's client; every event of it has the schema of its type. */
async function page(qs: Record<string, string | number | boolean>) {
  const { status, body } = await get(LIST, qs);
  expect(status).toBe(200);
  return wirePage.parse(body);
}

async function get(path: string, qs: Record<string, string | number | boolean> = {}) {
  const response = await client.apiRequest({ path, qs });
  const { status } = response;
  const headers = Object.fromEntries(response.headers);
  return seen({ method: 'GET', path, status, headers, body: await response.json() });
}

async function readToEnd(
  filters: Record<string, string | number | boolean>,
  limits: readonly number[] = [1_000],
): Promise<WireEvent[]> {
  const events: WireEvent[] = [];
  for (let number = 0, offset: string | undefined; ; number++) {
    const limit = limits[number % limits.length] ?? 1;
    const next = await page({ ...filters, limit, ...(offset !== undefined && { offset }) });
    expect(next.events.length).toBeLessThanOrEqual(limit);
    events.push(...next.events);
    if (!next.hasMore) return events;
    offset = next.offset;
  }
}

const idsOf = (events: readonly WireEvent[]): string[] => events.map(({ id }) => id);
const campaignOf = (event: WireEvent): number => (event.type === 'UNBOUNCE' ? 0 : event.emailCampaignId);
/** What tells one posted event from all others. */
const nameOf = (event: HubSpotEvent | WireEvent): string =>
  JSON.stringify([
    event.type,
    event.recipient,
    'emailCampaignId' in event ? event.emailCampaignId : 0,
    event.created,
  ]);

describe('HubSpot’s own client', () => {
  let all: WireEvent[];

  test('pages through 1,500 events of three campaigns, each as it was posted and as the document has it', async () => {
    all = await readToEnd(WINDOW, [1_000, 7, 300]);
    expect(new Set(idsOf(all)).size).toBe(EVENTS);
    const times = all.map(({ created }) => created);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    const byName = new Map(all.map((event) => [nameOf(event), event]));
    expect(byName.size).toBe(EVENTS);
    for (const event of posted) expect(byName.get(nameOf(event))).toMatchObject(event);
  });

  test('gets the same by campaign, by recipient, by type, by time and by all of them', async () => {
    for (const campaignId of campaigns) {
      const own = all.filter((event) => campaignOf(event) === campaignId);
      expect(await readToEnd({ campaignId }, [400])).toEqual(own);
    }
    for (const { address } of people.slice(0, 3)) {
      const own = all.filter(({ recipient }) => recipient === address);
      expect(await readToEnd({ recipient: address.toUpperCase() }, [10])).toEqual(own);
    }
    const opens = all.filter((event) => event.type === 'OPEN');
    expect(await readToEnd({ ...WINDOW, eventType: 'OPEN' }, [100])).toEqual(opens);
    const [last, first] = [opens.at(9)?.created ?? 0, opens.at(20)?.created ?? 0];
    const range = { startTimestamp: first, endTimestamp: last };
    const between = all.filter(({ created }) => created >= first && created <= last);
    expect(await readToEnd(range)).toEqual(between);
    const [one] = opens;
    if (!one) throw new Error('nobody has opened anything');
    const { appId, emailCampaignId: campaignId, recipient } = one;
    const every = {
      ...WINDOW,
      eventType: 'OPEN',
      campaignId,
      appId,
      recipient,
      excludeFilteredEvents: false,
    };
    expect(await readToEnd(every)).toEqual([one]);
    expect(await readToEnd({ ...every, appId: appId + 1_000 })).toEqual([]);
    expect(await readToEnd({ ...WINDOW, appId })).toEqual(all.filter((event) => campaignOf(event) !== 0));
  });

  test('leaves out what machines did if it asks for that', async () => {
    const people = await readToEnd({ ...WINDOW, excludeFilteredEvents: true });
    const isFiltered = (event: WireEvent) => 'filteredEvent' in event && event.filteredEvent;
    expect(idsOf(people)).toEqual(idsOf(all.filter((event) => !isFiltered(event))));
    expect(people.length).toBeLessThan(EVENTS);
  });

  test('gets each event by its time and id, with the same references', async () => {
    for (const event of all.filter((_, position) => position % 250 === 3)) {
      const { body } = await get(`${LIST}/${event.created}/${event.id}`);
      expect(wireEvent.parse(body)).toEqual(event);
      if ('sentBy' in event && event.sentBy) expect(idsOf(all)).toContain(event.sentBy.id);
    }
  });
});

describe('an offset', () => {
  const ask = (query: string, key: keyof Target['keys'] = 'owner') =>
    new HubSpotSender(target, key).client('GET', `${LIST}?${query}`);

  test('of one account is a 400 in another, and so it is with other filters or changed', async () => {
    const { offset } = await page({ limit: 3 });
    expect((await ask(`limit=1&offset=${offset}`)).status).toBe(200);
    expectHubSpotError(await ask(`offset=${offset}`, 'other'), 400, /'offset'/);
    expectHubSpotError(await ask(`offset=${offset}&campaignId=${campaigns[0]}`), 400, /'offset'/);
    expectHubSpotError(await ask(`offset=${offset.slice(0, -3)}AAA`), 400, /'offset'/);
    expectHubSpotError(await ask('offset=MTc2NzI2ODg2MDAwMDoyYzFm'), 400, /'offset'/);
  });

  test('comes with every page, also with the last and with an empty one', async () => {
    const empty = await page({ recipient: 'nobody@example.com' });
    expect(empty).toEqual({ hasMore: false, offset: expect.any(String), events: [] });
    expect(await page({ recipient: 'nobody@example.com', offset: empty.offset })).toMatchObject({
      events: [],
    });
  });
});

describe('an event', () => {
  const get = (path: string, key: keyof Target['keys'] = 'owner') =>
    new HubSpotSender(target, key).client('GET', `${LIST}/${path}`);

  test('of another account, of another time, or none at all is a 404', async () => {
    const { events } = await page({ limit: 1, ...WINDOW });
    const { id, created } = events[0] as WireEvent;
    expect((await get(`${created}/${id}`)).status).toBe(200);
    expectHubSpotError(await get(`${created}/${id}`, 'other'), 404, /no event/);
    for (const path of [
      ...[`${created + 1}/${id}`, `0/${id}`, `x/${id}`, `-1/${id}`, `1e3/${id}`, `${'9'.repeat(30)}/${id}`],
      ...[`${created}/1`, `${created}/2c1f0a34-7f6e-4b0a-9d52-1d1f2b3c4d5e`, `${created}/${id}0`],
    ]) {
      expectHubSpotError(await get(path), 404, /no event/);
    }
  });
});
