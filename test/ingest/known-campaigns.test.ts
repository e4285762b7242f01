import { afterAll, beforeAll, expect, test } from 'vitest';
import { CAMPAIGN_CACHE_MS, KnownCampaigns } from '../../lib/ingest/known-campaigns.ts';
import { createCampaign, updateCampaign } from '../../lib/store/campaigns.ts';
import { NOW } from '../factories.ts';
import { type EmbeddedTable, openEmbeddedTable } from '../store/embedded-table.ts';

const ACCOUNT = 1;
let embedded: EmbeddedTable;
beforeAll(async () => {
  embedded = await openEmbeddedTable();
});
afterAll(() => embedded.close());

test('campaigns are found with the links they have, the news of which come within a minute', async () => {
  const { table } = embedded;
  const draft = { origin: 'test', originId: '1', name: null, subject: null, bodyHtml: null };
  await createCampaign(table, ACCOUNT, draft, NOW);
  await createCampaign(table, ACCOUNT, { ...draft, originId: '2', bodyHtml: '<p>none' }, NOW);
  const campaigns = new KnownCampaigns(table);
  const find = async (now: number) =>
    [...(await campaigns.find(ACCOUNT, new Set([1, 2, 3]), now))].map(([id, { links }]) => [id, links]);
  expect(await find(NOW)).toEqual([
    [1, undefined],
    [2, 0],
  ]);
  await updateCampaign(table, ACCOUNT, 1, { bodyHtml: '<a href="https://example.com/">a</a>' }, NOW);
  await createCampaign(table, ACCOUNT, { ...draft, originId: '3' }, NOW);
  expect(await find(NOW + CAMPAIGN_CACHE_MS - 1)).toEqual([
    [1, undefined],
    [2, 0],
    [3, undefined],
  ]);
  expect((await find(NOW + CAMPAIGN_CACHE_MS)).toSorted()).toEqual([
    [1, 1],
    [2, 0],
    [3, undefined],
  ]);
  expect(await campaigns.find(ACCOUNT + 1, new Set([1]), NOW)).toEqual(new Map());
  expect(await campaigns.find(ACCOUNT, new Set(), NOW)).toEqual(new Map());
});
