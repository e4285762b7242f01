import { beforeAll, describe, expect, test } from 'vitest';
import { common, propertiesOfEachType } from '../dialects/hubspot/an-event-of-each-type.ts';
import { HubSpotSender } from './hubspot-sender.ts';
import { anAddress, type Recipient } from './sender.ts';
import { findTarget, type Target } from './target.ts';
import type { ChainEvent } from './wire.ts';

let target: Target;
let sender: HubSpotSender;
let spring: number;
let summer: number;
beforeAll(async () => {
  target = await findTarget();
  sender = new HubSpotSender(target);
  spring = await sender.aCampaign({ name: 'Spring' });
  summer = await sender.aCampaign({ name: 'Summer' });
});

/** A day of January, at noon. */
const day = (n: number) => Date.UTC(2026, 0, n, 12);

/** What is told of an event but what is ours to say. */
function said(event: ChainEvent | undefined): Record<string, unknown> {
  const ours = [
    'id',
    'portalId',
    'appId',
    'appName',
    'userId',
    'sentBy',
    'obsoletedBy',
    'causedBy',
    'cause',
    'machine',
  ];
  return Object.fromEntries(Object.entries(event ?? {}).filter(([name]) => !ours.includes(name)));
}

/** All events of a person as HubSpot's own route gives them. */
async function given({ address }: Recipient): Promise<Record<string, unknown>[]> {
  const path = `/email/public/v1/events?limit=1000&recipient=${encodeURIComponent(address)}`;
  return (await sender.get<{ events: Record<string, unknown>[] }>(path)).events;
}

const types = Object.entries(propertiesOfEachType);

/** An event of each type, each to a person of its own. */
async function anEventOfEachType(more: (properties: object) => object) {
  const people = await sender.people(types.length);
  return types.map(([type, properties], position) => {
    const to = people[position] as Recipient;
    const emailCampaignId = type === 'UNBOUNCE' ? 0 : spring;
    const event = { type, recipient: to.address, emailCampaignId, created: day(2), ...more(properties) };
    return { to, event };
  });
}

describe('an event of each type', () => {
  test('is told again with all that it said', async () => {
    const sent = await anEventOfEachType((properties) => ({ ...common, ...properties }));
    const receipt = await sender.storeCanonical(...sent.map(({ event }) => event));
    expect(receipt).toMatchObject({ stored: types.length, duplicate: 0, skipped: 0 });
    for (const { to, event } of sent) {
      const [chain, ...others] = await sender.chainsOf(to.id);
      const filtered = 'userAgent' in event ? { filteredEvent: false } : {};
      expect(others).toEqual([]);
      expect(chain?.events.map(said)).toEqual([{ ...event, ...filtered }]);
    }
  });

  test.each([
    ['all that it can say', (properties: object) => ({ ...common, ...properties })],
    ['the least that it must', () => ({})],
  ])('with %s can be posted back as it was given', async (_, more) => {
    const sent = await anEventOfEachType(more);
    await sender.storeCanonical(...sent.map(({ event }) => event));
    const first = await Promise.all(sent.map(({ to }) => given(to)));
    expect(first.map((events) => events.map(({ type }) => type))).toEqual(types.map(([type]) => [type]));
    const events = first.flat();
    for (const { id } of events) expect(id).toEqual(expect.any(String));
    // To whom it was given of, it is no news.
    expect(await sender.storeCanonical(...events)).toMatchObject({ stored: 0, duplicate: types.length });
    expect(await Promise.all(sent.map(({ to }) => given(to)))).toEqual(first);
    // To somebody else it is the same again.
    const others = (await sender.people(types.length)) as Recipient[];
    const moved = events.map((event, position) => ({ ...event, recipient: others[position]?.address }));
    expect(await sender.storeCanonical(...moved)).toMatchObject({ stored: types.length });
    const again = await Promise.all(others.map(given));
    const references = (event: object) => ({
      id: expect.any(String),
      ...('sentBy' in event && { sentBy: expect.any(Object) }),
    });
    expect(again).toEqual(moved.map((event) => [{ ...event, ...references(event) }]));
  });
});

