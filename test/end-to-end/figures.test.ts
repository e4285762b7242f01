import { beforeAll, describe, expect, test } from 'vitest';
import { type Recipient, rowsOf, Sender } from './sender.ts';
import { findTarget, type Target } from './target.ts';
import type { Drop, EmEvent, Page } from './wire.ts';

let target: Target;
let sender: Sender;
beforeAll(async () => {
  target = await findTarget();
  sender = new Sender(target);
});

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const event = (type: string, { address }: Recipient, campaignId: number, minute = 0): EmEvent => ({
  type,
  campaignId,
  recipient: address,
  occurred: at(minute),
});

describe('a campaign’s figures', () => {
  const nothing = {
    sent: 0,
    delivered: 0,
    opens: 0,
    uniqueOpens: 0,
    clicks: 0,
    uniqueClicks: 0,
    bounces: 0,
    hardBounces: 0,
    softBounces: 0,
    unsubscribes: 0,
    spamReports: 0,
    drops: 0,
    human: { opens: 0, uniqueOpens: 0, clicks: 0, uniqueClicks: 0 },
  };
  const noRates = {
    delivery: null,
    open: null,
    click: null,
    bounce: null,
    unsubscribe: null,
    complaint: null,
  };

  test('are zero, and its rates null, before anything has happened', async () => {
    const campaignId = await sender.aCampaign();
    expect(await sender.statistics(campaignId)).toEqual({ campaignId, ...nothing, rates: noRates });
  });

  test('count each fact once, messages apart from events, and each kind of bounce', async () => {
    const campaignId = await sender.aCampaign();
    const people = await sender.people(5);
    const [ann, bob, cid, dan, eve] = people as [Recipient, Recipient, Recipient, Recipient, Recipient];
    const events = [
      ...people.slice(0, 4).map((person) => event('delivered', person, campaignId)),
      event('open', ann, campaignId, 1),
      event('open', ann, campaignId, 2),
      event('open', bob, campaignId, 1),
      event('click', ann, campaignId, 3),
      { ...event('click', ann, campaignId, 3), url: 'https://example.com/a' },
      { ...event('click', ann, campaignId, 3), url: 'https://example.com/b' },
      event('bounced', bob, campaignId, 4),
      event('soft-bounce', cid, campaignId, 5),
      event('soft-bounce', cid, campaignId, 6),
      event('hard-bounce', cid, campaignId, 7),
      event('unsubscribe', ann, campaignId, 8),
      event('spamreport', dan, campaignId, 9),
      event('dropped', eve, campaignId, 10),
    ];
    await sender.store(...events);
    const figures = {
      campaignId,
      sent: 4,
      delivered: 4,
      opens: 3,
      uniqueOpens: 2,
      clicks: 3,
      uniqueClicks: 1,
      bounces: 4,
      hardBounces: 1,
      softBounces: 2,
      unsubscribes: 1,
      spamReports: 1,
      drops: 1,
      human: { opens: 3, uniqueOpens: 2, clicks: 3, uniqueClicks: 1 },
      rates: { delivery: 1, open: 0.5, click: 0.25, bounce: 1, unsubscribe: 0.25, complaint: 0.25 },
    };
    expect(await sender.statistics(campaignId)).toEqual(figures);
    // However often they are sent again, in whatever company and order.
    await Promise.all([
      sender.store(...events.toReversed()),
      sender.store(...events, ...events),
      sender.store(...events.slice(3)),
    ]);
    expect(await sender.statistics(campaignId)).toEqual(figures);
  });

  test('have no rate of what was delivered where nothing was, though something was opened', async () => {
    const campaignId = await sender.aCampaign();
    const [ann] = (await sender.people(1)) as [Recipient];
    await sender.store(event('open', ann, campaignId), event('dropped', ann, campaignId));
    const human = { ...nothing.human, opens: 1, uniqueOpens: 1 };
    const expected = { campaignId, ...nothing, opens: 1, uniqueOpens: 1, drops: 1, human, rates: noRates };
    expect(await sender.statistics(campaignId)).toEqual(expected);
  });

  test('count every open that has no time of its own', async () => {
    const campaignId = await sender.aCampaign();
    const [ann] = (await sender.people(1)) as [Recipient];
    const open = { type: 'open', campaignId, recipient: ann.address };
    await sender.store(open, open);
    await sender.store(open);
    expect(await sender.statistics(campaignId)).toMatchObject({ opens: 3, uniqueOpens: 1 });
  });

  test('are exact for a blast in requests of 1,000, sent twice at once', async () => {
    const campaignId = await sender.aCampaign();
    const people = await sender.people(50);
    const requests = Array.from({ length: 2 }, (_, request) =>
      Array.from({ length: 1_000 }, (_, n) =>
        event(
          ['delivered', 'open', 'click'][n % 3]!,
          people[n % 50]!,
          campaignId,
          request * 60 + Math.floor(n / 50),
        ),
      ),
    );
    const receipts = await Promise.all([...requests, ...requests].map((events) => sender.store(...events)));
    const sum = (of: (receipt: (typeof receipts)[number]) => number) =>
      receipts.reduce((total, receipt) => total + of(receipt), 0);
    expect([sum((r) => r.stored), sum((r) => r.duplicate), sum((r) => r.skipped)]).toEqual([2_000, 2_000, 0]);
    const { delivered, opens, clicks, uniqueOpens } = await sender.statistics(campaignId);
    expect({ delivered, opens, clicks, uniqueOpens }).toEqual({
      delivered: 668,
      opens: 666,
      clicks: 666,
      uniqueOpens: 50,
    });
    const rows = await sender.rows(`campaignId=${campaignId}`);
    expect(rows).toHaveLength(150);
    expect(rows.reduce((total, { count }) => total + count, 0)).toBe(2_000);
  });
});

