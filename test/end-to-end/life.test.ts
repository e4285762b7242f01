import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { ASYNC, anAddress, Sender } from './sender.ts';
import { findTarget, type Target } from './target.ts';

let target: Target;
let sender: Sender;
let campaign: number;
beforeAll(async () => {
  target = await findTarget();
  sender = new Sender(target);
  campaign = await sender.aCampaign();
});

describe('the answer to a post of events', () => {
  test('has the ids of the found ones in their order, and the unknown recipients as they were spelled', async () => {
    const [ann, bob] = [await sender.aPerson(), await sender.aPerson()];
    const nobody = anAddress('No.Body');
    const { status, body } = await sender.post([
      { type: 'open', campaignId: campaign, recipient: bob.address },
      { type: 'open', campaignId: campaign, recipient: nobody },
      { type: 'delivered', campaignId: String(campaign), recipient: ann.address.toUpperCase() },
      { type: 'click', campaignId: campaign, recipient: nobody.toLowerCase() },
      { type: 'click', campaignId: campaign, personId: String(ann.id) },
      { type: 'click', campaignId: campaign, personId: 999_999_999 },
    ]);
    expect(status).toBe(200);
    expect(body).toEqual({
      emEventIds: expect.any(Array),
      recipientsNotFound: [nobody, '999999999'],
    });
    const [first, second, third] = body.emEventIds as [number, number, number];
    expect(body.emEventIds).toEqual([first, first + 2, first + 4]);
    expect([second, third].every(Number.isSafeInteger)).toBe(true);
  });

  test('is 200 without any id if nobody is known', async () => {
    const nobody = anAddress();
    const { status, body } = await sender.post([{ type: 'open', campaignId: campaign, recipient: nobody }]);
    expect({ status, body }).toEqual({ status: 200, body: { emEventIds: [], recipientsNotFound: [nobody] } });
  });

  test('has a receipt from 25 events on, and none for 24', async () => {
    const { address } = await sender.aPerson();
    const open = { type: 'open', campaignId: campaign, recipient: address };
    const few = await sender.post(Array.from({ length: 24 }, () => open));
    expect(Object.keys(few.body)).toEqual(['emEventIds', 'recipientsNotFound']);
    const many = await sender.post(Array.from({ length: 25 }, () => open));
    expect(Object.keys(many.body)).toEqual(['emEventIds', 'recipientsNotFound', 'receipt']);
    expect(many.body.emEventIds).toHaveLength(25);
    expect(await sender.done(many.body.receipt)).toEqual({
      id: many.body.receipt,
      done: true,
      received: 25,
      stored: 25,
      duplicate: 0,
      skipped: 0,
      skippedEvents: [],
    });
  });

  test('is 202 with a receipt for whoever prefers not to wait, whatever the size', async () => {
    const { address } = await sender.aPerson();
    const open = { type: 'open', campaignId: campaign, recipient: address };
    for (const prefer of ['respond-async', 'wait=5, Respond-Async', 'respond-async; foo']) {
      const { status, headers, body } = await sender.post([open], { prefer });
      expect({ status, body }).toEqual({ status: 202, body: { receipt: expect.any(String), received: 1 } });
      expect(headers.get('preference-applied')).toBe('respond-async');
    }
    const full = await sender.post(
      Array.from({ length: 1_000 }, () => open),
      ASYNC,
    );
    expect(full).toMatchObject({ status: 202, body: { received: 1_000 } });
    expect(await sender.done(full.body.receipt)).toMatchObject({ stored: 1_000, skipped: 0 });
    const [row] = await sender.rows(`campaignId=${campaign}&type=open&personId=${await idOf(address)}`);
    expect(row?.count).toBe(1_003);
  });

  test('waits as ever for other preferences', async () => {
    const { address } = await sender.aPerson();
    const open = { type: 'open', campaignId: campaign, recipient: address };
    expect((await sender.post([open], { prefer: 'return=minimal, x-respond-async' })).status).toBe(200);
  });
});

async function idOf(address: string): Promise<number> {
  const { people } = await sender.get<{ people: { id: number }[] }>(`/v1/people?email=${address}`);
  return people[0]?.id ?? 0;
}

