import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../../lib/store/api-keys.ts';
import { text } from '../../lib/store/attributes.ts';
import { saveChains } from '../../lib/store/chains.ts';
import { createUser } from '../../lib/store/users.ts';
import { aStoredEvent } from '../factories.ts';
import { scan } from '../protocol/audit.ts';
import { Faults } from '../protocol/faults.ts';
import { textsIn } from './erasure-dump.ts';
import { aCampaign, deliverAll, expectOk, iso, post, type Story, tellStory } from './erasure-story.ts';
import { openStage, type Stage } from './stage.ts';
import type { System, Tenant } from './system.ts';

let stage: Stage;
let system: System;
let tenant: Tenant;
/** Its people's histories stand in the same campaigns and segments. */
let story: Story;
let another: Story;
beforeAll(async () => {
  stage = await openStage(0);
  ({ system, tenant } = stage);
});
afterAll(() => stage.close());

/** The wait: the API's 30 s, which are longer than the processor's 15 s, and 5 s. */
const WAIT_MS = 35_000;
const later = (ms: number) => stage.clock.forward(ms);

const get = (path: string) => expectOk(tenant, 'GET', path);

/** What of a story is still in the table. */
const found = async ({ personal, phone }: Story) => textsIn(await scan(system), [...personal, phone]);

/** What an erasure must not touch: all figures and the journal, byte by byte. */
const counted = async () =>
  (await scan(system)).filter(({ SK }) => SK?.S === 'TALLY' || SK?.S?.startsWith('J#'));

/** Answers of each list and look-up there is, of both dialects. */
async function everyAnswer({ id, address, campaigns }: Story): Promise<unknown[]> {
  const [one, two] = campaigns;
  const paths = [
    ...['/v1/people', '/v1/people?sort=name', `/v1/people?email=${address}`, `/v1/people?id=${id}`],
    `/v1/people/checkDuplicate?email=${address}`,
    ...['/v1/emEvents', `/v1/emEvents?personId=${id}`, `/v1/emEvents?campaignId=${two}`],
    '/v1/emEvents?type=click&updatedAfter=2020-01-01',
    ...[`/v1/emEvents/chains?personId=${id}`, `/v1/emEvents/chains?campaignId=${two}`],
    ...[`/v1/emCampaigns/${one}/drops`, '/v1/emCampaigns'],
    ...['/email/public/v1/events?limit=1000', `/email/public/v1/events?campaignId=${two}`],
    `/email/public/v1/events?recipient=${address}`,
    ...['/email/public/v1/campaigns', `/email/public/v1/campaigns/${two}`],
    '/email/public/v1/subscriptions/timeline',
    `/email/public/v1/subscriptions/timeline?recipient=${address}`,
    `/email/public/v1/subscriptions/${address}`,
  ];
  return Promise.all(paths.map(get));
}

const statsOf = ({ campaigns }: Story) =>
  Promise.all(campaigns.map((id) => get(`/v1/emCampaigns/${id}/stats`)));