describe('a campaign’s drops', () => {
  test('are listed the latest first, one for each message, with reason and cause or null', async () => {
    const [earlier, campaignId] = [await sender.aCampaign({ name: 'Earlier' }), await sender.aCampaign()];
    const people = await sender.people(4);
    const [ann, bob, cid, dan] = people as [Recipient, Recipient, Recipient, Recipient];
    await sender.store(
      event('hard-bounce', ann, earlier),
      event('spamreport', bob, earlier),
      event('soft-bounce', dan, earlier),
      event('dropped', ann, campaignId, 60),
      event('dropped', ann, campaignId, 90),
      event('dropped', bob, campaignId, 120),
      event('dropped', cid, campaignId, 180),
      event('delivered', cid, campaignId, 180),
      event('dropped', dan, campaignId, 240),
    );
    const drop = (person: Recipient, minute: number) => ({
      personId: person.id,
      campaignId,
      recipient: person.address,
      id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-8/),
      created: Date.parse(at(minute)),
    });
    const because = (reason: string, type: string) => ({
      reason,
      causedBy: { id: expect.any(String), created: Date.parse(at(0)) },
      cause: expect.objectContaining({
        type,
        emailCampaignId: earlier,
        campaign: expect.objectContaining({ id: earlier, name: 'Earlier' }),
      }),
    });
    const unexplained = { reason: null, causedBy: null, cause: null };
    const expected = [
      { ...drop(dan, 240), ...unexplained },
      { ...drop(cid, 180), ...unexplained },
      { ...drop(bob, 120), ...because('PREVIOUS_SPAM', 'SPAMREPORT') },
      { ...drop(ann, 60), ...because('PREVIOUSLY_BOUNCED', 'BOUNCE') },
    ];
    expect(await sender.drops(campaignId)).toEqual(expected);
    expect(await sender.statistics(campaignId)).toMatchObject({ drops: 5 });

    const path = `/v1/emCampaigns/${campaignId}/drops`;
    const first = await sender.get<Page>(`${path}?limit=3`);
    expect(first._metadata).toMatchObject({ collection: 'drops', limit: 3, offset: 0, total: 4 });
    expect(rowsOf<Drop>(first)).toEqual(expected.slice(0, 3));
    const second = await sender.get<Page>(first._metadata.nextLink ?? '');
    expect(second._metadata).toMatchObject({ next: null, nextLink: null, total: 4 });
    expect(rowsOf<Drop>(second)).toEqual(expected.slice(3));
    expect(rowsOf<Drop>(await sender.get<Page>(`${path}?offset=2`))).toEqual(expected.slice(2));
  });

  test('are none where nothing was dropped', async () => {
    const page = await sender.get<Page>(`/v1/emCampaigns/${await sender.aCampaign()}/drops`);
    expect(page).toEqual({
      _metadata: { collection: 'drops', offset: 0, limit: 10, total: 0, next: null, nextLink: null },
      drops: [],
    });
  });
});