describe('a receipt', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

  test('counts what is new, what was said before, and what nobody received, whoever looked them up', async () => {
    const [ann, bob] = [await sender.aPerson(), await sender.aPerson()];
    const nobody = anAddress();
    const request = [
      { type: 'delivered', campaignId: campaign, recipient: ann.address, occurred: at(1) },
      { type: 'delivered', campaignId: campaign, recipient: nobody, occurred: at(1) },
      { type: 'delivered', campaignId: campaign, recipient: ann.address.toUpperCase(), occurred: at(1) },
      {
        type: 'click',
        campaignId: campaign,
        recipient: ann.address,
        occurred: at(2),
        url: 'https://a.example',
      },
      {
        type: 'click',
        campaignId: campaign,
        recipient: ann.address,
        occurred: at(2),
        url: 'https://b.example',
      },
      { type: 'bounced', campaignId: campaign, recipient: ann.address, occurred: at(3) },
      { type: 'hard-bounce', campaignId: campaign, recipient: ann.address, occurred: at(3) },
      { type: 'open', campaignId: campaign, recipient: bob.address },
      { type: 'open', campaignId: campaign, recipient: bob.address },
      { type: 'open', campaignId: campaign, personId: 999_999_999 },
    ];
    const filler = Array.from({ length: 20 }, (_, n) => ({
      type: 'open',
      campaignId: campaign,
      recipient: bob.address,
      occurred: at(n),
    }));
    const once = await sender.store(...request);
    expect(once).toEqual({
      id: once.id,
      done: true,
      received: 10,
      stored: 7,
      duplicate: 1,
      skipped: 2,
      skippedEvents: [1, 9],
    });
    // The same in another request, the other way: what has no time of its own is new again.
    const { body } = await sender.post([...filler, ...request]);
    expect(body.recipientsNotFound).toEqual([nobody, '999999999']);
    expect(await sender.done(body.receipt)).toEqual({
      id: body.receipt,
      done: true,
      received: 30,
      stored: 22,
      duplicate: 6,
      skipped: 2,
      skippedEvents: [21, 29],
    });
    const rows = await sender.rows(`personId=${bob.id}`);
    expect(rows.map(({ type, count }) => [type, count])).toEqual([['open', 24]]);
  });

  test('is done at once where nobody is known', async () => {
    const nobody = anAddress();
    const events = Array.from({ length: 25 }, () => ({
      type: 'open',
      campaignId: campaign,
      recipient: nobody,
    }));
    const { body } = await sender.post(events);
    const receipt = await sender.get(`/v1/emEvents/receipts/${body.receipt}`);
    expect(receipt).toMatchObject({ done: true, stored: 0, skipped: 25, skippedEvents: [...events.keys()] });
  });

  test('is known to its own account alone', async () => {
    const { address } = await sender.aPerson();
    const { id } = await sender.store({ type: 'open', campaignId: campaign, recipient: address });
    const other = new Sender(target, 'other');
    expect((await other.client('GET', `/v1/emEvents/receipts/${id}`)).status).toBe(404);
    expect((await sender.client('GET', `/v1/emEvents/receipts/${id}`)).status).toBe(200);
  });
});

describe('an event', () => {
  test('was sent from the user of the key, or from whom it names', async () => {
    const [ann, agent] = [await sender.aPerson(), new Sender(target, 'agent')];
    const day = (n: number) => `2026-01-0${n}T00:00:00Z`;
    const event = { type: 'open', campaignId: campaign, recipient: ann.address };
    await sender.store({ ...event, occurred: day(1) });
    await agent.store({ ...event, occurred: day(2) });
    await agent.store({ ...event, occurred: day(3), userId: 7_654_321 });
    await sender.store({ ...event, occurred: day(4), userId: Number.MAX_SAFE_INTEGER });
    const { events } = await sender.chain(ann.id, campaign);
    const [owner, second, ...rest] = events.map(({ userId }) => userId);
    expect(second).not.toBe(owner);
    expect(rest).toEqual([7_654_321, Number.MAX_SAFE_INTEGER]);
  });

  test('may name the person, with the address it was sent to or without', async () => {
    const ann = await sender.aPerson();
    const former = anAddress('Former');
    await sender.store({ type: 'open', campaignId: campaign, personId: ann.id, occurred: '2026-01-01' });
    await sender.store({
      type: 'open',
      campaignId: campaign,
      personId: ann.id,
      recipient: former,
      occurred: '2026-01-02',
    });
    const { events } = await sender.chain(ann.id, campaign);
    expect(events.map(({ recipient }) => recipient)).toEqual([ann.address, former.toLowerCase()]);
  });

  test.each(["o'neill+news", 'jörg', 'a_b-c%d!#$&*=?^`{|}~', 'x'.repeat(64), '用户'])(
    'reaches whoever has an address like %s@…, in any case and with space around it',
    async (local) => {
      const domain = `d${randomUUID()}.bücher.example`;
      const ann = await sender.aPerson(`${local}@${domain}`);
      const recipient = ` ${local.toUpperCase()}@${domain.toUpperCase()} `;
      await sender.store({ type: 'open', campaignId: campaign, recipient });
      expect(await sender.chain(ann.id, campaign)).toMatchObject({ recipient: ann.address });
    },
  );

  test('finds nobody under the address of a person who was deleted', async () => {
    const ann = await sender.aPerson();
    const open = { type: 'open', campaignId: campaign, recipient: ann.address };
    await sender.ask(200, 'DELETE', `/v1/people/${ann.id}`);
    expect((await sender.post([open])).body).toEqual({ emEventIds: [], recipientsNotFound: [ann.address] });
    const named = await sender.store({ type: 'open', campaignId: campaign, personId: ann.id });
    expect(named).toMatchObject({ stored: 0, skippedEvents: [0] });
  });

  test('goes to the new owner of an address at once, and those before stay where they are', async () => {
    const [ann, bob] = [await sender.aPerson(), await sender.aPerson()];
    const open = { type: 'open', campaignId: campaign, recipient: ann.address };
    await sender.store(open);
    await sender.ask(200, 'PUT', `/v1/people/${ann.id}`, { emails: [] });
    expect((await sender.post([open])).body.recipientsNotFound).toEqual([ann.address]);
    await sender.ask(200, 'PUT', `/v1/people/${bob.id}`, { emails: [bob.address, ann.address] });
    const { body } = await sender.post(Array.from({ length: 25 }, () => open));
    expect(body.recipientsNotFound).toEqual([]);
    expect(await sender.done(body.receipt)).toMatchObject({ stored: 25 });
    const counts = async (person: number) =>
      (await sender.rows(`personId=${person}`)).map(({ count }) => count);
    expect([await counts(ann.id), await counts(bob.id)]).toEqual([[1], [25]]);
  });
});
