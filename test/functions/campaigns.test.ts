import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Client, type Handlers, openHandlers } from './real-handlers.ts';

/** Also on a slow machine, and on a slower DynamoDB than the embedded one. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

interface CampaignList {
  _metadata: {
    collection: string;
    limit: number;
    offset: number;
    total: number | null;
    next: string | null;
    nextLink: string | null;
  };
  emCampaigns: { id: number; origin: string; bodyHtml: string | null }[];
}

let handlers: Handlers;
let client: Client;
beforeAll(async () => {
  handlers = await openHandlers('campaigns');
});
beforeAll(async () => {
  client = await handlers.aClient();
});
afterAll(() => handlers.close());

const list = async (client: Client, query = '') => {
  const { status, body } = await client('GET', query.startsWith('http') ? query : `/v1/emCampaigns${query}`);
  expect(status).toBe(200);
  return body as CampaignList;
};

/** All pages of a list, by their links. */
async function allPages(client: Client, query: string): Promise<CampaignList[]> {
  const pages = [await list(client, query)];
  for (let link = pages[0]?._metadata.nextLink; link; link = pages.at(-1)?._metadata.nextLink) {
    pages.push(await list(client, link));
  }
  return pages;
}

describe('a campaign', () => {
  it('is posted, read, changed, and given with exactly six fields', async () => {
    const sent = { origin: 'Mailer', originId: 17, name: 'Spring', subject: 'Hi', bodyHtml: '<p>', stray: 1 };
    const campaign = {
      id: 1,
      origin: 'Mailer',
      originId: '17',
      name: 'Spring',
      subject: 'Hi',
      bodyHtml: '<p>',
    };
    expect(await client('POST', '/v1/emCampaigns', sent)).toMatchObject({ status: 201, body: campaign });
    const changed = { ...campaign, name: 'Summer', bodyHtml: '<b>' };
    const put = await client('PUT', '/v1/emCampaigns/1', { name: 'Summer', body: '<b>', originId: 17 });
    expect(put).toMatchObject({ status: 200 });
    expect(put.body).toEqual(changed);
    expect((await client('GET', '/v1/emCampaigns/1')).body).toEqual(changed);
  });

  it('with the same origin and originId is refused and told which one there is', async () => {
    const { status, body } = await client('POST', '/v1/emCampaigns', { origin: 'Mailer', originId: '17' });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      errorMessage: "A campaign with this 'origin' and 'originId' exists already: its id is 1.",
    });
  });

  it('is made once by twenty posts at once', async () => {
    const posts = await Promise.all(
      Array.from({ length: 20 }, () => client('POST', '/v1/emCampaigns', { origin: 'Race', originId: 'x' })),
    );
    expect(posts.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(400)]);
  });

  it.each(['0', '-1', '1.5', 'x', '99999', '99999999999999999999', '1e0'])('%s is not there', async (id) => {
    const gone = { status: 404, body: { errorMessage: 'Requested resource was not found.' } };
    expect(await client('GET', `/v1/emCampaigns/${id}`)).toMatchObject(gone);
    expect(await client('PUT', `/v1/emCampaigns/${id}`, {})).toMatchObject(gone);
  });

  it('of another account is not there', async () => {
    const other = await handlers.aClient();
    expect((await other('GET', '/v1/emCampaigns/1')).status).toBe(404);
    expect((await other('PUT', '/v1/emCampaigns/1', { name: 'x' })).status).toBe(404);
    expect(await list(other)).toMatchObject({ _metadata: { total: 0 }, emCampaigns: [] });
  });

  it.each([
    ['a list', [], 'JSON object'],
    ['null', null, 'JSON object'],
    ['no origin', { originId: '1' }, "'origin'"],
    ['no originId', { origin: 'New' }, "'originId'"],
    ['a name that is no text', { origin: 'New', originId: '1', name: {} }, "'name'"],
  ])('of %s is refused, and nothing is stored', async (_, json, named) => {
    const { total } = (await list(client))._metadata;
    const { status, body } = await client('POST', '/v1/emCampaigns', json);
    expect(status).toBe(400);
    expect(body).toEqual({
      errorMessage: expect.stringContaining(named),
      message: expect.stringContaining(named),
    });
    expect((await list(client))._metadata.total).toBe(total);
  });

  it('keeps its origin', async () => {
    const { status, body } = await client('PUT', '/v1/emCampaigns/1', { origin: 'Other', name: 'x' });
    expect(status).toBe(400);
    expect(body).toMatchObject({ errorMessage: expect.stringContaining("'origin'") });
    expect((await client('GET', '/v1/emCampaigns/1')).body).toMatchObject({ name: 'Summer' });
  });
});