describe('what a canonical event does', () => {
  test('is counted in its campaign’s figures', async () => {
    const campaign = await sender.aCampaign();
    const [ann, bob, cid, dan] = (await sender.people(4)) as [Recipient, Recipient, Recipient, Recipient];
    const to = ({ address }: Recipient, type: string, more: object = {}) => ({
      ...{ type, recipient: address, emailCampaignId: campaign, created: day(3) },
      ...more,
    });
    await sender.storeCanonical(
      to(ann, 'SENT', { created: day(1) }),
      to(ann, 'PROCESSED', { created: day(1) }),
      to(ann, 'DELIVERED', { created: day(2) }),
      to(ann, 'OPEN', { userAgent: 'Mozilla/5.0 (Windows NT 10.0; rv:126.0) Gecko/20100101 Firefox/126.0' }),
      to(ann, 'CLICK', { url: 'https://example.com/a' }),
      to(ann, 'CLICK', { url: 'https://example.com/b', created: day(4) }),
      to(ann, 'STATUSCHANGE', { portalSubscriptionStatus: 'UNSUBSCRIBED' }),
      to(bob, 'SENT', { created: day(1) }),
      to(bob, 'BOUNCE', { status: '5.1.1' }),
      to(cid, 'SENT', { created: day(1) }),
      to(cid, 'DEFERRED', { attempt: 1 }),
      to(cid, 'BOUNCE', { category: 'MAILBOX_FULL' }),
      to(cid, 'BOUNCE', { category: 'CONTENT', created: day(5) }),
      to(dan, 'DROPPED'),
      to(dan, 'SPAMREPORT'),
      to(dan, 'STATUSCHANGE', { portalSubscriptionStatus: 'SUBSCRIBED' }),
    );
    expect(await sender.statistics(campaign)).toMatchObject({
      ...{ sent: 3, delivered: 1, opens: 1, uniqueOpens: 1, clicks: 2, uniqueClicks: 1 },
      ...{ bounces: 3, hardBounces: 1, softBounces: 1, unsubscribes: 1, spamReports: 1, drops: 1 },
      human: { opens: 1, uniqueOpens: 1, clicks: 2, uniqueClicks: 1 },
    });
    expect(await sender.chain(ann.id, campaign)).toMatchObject({ state: 'unsubscribed' });
    expect(await sender.chain(dan.id, campaign)).toMatchObject({ state: 'reported-as-spam' });
  });

  const cases: [string, object, string | undefined][] = [
    ['a bounce', { type: 'BOUNCE', category: 'CONTENT' }, 'PREVIOUSLY_BOUNCED'],
    ['a hard bounce', { type: 'BOUNCE', category: 'UNKNOWN_USER' }, 'PREVIOUSLY_BOUNCED'],
    ['a soft bounce', { type: 'BOUNCE', category: 'MAILBOX_FULL' }, undefined],
    ['a spam report', { type: 'SPAMREPORT' }, 'PREVIOUS_SPAM'],
    [
      'an unsubscribe from a list',
      { type: 'STATUSCHANGE', subscriptions: [{ id: 1, status: 'UNSUBSCRIBED' }] },
      'PREVIOUSLY_UNSUBSCRIBED_PORTAL',
    ],
    ['a change to the better', { type: 'STATUSCHANGE', portalSubscriptionStatus: 'SUBSCRIBED' }, undefined],
    ['an open', { type: 'OPEN' }, undefined],
  ];
  test.each(cases)('%s explains a later drop, or not', async (_, before, dropReason) => {
    const [ann] = (await sender.people(1)) as [Recipient];
    const to = { recipient: ann.address };
    await sender.storeCanonical(
      { ...to, type: 'DROPPED', emailCampaignId: summer, created: day(9) },
      { ...to, ...before, emailCampaignId: spring, created: day(5) },
    );
    const [cause] = (await sender.chain(ann.id, spring)).events;
    const [drop] = (await sender.chain(ann.id, summer)).events;
    expect(drop?.dropReason).toBe(dropReason);
    expect(drop?.causedBy).toEqual(dropReason && { id: cause?.id, created: day(5) });
  });

  test('a re-subscribe lifts an unsubscribe, and an unbounce a bounce, whatever comes first', async () => {
    const [ann, bob] = (await sender.people(2)) as [Recipient, Recipient];
    const dropped = { type: 'DROPPED', emailCampaignId: summer, created: day(9) };
    const events = ({ address }: Recipient) => [
      ...[
        { type: 'STATUSCHANGE', portalSubscriptionStatus: 'UNSUBSCRIBED', created: day(3) },
        { type: 'BOUNCE', category: 'UNKNOWN_USER', emailCampaignId: spring, created: day(4) },
        { type: 'STATUSCHANGE', portalSubscriptionStatus: 'SUBSCRIBED', created: day(5) },
        { type: 'UNBOUNCE', created: day(6) },
        dropped,
      ].map((event) => ({ ...event, recipient: address })),
    ];
    for (const event of events(ann)) await sender.storeCanonical(event);
    for (const event of events(bob).toReversed()) await sender.storeCanonical(event);
    for (const { id } of [ann, bob]) {
      const [drop] = (await sender.chain(id, summer)).events;
      expect(drop).toMatchObject({ type: 'DROPPED', created: day(9) });
      expect(drop).not.toHaveProperty('causedBy');
      expect((await sender.withoutMessage(id)).map(({ type }) => type)).toEqual([
        ...['STATUSCHANGE', 'STATUSCHANGE', 'UNBOUNCE'],
      ]);
    }
  });
});