describe('an erased person', () => {
  it('was in the table in every way, and in the export', async () => {
    story = await tellStory(system, tenant);
    another = await tellStory(system, tenant);
    expect(await found(story)).toEqual([...story.personal, story.phone]);
    const told = JSON.stringify(await get(`/v1/people/${story.id}/export`)).toLowerCase();
    expect(story.personal.filter((one) => !told.includes(one.toLowerCase()))).toEqual([]);
    expect(told.replaceAll(/\D/g, '')).toContain(story.phone);
    expect(another.personal.filter((one) => told.includes(one.toLowerCase()))).toEqual([]);
    // The search itself: what is only there in Base64, in whatever position.
    for (const before of ['', 'a', 'ab']) {
      const value = Buffer.from(`${before}${story.address}, and more`).toString('base64');
      expect(textsIn([{ value: text(value) }], [story.address, story.former])).toEqual([story.address]);
    }
  });

  it('is found nowhere a minute later, where all figures and everybody else stay as they are', async () => {
    const before = { counted: await counted(), stats: await statsOf(story) };
    const others = await get(`/v1/people/${another.id}/export`);
    // On their way while the person is erased, by both dialects: taken in, and then nobody's.
    const late = { campaignId: story.campaigns[0], type: 'open', occurred: iso(Date.now()) };
    await post(tenant, [
      { ...late, recipient: story.address },
      { ...late, personId: story.id, recipient: story.elsewhere },
    ]);
    const hubSpot = { type: 'OPEN', emailCampaignId: story.campaigns[0], recipient: story.address };
    await expectOk(tenant, 'POST', '/email/public/v1/events', { events: [hubSpot] });
    const messages = await system.takeMessages();

    expect(await expectOk(tenant, 'DELETE', `/v1/people/${story.id}?erase=true`)).toEqual({});
    for (const path of [`/v1/people/${story.id}`, `/v1/people/${story.id}/export`]) {
      expect((await tenant.ask('GET', path)).status).toBe(404);
    }
    expect(await get(`/v1/people/checkDuplicate?email=${story.address}`)).toEqual({ found: false });
    expect(await post(tenant, [{ ...late, recipient: story.address }])).toMatchObject({
      emEventIds: [],
      recipientsNotFound: [story.address],
    });
    expect(await system.deliver(messages)).toEqual(new Set());
    later(WAIT_MS - 1_000);
    await deliverAll(system);
    expect(await found(story)).not.toEqual([]);
    later(1_000);
    await deliverAll(system);
    expect(await system.deliver(messages)).toEqual(new Set());

    expect(await found(story)).toEqual([]);
    expect(await counted()).toEqual(before.counted);
    expect(await statsOf(story)).toEqual(before.stats);
    // The address is what was asked for.
    const told = JSON.stringify(await everyAnswer(story)).toLowerCase();
    expect(story.personal.filter((one) => told.includes(one.toLowerCase()))).toEqual([story.address]);
    expect(await get(`/v1/people/${another.id}/export`)).toEqual(others);
    expect(await found(another)).toEqual([...another.personal, another.phone]);
  });

  it('does not come back with the answer that was kept for an Idempotency-Key', async () => {
    const { status, body } = await tenant.ask('POST', '/v1/people', story.posted, {
      headers: { 'idempotency-key': story.key },
    });
    expect(status).toBe(201);
    expect(body).toEqual({ message: 'This request was carried out before; its answer is not kept.' });
  });

  it('is somebody new if they come back', async () => {
    const posted = await tenant.ask('POST', '/v1/people', { emails: [story.address] });
    expect(posted.status).toBe(201);
    const { id } = posted.body as { id: number };
    expect(id).toBeGreaterThan(another.id);
    expect(await get(`/v1/people/${id}/export`)).toMatchObject({ chains: [], suppressions: [], answers: [] });
    expect(await get(`/email/public/v1/subscriptions/${story.address}`)).toMatchObject({ bounced: false });
    const { events } = (await get(`/email/public/v1/events?recipient=${story.address}`)) as { events: [] };
    expect(events).toEqual([]);
  });
});

