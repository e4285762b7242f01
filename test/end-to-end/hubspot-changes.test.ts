import { beforeAll, describe, expect, test } from 'vitest';
import { until } from './client.ts';
import { expectHubSpotError, HubSpotSender } from './hubspot-sender.ts';
import { ASYNC, anAddress, type Recipient } from './sender.ts';
import { findTarget, type Target } from './target.ts';
import type { ChainEvent, Posted } from './wire.ts';

// What is said of an address and not of a message: that it takes mail again, that a person wants some or none.

let target: Target;
let sender: HubSpotSender;
let spring: number;
let summer: number;
beforeAll(async () => {
  target = await findTarget();
  sender = new HubSpotSender(target);
  spring = await sender.aCampaign();
  summer = await sender.aCampaign();
});

/** A day of January. */
const day = (n: number) => Date.UTC(2026, 0, n);

const unbounce = (body: object | string | null, headers: Record<string, string> = {}) =>
  sender.client<Posted>('POST', '/email/public/v1/events/unbounce', body, headers);
const put = (address: string, body: object | string | null, headers: Record<string, string> = {}) =>
  sender.client('PUT', `/email/public/v1/subscriptions/${encodeURIComponent(address)}`, body, headers);

/** What belongs to none of a person's messages, once so much is there. */
const events = ({ id }: Recipient, count: number): Promise<ChainEvent[]> =>
  until(
    () => sender.withoutMessage(id),
    (found) => found.length >= count,
  );

/** What caused a drop of a person's message, if anything did. */
async function causeOfDrop({ id, address }: Recipient, created: number): Promise<string | undefined> {
  await sender.storeCanonical({ type: 'DROPPED', emailCampaignId: summer, recipient: address, created });
  const { events: story } = await sender.chain(id, summer);
  return story.findLast((event) => event.created === created)?.cause?.type;
}

describe('an unbounce', () => {
  const bounce = ({ address }: Recipient, created: number) => ({
    ...{ type: 'BOUNCE', status: '5.1.1', emailCampaignId: spring, recipient: address, created },
  });

  test('lifts the bounces before it, and none after it', async () => {
    const [ann] = (await sender.people(1)) as [Recipient];
    await sender.storeCanonical(bounce(ann, day(1)), bounce(ann, day(5)));
    expect(await causeOfDrop(ann, day(2))).toBe('BOUNCE');
    const body = { recipient: ann.address.toUpperCase(), user: 'admin@example.com', created: day(3) };
    const answer = await unbounce(body);
    expect([answer.status, answer.body]).toEqual([
      200,
      { emEventIds: [expect.any(Number)], recipientsNotFound: [] },
    ]);
    expect(await events(ann, 1)).toMatchObject([
      {
        type: 'UNBOUNCE',
        recipient: ann.address,
        user: 'admin@example.com',
        created: day(3),
        emailCampaignId: 0,
      },
    ]);
    expect(await causeOfDrop(ann, day(4))).toBeUndefined();
    expect(await causeOfDrop(ann, day(6))).toBe('BOUNCE');
  });

  test('lifts neither an unsubscribe nor a spam report', async () => {
    const [ann, bob] = (await sender.people(2)) as [Recipient, Recipient];
    await sender.storeCanonical(
      { type: 'SPAMREPORT', emailCampaignId: spring, recipient: ann.address, created: day(1) },
      {
        type: 'STATUSCHANGE',
        portalSubscriptionStatus: 'UNSUBSCRIBED',
        recipient: bob.address,
        created: day(1),
      },
    );
    for (const { address } of [ann, bob]) await unbounce({ recipient: address, created: day(2) });
    await events(bob, 2);
    expect(await causeOfDrop(ann, day(3))).toBe('SPAMREPORT');
    expect(await causeOfDrop(bob, day(3))).toBe('STATUSCHANGE');
  });

  test('without a time holds from now on', async () => {
    const [ann] = (await sender.people(1)) as [Recipient];
    await sender.storeCanonical(bounce(ann, day(1)));
    expect((await unbounce({ recipient: ann.address, user: null, created: null })).status).toBe(200);
    const [event] = await events(ann, 1);
    expect(Math.abs((event?.created ?? 0) - Date.now())).toBeLessThan(3_600_000);
    expect(event).not.toHaveProperty('user');
    expect(await causeOfDrop(ann, day(2))).toBe('BOUNCE');
    expect(await causeOfDrop(ann, Date.now() + 3_600_000)).toBeUndefined();
  });

  test('is known by the sender’s own id, and need not be waited for', async () => {
    const [ann] = (await sender.people(1)) as [Recipient];
    const body = { recipient: ann.address, sourceId: 'u-1' };
    for (const [stored, duplicate] of [
      [1, 0],
      [0, 1],
    ]) {
      const { status, body: posted } = await unbounce(body, ASYNC);
      expect([status, posted]).toEqual([202, { receipt: expect.any(String), received: 1 }]);
      expect(await sender.done(posted.receipt)).toMatchObject({ stored, duplicate });
    }
    expect(await events(ann, 1)).toHaveLength(1);
  });

  test('of an address that nobody has is a 404, or skipped if nobody waits', async () => {
    const body = { recipient: anAddress('nobody') };
    expectHubSpotError(await unbounce(body), 404, /^Nobody has this address\.$/);
    const { status, body: posted } = await unbounce(body, ASYNC);
    expect(status).toBe(202);
    expect(await sender.done(posted.receipt)).toMatchObject({ stored: 0, skipped: 1 });
  });

  test.each<[object | string | null, RegExp]>([
    [null, /^The request body is not a JSON object\.$/],
    [{}, /^Missing required field 'recipient'\.$/],
    [{ recipient: 'ann' }, /^Invalid field 'recipient': not an email address\.$/],
    [{ recipient: 'ann@example.com', created: 'now' }, /^Invalid field 'created': not a/],
    [{ recipient: 'ann@example.com', user: 'x'.repeat(255) }, /^Invalid field 'user': more than 254/],
    [{ recipient: 'ann@example.com', sourceId: '' }, /^Invalid field 'sourceId': empty\.$/],
  ])('that says %j is refused', async (body, says) => expectHubSpotError(await unbounce(body), 400, says));
});

