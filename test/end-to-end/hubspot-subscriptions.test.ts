import { beforeAll, describe, expect, test } from 'vitest';
import { until } from './client.ts';
import { expectHubSpotError, HubSpotSender } from './hubspot-sender.ts';
import { anAddress } from './sender.ts';
import { findTarget, type Target } from './target.ts';
import type { EmEvent } from './wire.ts';

let target: Target;
let sender: HubSpotSender;
let campaign: number;
let portalId: number;
beforeAll(async () => {
  target = await findTarget();
  sender = new HubSpotSender(target);
  campaign = await sender.aCampaign();
  portalId = (await status(anAddress())).portalId;
});

const SUBSCRIPTIONS = '/email/public/v1/subscriptions';

interface Status {
  portalId: number;
  email: string;
  subscribed: boolean;
  markedAsSpam: boolean;
  unsubscribeFromPortal: boolean;
  bounced: boolean;
  status: string;
  subscriptionStatuses: { id: number; subscribed: boolean; updatedAt: number; optState: string }[];
}
interface Change {
  change: string;
  changeType: string;
  source?: string;
  subscriptionId?: number;
  causedByEvent: { id: string; created: number };
}
interface Item {
  timestamp: number;
  portalId: number;
  recipient: string;
  changes: Change[];
  snapshot?: Status;
}
interface Page {
  hasMore: boolean;
  offset: string;
  timeline: Item[];
}

const status = (address: string) => sender.get<Status>(`${SUBSCRIPTIONS}/${encodeURIComponent(address)}`);
const page = (query: string) => sender.get<Page>(`${SUBSCRIPTIONS}/timeline?${query}`);

/** Pages to the end; `between` runs after each page. */
async function timeline(query: string, limit = 1_000, between: () => Promise<void> = async () => {}) {
  const items: Item[] = [];
  for (let offset = ''; ; ) {
    const answer = await page(`${query}&limit=${limit}${offset && `&offset=${offset}`}`);
    expect(answer.timeline.length).toBeLessThanOrEqual(limit);
    items.push(...answer.timeline);
    if (!answer.hasMore) return items;
    offset = answer.offset;
    await between();
  }
}

/** The items of one recipient, who is nobody else's: none of them is of another test. */
const of = (address: string, query = '') => timeline(`recipient=${encodeURIComponent(address)}&${query}`);

/** A day of January 2026. */
const day = (n: number) => Date.UTC(2026, 0, n);
const on = (n: number) => new Date(day(n)).toISOString();
const event = (address: string, type: string, n: number): EmEvent => ({
  ...{ type, campaignId: campaign, recipient: address, occurred: on(n) },
});

describe('the status of an address', () => {
  test('that nobody has is subscribed: a status belongs to an address, not to a person', async () => {
    const address = anAddress();
    expect(await status(address.toUpperCase())).toEqual({
      ...{ portalId: expect.any(Number), email: address },
      ...{ subscribed: true, status: 'subscribed', unsubscribeFromPortal: false },
      ...{ markedAsSpam: false, bounced: false, subscriptionStatuses: [] },
    });
  });

  test('follows from what befell it, whatever the order it came in', async () => {
    const [ann, bob] = [await sender.aPerson(anAddress('ann+tag')), await sender.aPerson()];
    await sender.store(event(ann.address, 'unsubscribe', 3));
    await sender.store(event(ann.address, 'hard-bounce', 2), event(ann.address, 'spamreport', 1));
    const all = { unsubscribeFromPortal: true, subscribed: false, status: 'unsubscribed' };
    expect(await status(ann.address)).toMatchObject({ ...all, bounced: true, markedAsSpam: true });

    await sender.store(event(bob.address, 'soft-bounce', 1), event(bob.address, 'delivered', 2));
    expect(await status(bob.address)).toMatchObject({
      subscribed: true,
      bounced: false,
      markedAsSpam: false,
    });
  });

  test('is lifted by an unbounce and by a new subscription that are later, and only then', async () => {
    const { address } = await sender.aPerson();
    const change = (status: string, n: number) => ({
      ...{ type: 'STATUSCHANGE', recipient: address, created: day(n), source: 'SOURCE_RECIPIENT' },
      portalSubscriptionStatus: status,
    });
    await sender.storeCanonical(
      { type: 'UNBOUNCE', recipient: address, created: day(5) },
      change('SUBSCRIBED', 4),
      { type: 'BOUNCE', emailCampaignId: campaign, recipient: address, created: day(3), status: '5.1.1' },
      change('UNSUBSCRIBED', 6),
    );
    expect(await status(address)).toMatchObject({ bounced: false, unsubscribeFromPortal: true });
    await sender.storeCanonical(change('SUBSCRIBED', 7));
    expect(await status(address)).toMatchObject({ bounced: false, unsubscribeFromPortal: false });
  });

  test('has what was last said of each kind of mail', async () => {
    const { address } = await sender.aPerson();
    const change = (n: number, subscriptions: object[]) => ({
      ...{ type: 'STATUSCHANGE', recipient: address, created: day(n), source: 'SOURCE_RECIPIENT' },
      ...{ portalSubscriptionStatus: 'SUBSCRIBED', subscriptions },
    });
    await sender.storeCanonical(
      change(3, [{ id: 7, status: 'UNSUBSCRIBED', legalBasisChange: { legalBasisType: 'NON_GDPR' } }]),
      change(2, [
        { id: 7, status: 'SUBSCRIBED' },
        { id: 2, status: 'SUBSCRIBED' },
      ]),
    );
    expect(await status(address)).toMatchObject({
      subscribed: true,
      subscriptionStatuses: [
        { id: 2, subscribed: true, updatedAt: day(2), optState: 'OPT_IN' },
        { id: 7, subscribed: false, updatedAt: day(3), optState: 'OPT_OUT', legalBasis: 'NON_GDPR' },
      ],
    });
  });

  test('changes by PUT', async () => {
    const { address } = await sender.aPerson();
    const path = `${SUBSCRIPTIONS}/${encodeURIComponent(address)}`;
    await sender.ask(200, 'PUT', path, { unsubscribeFromAll: true });
    const changed = await until(
      () => status(address),
      ({ subscribed }) => !subscribed,
    );
    expect(changed).toMatchObject({ subscribed: false, status: 'unsubscribed' });
    const [item] = await of(address);
    expect(item?.changes).toMatchObject([
      { change: 'UNSUBSCRIBED', changeType: 'PORTAL_STATUS', source: 'SOURCE_HUBSPOT_CUSTOMER' },
    ]);
  });

  test('of what is no address is refused, and another account knows nothing of it', async () => {
    const { address } = await sender.aPerson();
    await sender.store(event(address, 'spamreport', 1));
    for (const email of ['nobody', 'a@b', '%20']) {
      expectHubSpotError(await sender.client('GET', `${SUBSCRIPTIONS}/${email}`), 400, /'email'/);
    }
    const other = new HubSpotSender(target, 'other');
    expect(await other.get(`${SUBSCRIPTIONS}/${address}`)).toMatchObject({ markedAsSpam: false });
    expect((await other.get<Page>(`${SUBSCRIPTIONS}/timeline?recipient=${address}`)).timeline).toEqual([]);
  });
});