describe('the same fact', () => {
  const link = 'https://example.com/a';
  const click = ({ address }: Recipient) => ({
    ...{ type: 'CLICK', recipient: address, emailCampaignId: spring, url: link, created: day(2) },
  });

  test('is known by the sender’s own id, whatever else it says', async () => {
    const [ann] = (await sender.people(1)) as [Recipient];
    const event = { ...click(ann), sourceId: 'sg-1' };
    await sender.storeCanonical(event);
    const before = await sender.chain(ann.id, spring);
    for (const repeat of [
      event,
      { ...event, created: day(3) },
      { ...event, created: null },
      { ...event, type: 'OPEN' },
      { ...event, url: 'https://example.com/b' },
      { ...event, sourceId: null, id: 'sg-1' },
    ]) {
      expect(await sender.storeCanonical(repeat)).toMatchObject({ stored: 0, duplicate: 1 });
    }
    expect(await sender.chain(ann.id, spring)).toEqual(before);
    expect(await sender.storeCanonical({ ...event, sourceId: 'sg-2' })).toMatchObject({ stored: 1 });
  });

  test('is known by its type, time and link otherwise, and told apart by each of them', async () => {
    const [ann] = (await sender.people(1)) as [Recipient];
    await sender.storeCanonical(click(ann));
    expect(await sender.storeCanonical(click(ann), click(ann))).toMatchObject({ stored: 0, duplicate: 2 });
    const others = [
      { ...click(ann), created: day(3) },
      { ...click(ann), url: 'https://example.com/b' },
      { ...click(ann), type: 'OPEN' },
    ];
    expect(await sender.storeCanonical(...others)).toMatchObject({ stored: 3, duplicate: 0 });
    const { created: _, ...undated } = click(ann);
    expect(await sender.storeCanonical(undated, undated)).toMatchObject({ stored: 2, duplicate: 0 });
  });
});

