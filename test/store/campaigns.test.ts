import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { put } from '../../lib/store/actions.ts';
import {
  createCampaign,
  findCampaigns,
  getCampaign,
  getCampaigns,
  updateCampaign,
} from '../../lib/store/campaigns.ts';
import type { Table } from '../../lib/store/table.ts';
import { readTotal } from '../../lib/store/totals.ts';
import { type EmbeddedTable, openEmbeddedTable } from './embedded-table.ts';

/** Also on a slow machine, and on a slower DynamoDB than the embedded one. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const NOW = Date.UTC(2026, 0, 2);
let embedded: EmbeddedTable;
let table: Table;
let account = 0;
beforeAll(async () => {
  embedded = await openEmbeddedTable();
  table = embedded.table;
});
afterAll(() => embedded.close());

/** Each test has an account of its own. */
const anAccount = () => ++account;
const aDraft = (given = {}) => ({
  origin: 'Mailer',
  originId: '17',
  name: 'Spring',
  subject: 'Hello',
  bodyHtml: '<p>Hi</p>',
  ...given,
});

async function make(account: number, given = {}) {
  const outcome = await createCampaign(table, account, aDraft(given), NOW);
  if (!('created' in outcome)) throw new Error('there was one');
  return outcome.created;
}

describe('a campaign', () => {
  it('is kept as it was given, whatever it says', async () => {
    const account = anAccount();
    const documents = [
      { name: null, subject: null, bodyHtml: null },
      { name: '', subject: '', bodyHtml: '' },
      { name: 'ü\ud83d\ude00"\\', subject: '%contact_name%', bodyHtml: '<p>ü</p>' },
      { bodyHtml: '<p>some text</p>'.repeat(100_000) },
    ];
    for (const [originId, document] of documents.entries()) {
      const campaign = await make(account, { originId: String(originId), ...document });
      expect(await getCampaign(table, account, campaign.id)).toEqual(campaign);
    }
  });

  it('can be looked at without its HTML, and those that are not there are absent', async () => {
    const account = anAccount();
    const { bodyHtml, ...head } = await make(account);
    expect(await findCampaigns(table, account, [1, 2])).toEqual(new Map([[1, head]]));
    expect(await getCampaigns(table, account, [2, 1])).toEqual(new Map([[1, { ...head, bodyHtml }]]));
    expect(await findCampaigns(table, anAccount(), [1])).toEqual(new Map());
  });

  it('knows how many links it has by its head alone, as its HTML says', async () => {
    const account = anAccount();
    const link = (page: string) => `<a href="https://example.com/${page}">${page}</a>`;
    await make(account, { bodyHtml: link('a') + link('b') + link('a') });
    const linksNow = async () => (await findCampaigns(table, account, [1])).get(1)?.links;
    expect(await linksNow()).toBe(2);
    await updateCampaign(table, account, 1, { name: 'Summer' }, NOW + 1);
    expect(await linksNow()).toBe(2);
    await updateCampaign(table, account, 1, { bodyHtml: link('a') }, NOW + 2);
    expect(await linksNow()).toBe(1);
    await updateCampaign(table, account, 1, { bodyHtml: null }, NOW + 3);
    expect(await linksNow()).toBeUndefined();
  });

  it('whose HTML is too large even deflated is refused and nothing is stored', async () => {
    const account = anAccount();
    const bodyHtml = randomBytes(400_000).toString('base64');
    await expect(createCampaign(table, account, aDraft({ bodyHtml }), NOW)).rejects.toThrow(
      "Invalid field 'bodyHtml': more than 380 KB after compression.",
    );
    await make(account);
    await expect(updateCampaign(table, account, 1, { name: 'x', bodyHtml }, NOW)).rejects.toThrow('bodyHtml');
    expect(await getCampaign(table, account, 1)).toMatchObject(aDraft());
    expect(await readTotal(table, account, 'campaigns')).toBe(1);
  });
});