describe('to erase', () => {
  it('takes an owner’s or an admin’s key, a person that there was, and true or false', async () => {
    const { id, account } = { ...another, account: tenant.account };
    for (const [role, status] of [
      ['agent', 403],
      ['admin', 200],
    ] as const) {
      const now = Date.now();
      const user = await createUser(system.table, { account, email: `${role}@x.example`, role, now });
      const { key } = await createKey(system.table, { account, user, role, now, ratePerMinute: 1_000 });
      const headers = { authorization: `Bearer ${key}` };
      const asked = await tenant.ask('GET', `/v1/people/${id}/export`, undefined, { headers });
      expect([role, asked.status]).toEqual([role, status]);
      const erased = await tenant.ask('DELETE', `/v1/people/${id}?erase=true`, undefined, { headers });
      expect([role, erased.status]).toEqual([role, status]);
    }
    expect(await tenant.ask('DELETE', `/v1/people/${id}?erase=perhaps`)).toMatchObject({
      status: 400,
      body: { errorMessage: "Invalid field 'erase': not true or false." },
    });
    for (const path of ['/v1/people/999999?erase=true', '/v1/people/x?erase=1', `/v1/people/${id}?erase=0`]) {
      expect((await tenant.ask('DELETE', path)).status).toBe(404);
    }
    expect((await tenant.ask('GET', '/v1/people/999999/export')).status).toBe(404);
    const stranger = await system.aTenant();
    expect((await stranger.ask('DELETE', `/v1/people/${id}?erase=true`)).status).toBe(404);
  });

  it('fails while the queue does not take the rest of the work, and is done when asked again', async () => {
    const { body } = await tenant.ask('POST', '/v1/people', { emails: ['queue@mail.example'] });
    const path = `/v1/people/${(body as { id: number }).id}?erase=true`;
    const faults = new Faults((_, operation) => (operation.startsWith('Send') ? 'fail-before' : undefined));
    expect((await tenant.ask('DELETE', path, undefined, { faults })).status).toBe(503);
    expect((await tenant.ask('DELETE', path)).status).toBe(200);
    expect((await tenant.ask('DELETE', path)).status).toBe(200);
    later(WAIT_MS);
    await deliverAll(system);
    expect(textsIn(await scan(system), ['queue@mail.example'])).toEqual([]);
  });
});

it('an export of who was deleted tells what is left of them: what an erasure would take', async () => {
  const { body } = await tenant.ask('POST', '/v1/people', { emails: ['gone@mail.example'] });
  const { id } = body as { id: number };
  const campaignId = await aCampaign(tenant, 'deleted');
  await post(tenant, [{ type: 'bounced', campaignId, personId: id, occurred: iso(0) }]);
  await deliverAll(system);
  await expectOk(tenant, 'DELETE', `/v1/people/${id}`);
  expect((await tenant.ask('GET', `/v1/people/${id}`)).status).toBe(404);
  expect(await get(`/v1/people/${id}/export`)).toMatchObject({
    person: null,
    deleted: iso(Date.now()),
    addresses: [{ address: 'gone@mail.example', until: iso(Date.now()) }],
    suppressions: [{ address: 'gone@mail.example', kind: 'bounce', campaignId }],
    chains: [{ campaignId, events: [{ type: 'bounced', created: iso(0), dated: true }] }],
    answers: [],
  });
});

it('an export that is too large for one answer comes in pages, of which none is', async () => {
  const { body } = await tenant.ask('POST', '/v1/people', { emails: ['large@mail.example'] });
  const person = (body as { id: number }).id;
  const first = await aCampaign(tenant, 'large');
  const long = (n: number) => `https://a.example/${`${Math.sin(n)}`.repeat(100)}`;
  const saves = Array.from({ length: 8 }, (_, n) => {
    const chain = { person, campaign: first + n, events: [] };
    const events = Array.from({ length: 500 }, (_, at) =>
      aStoredEvent({
        number: 1_000 * n + at + 1,
        recipient: 'large@mail.example',
        url: long(1_000 * n + at),
      }),
    );
    return { chain, next: { ...chain, version: 'v.1', events } };
  });
  await saveChains(system.table, tenant.account, saves);
  const numbers: number[] = [];
  const owners: unknown[] = [];
  let pages = 0;
  for (let path: string | null = `/v1/people/${person}/export`; path !== null; pages++) {
    const page = (await get(path)) as ExportPage;
    expect(Buffer.byteLength(JSON.stringify(JSON.stringify(page)))).toBeLessThan(6 * 1024 * 1024);
    numbers.push(...page.chains.flatMap(({ events }) => events.map(({ emEventId }) => emEventId)));
    owners.push(...page.addresses);
    path = page._metadata.nextLink;
  }
  expect(pages).toBeGreaterThan(1);
  expect(numbers.sort((a, b) => a - b)).toEqual(
    saves.flatMap(({ next }) => next.events.map(({ number }) => number)),
  );
  expect(owners).toHaveLength(1);
});

interface ExportPage {
  _metadata: { nextLink: string | null };
  addresses: unknown[];
  chains: { events: { emEventId: number }[] }[];
}