describe('what an event says of who did it', () => {
  const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:126.0) Gecko/20100101 Firefox/126.0';
  const open = { type: 'OPEN', userAgent: firefox };
  const click = { type: 'CLICK', userAgent: firefox, url: 'https://example.com/a' };
  test.each<[string, object, boolean]>([
    ['a browser', open, false],
    ['a click', click, false],
    ['nothing', { type: 'OPEN' }, false],
    ['the flag that HubSpot gives out', { ...open, filteredEvent: true }, true],
    ['a flag of ours', { ...click, machine: 'yes' }, true],
    ['a flag against its user agent', { ...open, userAgent: 'Mozilla/5.0', machine: 'no' }, false],
    ['Apple’s relay', { ...open, userAgent: 'Mozilla/5.0' }, true],
    ['an image proxy', { ...open, userAgent: 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)' }, false],
    ['a scanner', { ...click, userAgent: 'Mozilla/5.0 (compatible; Mimecast)' }, true],
    ['no user agent, but an address', { ...open, userAgent: '', ipAddress: '203.0.113.7' }, true],
    ['HEAD', { ...click, method: 'HEAD' }, true],
    ['GET', { ...click, method: 'GET' }, false],
    ['a prefetch', { ...open, purpose: 'prefetch;anonymous-client-ip' }, true],
  ])('%s', async (_, event, filteredEvent) => {
    const [ann] = (await sender.people(1)) as [Recipient];
    const campaign = await sender.aCampaign();
    await sender.storeCanonical({
      ...{ ...event, recipient: ann.address, emailCampaignId: campaign, created: day(2) },
    });
    expect((await sender.chain(ann.id, campaign)).events).toMatchObject([{ filteredEvent }]);
    const { opens, clicks, human } = await sender.statistics(campaign);
    expect([opens + clicks, human.opens + human.clicks]).toEqual([1, filteredEvent ? 0 : 1]);
  });

  test.each(['PRINT', 'FORWARD'])('of a %s the sender’s word is kept', async (type) => {
    const [ann] = (await sender.people(1)) as [Recipient];
    const to = { type, emailCampaignId: spring, recipient: ann.address };
    await sender.storeCanonical({ ...to, created: day(2), filteredEvent: true }, { ...to, created: day(3) });
    expect((await given(ann)).map(({ filteredEvent }) => filteredEvent)).toEqual([false, true]);
  });

  test('a burst that is complete only later takes back what was counted before, and doubts the unsubscribe', async () => {
    const [ann] = (await sender.people(1)) as [Recipient];
    const campaign = await sender.aCampaign();
    const to = { recipient: ann.address, emailCampaignId: campaign, userAgent: firefox };
    const clicked = (n: number) => ({
      ...to,
      type: 'CLICK',
      created: day(2) + n,
      url: `https://example.com/${n}`,
    });
    const left = { source: 'SOURCE_RECIPIENT', portalSubscriptionStatus: 'UNSUBSCRIBED' };
    await sender.storeCanonical(
      ...[{ ...to, type: 'OPEN', created: day(2) - 30_000 }, clicked(1), clicked(2)],
      { ...to, type: 'STATUSCHANGE', created: day(2) + 700, ...left },
    );
    expect((await sender.statistics(campaign)).human).toMatchObject({ opens: 1, clicks: 2 });
    const timeline = '/email/public/v1/subscriptions/timeline?doubtful=true&recipient=';
    const doubts = async () =>
      (await sender.get<{ timeline: { changes: object[] }[] }>(timeline + encodeURIComponent(ann.address)))
        .timeline;
    expect(await doubts()).toEqual([]);

    await sender.storeCanonical(clicked(3));
    expect((await sender.statistics(campaign)).human).toEqual({
      opens: 0,
      uniqueOpens: 0,
      clicks: 0,
      uniqueClicks: 0,
    });
    const { events } = await sender.chain(ann.id, campaign);
    expect(events.map(({ machine }) => machine?.reasons[0])).toEqual([
      ...['before-burst', 'burst', 'burst', 'burst', 'burst'],
    ]);
    const machines = { excludeFilteredEvents: 'true', campaignId: String(campaign) };
    const path = `/email/public/v1/events?${new URLSearchParams(machines)}`;
    expect((await sender.get<{ events: object[] }>(path)).events).toMatchObject([{ type: 'STATUSCHANGE' }]);
    // It holds all the same, until somebody has looked at it.
    expect(await doubts()).toMatchObject([{ changes: [{ change: 'UNSUBSCRIBED', doubtful: true }] }]);
    await sender.storeCanonical({ ...to, type: 'DROPPED', created: day(3) });
    const dropped = (await sender.chain(ann.id, campaign)).events.at(-1);
    expect(dropped).toMatchObject({ dropReason: 'PREVIOUSLY_UNSUBSCRIBED_PORTAL' });
  });

  test('two links within a second are a machine’s in a mail of five links, and not in one of four', async () => {
    const page = (n: number) => `https://example.com/${n}`;
    const html = (links: number) =>
      Array.from({ length: links }, (_, n) => `<p><a href="${page(n)}">page ${n}</a>`).join('');
    for (const [links, filteredEvent] of [
      [4, false],
      [5, true],
    ] as const) {
      const [ann] = (await sender.people(1)) as [Recipient];
      const campaign = await sender.aCampaign({ bodyHtml: html(links) });
      const to = { type: 'CLICK', recipient: ann.address, emailCampaignId: campaign };
      await sender.storeCanonical(
        { ...to, created: day(2), url: page(0) },
        { ...to, created: day(2) + 900, url: page(1) },
      );
      expect((await sender.chain(ann.id, campaign)).events).toMatchObject([
        { filteredEvent },
        { filteredEvent },
      ]);
    }
  });
});