describe('the list of campaigns', () => {
  let client: Client;
  beforeAll(async () => {
    client = await handlers.aClient();
    for (let at = 1; at <= 24; at++) {
      await client('POST', '/v1/emCampaigns', { origin: at % 3 ? 'Mailer' : 'Other', originId: at });
    }
  });

  it('has the newest first, ten a page, and links to the rest', async () => {
    const pages = await allPages(client, '');
    expect(pages.map(({ emCampaigns }) => emCampaigns.length)).toEqual([10, 10, 4]);
    expect(pages.flatMap(({ emCampaigns }) => emCampaigns.map(({ id }) => id))).toEqual(
      Array.from({ length: 24 }, (_, at) => 24 - at),
    );
    expect(pages[0]?._metadata).toMatchObject({ collection: 'emCampaigns', limit: 10, offset: 0, total: 24 });
    expect(pages[0]?._metadata.nextLink).toMatch(/^https:\/\/mail\.example\/v1\/emCampaigns\?limit=10&next=/);
    expect(pages[2]?._metadata).toMatchObject({ next: null, nextLink: null });
  });

  it('goes by offset as well', async () => {
    const { _metadata, emCampaigns } = await list(client, '?offset=20&limit=3');
    expect(emCampaigns.map(({ id }) => id)).toEqual([4, 3, 2]);
    expect(_metadata).toMatchObject({ offset: 20, limit: 3, total: 24 });
    expect((await list(client, '?offset=24')).emCampaigns).toEqual([]);
  });

  it('is filtered by origin, by originId, and by both', async () => {
    const pages = await allPages(client, '?origin=Other&limit=3');
    expect(pages.flatMap(({ emCampaigns }) => emCampaigns.map(({ id }) => id))).toEqual([
      24, 21, 18, 15, 12, 9, 6, 3,
    ]);
    expect(pages[0]?._metadata.total).toBeNull();
    expect((await list(client, '?originId=7')).emCampaigns).toMatchObject([{ id: 7 }]);
    expect(await list(client, '?originId=7&origin=Mailer')).toMatchObject({
      _metadata: { total: 1, next: null },
      emCampaigns: [{ id: 7 }],
    });
    expect((await list(client, '?originId=7&origin=Mailer&offset=1')).emCampaigns).toEqual([]);
    expect((await list(client, '?originId=7&origin=Other')).emCampaigns).toEqual([]);
    expect((await list(client, `?originId=7&origin=${'x'.repeat(3_000)}`)).emCampaigns).toEqual([]);
  });

  it.each([
    ['limit=0', "'limit'"],
    ['limit=101', "'limit'"],
    ['offset=-1', "'offset'"],
    ['offset=2001', 'Deep pagination disabled'],
    ['next=nonsense', "Invalid cursor 'next'."],
  ])('with %s is refused', async (query, named) => {
    const { status, body } = await client('GET', `/v1/emCampaigns?${query}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ errorMessage: expect.stringContaining(named) });
  });

  it('refuses the cursor of another account and of another filter', async () => {
    const { next } = (await list(client, '?origin=Other&limit=3'))._metadata;
    const other = await handlers.aClient();
    expect((await other('GET', `/v1/emCampaigns?origin=Other&next=${next}`)).status).toBe(400);
    expect((await client('GET', `/v1/emCampaigns?next=${next}`)).status).toBe(400);
    expect((await client('GET', `/v1/emCampaigns?origin=Other&limit=2&next=${next}`)).status).toBe(200);
  });

  it('ends a page early where the HTML would be more than one answer takes', async () => {
    const client = await handlers.aClient();
    const bodyHtml = '<p>some text</p>'.repeat(50_000);
    for (let at = 1; at <= 5; at++)
      await client('POST', '/v1/emCampaigns', { origin: 'Big', originId: at, bodyHtml });
    const pages = await allPages(client, '?limit=100');
    expect(pages.map(({ emCampaigns }) => emCampaigns.map(({ id }) => id))).toEqual([[5, 4], [3, 2], [1]]);
    expect(pages[2]?.emCampaigns[0]?.bodyHtml).toBe(bodyHtml);
  });
});