describe('a pair of origin and originId', () => {
  it('has one campaign, also among twenty posts at once', async () => {
    const account = anAccount();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, post) =>
        createCampaign(table, account, aDraft({ name: `post ${post}` }), NOW),
      ),
    );
    const created = outcomes.flatMap((outcome) => ('created' in outcome ? [outcome.created] : []));
    expect(created).toHaveLength(1);
    const existing = outcomes.flatMap((outcome) => ('existing' in outcome ? [outcome.existing] : []));
    expect(new Set(existing)).toEqual(new Set([created[0]?.id]));
    expect(await readTotal(table, account, 'campaigns')).toBe(1);
  });

  it('is another one if it only reads the same when joined', async () => {
    const account = anAccount();
    const first = await make(account, { origin: 'a', originId: 'b#c' });
    const second = await make(account, { origin: 'a#b', originId: 'c' });
    expect(first.id).not.toBe(second.id);
  });

  it('belongs to an account', async () => {
    expect((await make(anAccount())).id).toBe(1);
    expect((await make(anAccount())).id).toBe(1);
  });
});

describe('an app', () => {
  it('is one per origin, also among concurrent posts', async () => {
    const account = anAccount();
    const campaigns = await Promise.all(
      Array.from({ length: 12 }, (_, post) =>
        make(account, { origin: post % 2 ? 'odd' : 'even', originId: String(post) }),
      ),
    );
    const apps = new Map(campaigns.map(({ origin, appId }) => [origin, appId]));
    expect(campaigns.map(({ appId }) => appId)).toEqual(campaigns.map(({ origin }) => apps.get(origin)));
    expect(apps.get('odd')).not.toBe(apps.get('even'));
  });
});

describe('a change', () => {
  it('changes what it says and nothing else', async () => {
    const account = anAccount();
    const campaign = await make(account);
    const changed = { ...campaign, name: 'Summer', updated: NOW + 1 };
    expect(await updateCampaign(table, account, 1, { name: 'Summer' }, NOW + 1)).toEqual(changed);
    expect(await getCampaign(table, account, 1)).toEqual(changed);
    const { links: _, ...withoutLinks } = changed;
    const emptied = { ...withoutLinks, subject: null, bodyHtml: null, updated: NOW + 2 };
    expect(await updateCampaign(table, account, 1, { subject: null, bodyHtml: null }, NOW + 2)).toEqual(
      emptied,
    );
    expect(await getCampaign(table, account, 1)).toEqual(emptied);
    const filled = { ...emptied, bodyHtml: '<b>', links: 0, updated: NOW + 3 };
    await updateCampaign(table, account, 1, { bodyHtml: '<b>' }, NOW + 3);
    expect(await getCampaign(table, account, 1)).toEqual(filled);
  });

  it('of nothing changes nothing', async () => {
    const account = anAccount();
    const campaign = await make(account);
    expect(await updateCampaign(table, account, 1, { name: 'Spring' }, NOW + 1)).toEqual(campaign);
  });

  it('is not lost to another one at the same time', async () => {
    const account = anAccount();
    await make(account);
    await Promise.all([
      updateCampaign(table, account, 1, { name: 'n' }, NOW + 1),
      updateCampaign(table, account, 1, { subject: 's' }, NOW + 1),
      updateCampaign(table, account, 1, { bodyHtml: 'b' }, NOW + 1),
    ]);
    expect(await getCampaign(table, account, 1)).toMatchObject({ name: 'n', subject: 's', bodyHtml: 'b' });
  });

  it('of a campaign that is not there changes nothing', async () =>
    expect(await updateCampaign(table, anAccount(), 1, { name: 'x' }, NOW)).toBeNull());
});

it('no item of a campaign is larger than DynamoDB takes', async () => {
  // What just fits: the limit leaves room for keys, names and numbers.
  const bytes = 380 * 1_024;
  await embedded.table.call('TransactWriteItems', {
    TransactItems: [
      put(table, { PK: { S: 'x'.repeat(2_048) }, SK: { S: 'BODY' }, body: { B: new Uint8Array(bytes) } }),
    ],
  });
});