describe('the answer', () => {
  test('names the events, and the recipients nobody has', async () => {
    const [ann] = (await sender.people(1)) as [Recipient];
    const nobody = anAddress('No.Body');
    const event = { type: 'SENT', emailCampaignId: spring, created: day(1) };
    const { status, body } = await sender.postCanonical([
      { ...event, recipient: nobody },
      { ...event, recipient: ann.address.toUpperCase() },
      { ...event, recipient: nobody, created: day(2) },
    ]);
    expect({ status, body }).toEqual({
      status: 200,
      body: { emEventIds: [expect.any(Number)], recipientsNotFound: [nobody] },
    });
  });

  test('has a receipt from 25 events on, which tells who was skipped', async () => {
    const [ann] = (await sender.people(1)) as [Recipient];
    const events = Array.from({ length: 25 }, (_, n) => ({
      ...{ type: 'OPEN', emailCampaignId: spring, created: day(1) + n },
      recipient: n === 7 ? anAddress('nobody') : ann.address,
    }));
    const { status, body } = await sender.postCanonical(events);
    expect([status, body.emEventIds.length]).toEqual([200, 24]);
    expect(await sender.done(body.receipt)).toMatchObject({ received: 25, stored: 24, skippedEvents: [7] });
  });

  test('is the same to the same request under the same key', async () => {
    const [ann] = (await sender.people(1)) as [Recipient];
    const events = [{ type: 'OPEN', emailCampaignId: spring, recipient: ann.address }];
    const key = { 'idempotency-key': `key of ${ann.address}` };
    const first = await sender.postCanonical(events, key);
    const second = await sender.postCanonical(events, key);
    expect([second.status, second.body]).toEqual([200, first.body]);
    const other = await sender.postCanonical([{ ...events[0], type: 'CLICK' }], key);
    expect([other.status, (other.body as unknown as { category: string }).category]).toEqual([
      422,
      'VALIDATION_ERROR',
    ]);
  });

  test('is given to agents too', async () => {
    const agent = new HubSpotSender(target, 'agent');
    const [ann] = (await sender.people(1)) as [Recipient];
    const event = { type: 'OPEN', emailCampaignId: spring, recipient: ann.address };
    expect((await agent.postCanonical([event])).status).toBe(200);
  });
});