describe('the timeline', () => {
  test('has one item a recipient and time, the latest first, each change with the event that caused it', async () => {
    const { address, id } = await sender.aPerson();
    await sender.store(
      event(address, 'hard-bounce', 1),
      event(address, 'unsubscribe', 2),
      event(address, 'spamreport', 2),
      event(address, 'open', 3),
      event(address, 'soft-bounce', 3),
    );
    const items = await of(address);
    const { events } = await sender.chain(id, campaign);
    const caused = (change: string, changeType: string, source: string, type: string) => {
      const { id, created } = events.find((event) => event.type === type && !event.category) ?? {};
      return { change, source, portalId, changeType, causedByEvent: { id, created } };
    };
    expect(items.map(({ changes: _, ...item }) => item)).toEqual([
      { timestamp: day(2), portalId, recipient: address },
      { timestamp: day(1), portalId, recipient: address },
    ]);
    expect(new Set(items[0]?.changes)).toEqual(
      new Set([
        caused('UNSUBSCRIBED', 'PORTAL_STATUS', 'SOURCE_RECIPIENT', 'STATUSCHANGE'),
        caused('REPORTED_SPAM', 'PORTAL_SPAMREPORT', 'SOURCE_SPAM_REPORT', 'SPAMREPORT'),
      ]),
    );
    expect(items[1]?.changes).toEqual([
      caused('BOUNCED', 'PORTAL_BOUNCE', 'SOURCE_NON_DELIVERY_REPORT', 'BOUNCE'),
    ]);
  });

  test('has what was said of kinds of mail, and can be asked for one type of change', async () => {
    const { address } = await sender.aPerson();
    const subscriptions = [{ id: 7, status: 'UNSUBSCRIBED' }];
    const change = { type: 'STATUSCHANGE', recipient: address, source: 'SOURCE_RECIPIENT', subscriptions };
    await sender.storeCanonical(
      { ...change, created: day(1), portalSubscriptionStatus: 'SUBSCRIBED' },
      { ...change, created: day(2), portalSubscriptionStatus: 'UNSUBSCRIBED' },
      { type: 'UNBOUNCE', recipient: address, created: day(3) },
    );
    const brief = async (query = '') =>
      (await of(address, query)).flatMap(({ timestamp, changes }) =>
        changes.map(({ changeType, subscriptionId }) => [timestamp, changeType, subscriptionId]),
      );
    const one = [
      [day(2), 'SUBSCRIPTION_STATUS', 7],
      [day(1), 'SUBSCRIPTION_STATUS', 7],
    ];
    const all = [day(2), 'PORTAL_STATUS', undefined];
    const unbounce = [day(3), 'PORTAL_BOUNCE', undefined];
    expect(await brief()).toEqual([unbounce, one[0], all, one[1]]);
    expect(await brief('changeType=SUBSCRIPTION_STATUS')).toEqual(one);
    expect(await brief('changeType=PORTAL_STATUS')).toEqual([all]);
    expect(await brief('changeType=PORTAL_BOUNCE')).toEqual([unbounce]);
    expect(await brief('changeType=PORTAL_SPAMREPORT')).toEqual([]);
  });

  test('takes both ends of a time in, also in the future', async () => {
    const { address } = await sender.aPerson();
    await sender.store(...[1, 2, 3, 4].map((n) => event(address, 'bounced', n)));
    const times = async (query: string) => (await of(address, query)).map(({ timestamp }) => timestamp);
    expect(await times(`startTimestamp=${day(2)}&endTimestamp=${day(3)}`)).toEqual([day(3), day(2)]);
    expect(await times(`startTimestamp=${day(2) + 1}&endTimestamp=${day(3) - 1}`)).toEqual([]);
    expect(await times(`startTimestamp=${day(4)}&endTimestamp=${day(4) * 10}`)).toEqual([day(4)]);
    expect(await times(`startTimestamp=${day(3)}&endTimestamp=${day(2)}`)).toEqual([]);
    expect(await times('endTimestamp=9007199254740991&startTimestamp=0')).toHaveLength(4);
  });

  test('has snapshots of how things stood then, if they are asked for', async () => {
    const { address } = await sender.aPerson();
    await sender.store(event(address, 'unsubscribe', 2), event(address, 'hard-bounce', 1));
    const items = await of(address, 'includeSnapshots=true');
    expect(items.map(({ snapshot }) => snapshot)).toEqual([
      await status(address),
      { ...(await status(address)), subscribed: true, status: 'subscribed', unsubscribeFromPortal: false },
    ]);
    expect((await of(address, 'includeSnapshots=false')).some((item) => 'snapshot' in item)).toBe(false);
  });

  test('neither skips nor repeats a change while others arrive, in pages of any size', async () => {
    const people = await sender.people(6);
    // A time of this test's own in a shared account.
    const start = Date.UTC(2001, 0, 1) + Math.floor(Math.random() * 1e10);
    const range = `startTimestamp=${start}&endTimestamp=${start + 9_000}`;
    const befall = (person: number, second: number, type: string) => ({
      ...event(people[person % people.length]?.address ?? '', type, 1),
      occurred: new Date(start + second * 1_000).toISOString(),
    });
    const types = ['bounced', 'hard-bounce', 'unsubscribe', 'spamreport'];
    await sender.store(...Array.from({ length: 30 }, (_, n) => befall(n, n % 5, types[n % 4] ?? '')));
    const before = await timeline(range);
    let rounds = 0;
    const walked = await timeline(range, 3, async () => {
      if (rounds++ < 4)
        await sender.store(
          befall(rounds, rounds, types[(rounds + 1) % 4] ?? ''),
          befall(rounds, 8, 'spamreport'),
        );
    });
    const changes = (items: readonly Item[]) =>
      items.flatMap((item) =>
        item.changes.map(({ causedByEvent, change }) => `${causedByEvent.id} ${change}`),
      );
    expect(new Set(changes(walked)).size).toBe(changes(walked).length);
    expect(changes(walked)).toEqual(expect.arrayContaining(changes(before)));
    const after = await timeline(range, 7);
    expect(changes(after)).toHaveLength(30 + 8);
    const names = after.map(({ timestamp, recipient }) => `${timestamp} ${recipient}`);
    expect(new Set(names).size).toBe(names.length);
    expect(after.map(({ timestamp }) => timestamp)).toEqual(
      after.map(({ timestamp }) => timestamp).sort((a, b) => b - a),
    );
  });

  test('refuses what is no parameter of it', async () => {
    const { offset } = await page('limit=1&changeType=PORTAL_BOUNCE');
    const refused: [string, RegExp][] = [
      ['changeType=portal_bounce', /'changeType'/],
      ['changeType=PORTAL_BOUNCE,PORTAL_STATUS', /'changeType'/],
      ['startTimestamp=yesterday', /'startTimestamp'/],
      ['endTimestamp=-1', /'endTimestamp'/],
      ['includeSnapshots=maybe', /'includeSnapshots'/],
      ['limit=1001', /'limit'/],
      ['offset=1', /'offset'/],
      [`offset=${offset}`, /'offset'/],
    ];
    for (const [query, says] of refused) {
      expectHubSpotError(await sender.client('GET', `${SUBSCRIPTIONS}/timeline?${query}`), 400, says);
    }
    const other = new HubSpotSender(target, 'other');
    const path = `${SUBSCRIPTIONS}/timeline?changeType=PORTAL_BOUNCE&offset=${offset}`;
    expectHubSpotError(await other.client('GET', path), 400, /'offset'/);
    expect((await sender.client('GET', path)).status).toBe(200);
  });
});