describe('a change of subscriptions', () => {
  test('from all mail forbids mail, and a new subscription allows it again', async () => {
    const [ann] = (await sender.people(1)) as [Recipient];
    const gone = await put(ann.address, { unsubscribeFromAll: true });
    expect([gone.status, gone.body]).toEqual([200, { status: 'ok' }]);
    const [event] = await events(ann, 1);
    expect(event).toMatchObject({
      ...{ type: 'STATUSCHANGE', recipient: ann.address, emailCampaignId: 0 },
      ...{ source: 'SOURCE_HUBSPOT_CUSTOMER', portalSubscriptionStatus: 'UNSUBSCRIBED' },
    });
    for (const name of ['requestedBy', 'subscriptions', 'appName']) expect(event).not.toHaveProperty(name);
    expect(await causeOfDrop(ann, Date.now() + 3_600_000)).toBe('STATUSCHANGE');

    const back = await put(ann.address, { subscriptionStatuses: [{ id: 1, subscribed: true }] });
    expect([back.status, back.body]).toEqual([200, { status: 'ok' }]);
    expect((await events(ann, 2))[1]).toMatchObject({ subscriptions: [{ id: 1, status: 'SUBSCRIBED' }] });
    expect(await causeOfDrop(ann, Date.now() + 7_200_000)).toBeUndefined();
  });

  test('keeps what it was allowed by', async () => {
    const [ann] = (await sender.people(1)) as [Recipient];
    const allowed = { legalBasis: 'CONSENT_WITH_NOTICE', legalBasisExplanation: 'asked at the till' };
    const { status } = await put(ann.address, {
      subscriptionStatuses: [
        { id: 7, subscribed: true, optState: 'OPT_IN', ...allowed },
        { id: 8, subscribed: false, optState: null },
      ],
      portalSubscriptionLegalBasis: 'NON_GDPR',
      portalSubscriptionLegalBasisExplanation: 'a customer',
    });
    expect(status).toBe(200);
    const [event] = await events(ann, 1);
    expect(event).toMatchObject({
      subscriptions: [
        {
          ...{ id: 7, status: 'SUBSCRIBED' },
          legalBasisChange: {
            ...{ legalBasisType: 'CONSENT_WITH_NOTICE', legalBasisExplanation: 'asked at the till' },
            optState: 'OPT_IN',
          },
        },
        { id: 8, status: 'UNSUBSCRIBED' },
      ],
      portalSubscriptionLegalBasis: 'NON_GDPR',
      portalSubscriptionLegalBasisExplanation: 'a customer',
    });
    expect(event).not.toHaveProperty('portalSubscriptionStatus');
    expect(await causeOfDrop(ann, Date.now() + 3_600_000)).toBe('STATUSCHANGE');
  });

  test('to join one list is not to take back that another was left, nor all mail', async () => {
    for (const left of [
      { subscriptionStatuses: [{ id: 7, subscribed: false }] },
      { unsubscribeFromAll: true },
    ]) {
      const ann = await sender.aPerson();
      await put(ann.address, left);
      await events(ann, 1);
      await put(ann.address, { subscriptionStatuses: [{ id: 8, subscribed: true }] });
      await events(ann, 2);
      expect(await causeOfDrop(ann, Date.now() + 3_600_000)).toBe('STATUSCHANGE');
    }
  });

  test('is made of an address as it is spelled in a path', async () => {
    const ann = await sender.aPerson(anAddress('ann+news%&=é'));
    expect((await put(` ${ann.address.toUpperCase()}`, { unsubscribeFromAll: true })).status).toBe(200);
    expect(await events(ann, 1)).toMatchObject([{ recipient: ann.address }]);
  });

  test('is carried out once for a key', async () => {
    const [ann] = (await sender.people(1)) as [Recipient];
    const key = { 'idempotency-key': `key of ${ann.address}` };
    for (let again = 0; again < 3; again++) {
      expect((await put(ann.address, { unsubscribeFromAll: true }, key)).status).toBe(200);
    }
    expect((await put(ann.address, { unsubscribeFromAll: true, x: 1 }, key)).status).toBe(422);
    await put(ann.address, { unsubscribeFromAll: true });
    expect(await events(ann, 2)).toHaveLength(2);
  });

  test('is given to agents too, and not to other accounts', async () => {
    const [ann] = (await sender.people(1)) as [Recipient];
    const path = `/email/public/v1/subscriptions/${ann.address}`;
    const agent = new HubSpotSender(target, 'agent');
    expect((await agent.client('PUT', path, { unsubscribeFromAll: true })).status).toBe(200);
    const other = new HubSpotSender(target, 'other');
    expectHubSpotError(await other.client('PUT', path, { unsubscribeFromAll: true }), 404, /^Nobody has/);
  });

  test('of an address that nobody has is a 404', async () =>
    expectHubSpotError(await put(anAddress('nobody'), { unsubscribeFromAll: true }), 404, /^Nobody has/));

  const id = 1;
  test.each<[object | string | null, RegExp]>([
    [null, /^The request body is not a JSON object\.$/],
    [{}, /^Invalid field 'subscriptionStatuses': missing, and so is unsubscribeFromAll/],
    [{ unsubscribeFromAll: false }, /'subscriptionStatuses': missing/],
    [{ unsubscribeFromAll: 'yes' }, /^Invalid field 'unsubscribeFromAll': not true or false\.$/],
    [{ subscriptionStatuses: [] }, /'subscriptionStatuses': missing/],
    [{ subscriptionStatuses: {} }, /^Invalid field 'subscriptionStatuses': not a list\.$/],
    [
      { subscriptionStatuses: [{ id }] },
      /^Missing required field 'subscriptionStatuses\[0\]\.subscribed'\.$/,
    ],
    [
      { subscriptionStatuses: [{ subscribed: true }] },
      /^Missing required field 'subscriptionStatuses\[0\]\.id'/,
    ],
    [{ subscriptionStatuses: [{ id, subscribed: true, optState: 'IN' }] }, /optState': not one of OPT_IN,/],
    [{ subscriptionStatuses: [{ id, subscribed: true, legalBasis: 'X' }] }, /legalBasis': not one of LEG/],
    [{ unsubscribeFromAll: true, portalSubscriptionLegalBasis: 'X' }, /LegalBasis': not one of LEG/],
  ])('that says %j is refused', async (body, says) =>
    expectHubSpotError(await put('ann@example.com', body), 400, says),
  );

  test.each(['ann', 'ann@', '@example.com'])('of %s, which is no address, is refused', async (address) =>
    expectHubSpotError(
      await put(address, { unsubscribeFromAll: true }),
      400,
      /^Invalid field 'email': not an email address\.$/,
    ),
  );
});
