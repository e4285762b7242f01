import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectError, until } from './client.ts';
import { ASYNC, anAddress, type Recipient, Sender } from './sender.ts';
import { findTarget, type Target } from './target.ts';
import type { EmEvent } from './wire.ts';

let target: Target;
let sender: Sender;
let campaign: number;
beforeAll(async () => {
  target = await findTarget();
  sender = new Sender(target);
  campaign = await sender.aCampaign();
});

const aKey = () => ({ 'idempotency-key': randomUUID() });
/** Without a time of its own each open is a fact of its own. */
const open = ({ address }: Recipient): EmEvent => ({
  type: 'open',
  campaignId: campaign,
  recipient: address,
});

/** How many opens a person has, once at least so many are there and all that was sent before is stored. */
async function opensOf(person: Recipient, atLeast: number): Promise<number> {
  const count = async () => (await sender.rows(`personId=${person.id}&type=open`))[0]?.count ?? 0;
  await until(count, (opens) => opens >= atLeast);
  const [sentinel] = (await sender.people(1)) as [Recipient];
  await sender.store(open(sentinel));
  return count();
}

describe('the same request under the same key', () => {
  test.each<[string, number, Record<string, string>, number]>([
    ['of one event', 1, {}, 200],
    ['of 25 events', 25, {}, 200],
    ['of one event that nobody waits for', 1, ASYNC, 202],
    ['of 300 events that nobody waits for', 300, ASYNC, 202],
  ])('%s is carried out once and always gets the same answer', async (_, count, headers, status) => {
    const [ann] = (await sender.people(1)) as [Recipient];
    const key = aKey();
    const nobody = anAddress('No.Body');
    const events = [...Array.from({ length: count }, () => open(ann)), { ...open(ann), recipient: nobody }];
    const first = await sender.post(events, { ...key, ...headers });
    expect(first.status).toBe(status);
    if (first.body.receipt) await sender.done(first.body.receipt);
    for (let again = 0; again < 3; again++) {
      const { status, body } = await sender.post(events, { ...key, ...headers });
      expect({ status, body }).toEqual({ status: first.status, body: first.body });
    }
    expect(await opensOf(ann, count)).toBe(count);
    if (first.body.receipt) {
      expect(await sender.done(first.body.receipt)).toMatchObject({ stored: count, skippedEvents: [count] });
    }
  });

  test('gets the answer to the first, whatever it prefers now', async () => {
    const [ann] = (await sender.people(1)) as [Recipient];
    for (const [before, now] of [
      [{}, ASYNC],
      [ASYNC, {}],
    ]) {
      const key = aKey();
      const first = await sender.post([open(ann)], { ...key, ...before });
      const second = await sender.post([open(ann)], { ...key, ...now });
      expect([second.status, second.body]).toEqual([first.status, first.body]);
    }
    expect(await opensOf(ann, 2)).toBe(2);
  });

  test('gets the answer to the first, also if a recipient is known by now', async () => {
    const key = aKey();
    const address = anAddress('Late');
    const events = [{ ...open({ id: 0, address }), recipient: address }];
    const first = await sender.post(events, key);
    expect(first.body).toEqual({ emEventIds: [], recipientsNotFound: [address] });
    const late = await sender.aPerson(address);
    expect((await sender.post(events, key)).body).toEqual(first.body);
    expect(await opensOf(late, 0)).toBe(0);
    expect((await sender.post(events, aKey())).body.emEventIds).toHaveLength(1);
    expect(await opensOf(late, 1)).toBe(1);
  });

  test('at the same time is carried out once, and the others get its answer or are told to wait', async () => {
    const [ann] = (await sender.people(1)) as [Recipient];
    const key = aKey();
    const events = Array.from({ length: 30 }, () => open(ann));
    const answers = await Promise.all(Array.from({ length: 8 }, () => sender.post(events, key)));
    const told = answers.filter(({ status }) => status === 200);
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expectError(answer, 409, /^A request with this Idempotency-Key is still running\.$/);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    const { body } = await sender.post(events, key);
    expect(body).toEqual(told[0]?.body);
    expect(await sender.done(body.receipt)).toMatchObject({ received: 30, stored: 30 });
    expect(await opensOf(ann, 30)).toBe(30);
  });
});

describe('a key', () => {
  test('that came with another body is refused', async () => {
    const [ann] = (await sender.people(1)) as [Recipient];
    const key = aKey();
    await sender.post([open(ann)], key);
    const says = /^This Idempotency-Key was used before with another body\.$/;
    expectError(await sender.post([open(ann), open(ann)], key), 422, says);
    expectError(await sender.post([{ ...open(ann), type: 'click' }], { ...key, ...ASYNC }), 422, says);
    expect(await opensOf(ann, 1)).toBe(1);
    expect(await sender.rows(`personId=${ann.id}`)).toHaveLength(1);
  });

  test('is not used up by a request that was refused', async () => {
    const [ann] = (await sender.people(1)) as [Recipient];
    const key = aKey();
    expectError(await sender.post([{ ...open(ann), type: 'x' }], key), 400, /type/);
    expectError(await sender.post([{ ...open(ann), campaignId: 999_999_999 }], key), 400, /campaignId/);
    expect((await sender.post([open(ann)], key)).status).toBe(200);
    expect(await opensOf(ann, 1)).toBe(1);
  });

  test('is one account’s, and one route’s', async () => {
    const [ann] = (await sender.people(1)) as [Recipient];
    const other = new Sender(target, 'other');
    const bob = await other.aPerson();
    const key = aKey();
    expect((await sender.post([open(ann)], key)).status).toBe(200);
    const theirs = { ...open(bob), campaignId: await other.aCampaign() };
    expect((await other.post([theirs], key)).status).toBe(200);
    const campaign = { origin: 'end-to-end', originId: randomUUID() };
    expect((await sender.client('POST', '/v1/emCampaigns', campaign, key)).status).toBe(201);
  });

  test.each(['', 'x'.repeat(256), 'clé'])('may not be %j', async (key) => {
    const [ann] = (await sender.people(1)) as [Recipient];
    const answer = await sender.post([open(ann)], { 'idempotency-key': key });
    expectError(answer, 400, /^Idempotency-Key must have 1 to 255 printable ASCII characters\.$/);
    expect(await opensOf(ann, 0)).toBe(0);
  });
});
