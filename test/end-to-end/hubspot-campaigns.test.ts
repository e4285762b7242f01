import { beforeAll, describe, expect, test } from 'vitest';
import { until } from './client.ts';
import { expectHubSpotError, HubSpotSender } from './hubspot-sender.ts';
import { findTarget, type Target } from './target.ts';

let target: Target;
let sender: HubSpotSender;
beforeAll(async () => {
  target = await findTarget();
  sender = new HubSpotSender(target);
});

const CAMPAIGNS = '/email/public/v1/campaigns';

interface Campaign {
  id: number;
  appId: number;
  appName: string;
}
interface Recent extends Campaign {
  lastUpdatedTime: number;
}
interface Page<C> {
  hasMore: boolean;
  offset: string;
  campaigns: C[];
}
interface Detail extends Campaign {
  counters: Record<string, number>;
  [field: string]: unknown;
}

/** Pages to the end as HubSpot's clients do; `between` runs after each page. */
async function walk<C>(
  path: string,
  limit: number,
  between: () => Promise<void> = async () => {},
): Promise<C[]> {
  const listed: C[] = [];
  for (let offset = ''; ; ) {
    const page = await sender.get<Page<C>>(`${path}?limit=${limit}${offset && `&offset=${offset}`}`);
    expect(page.campaigns.length).toBeLessThanOrEqual(limit);
    expect(page.offset).toMatch(/^[\w-]+$/);
    listed.push(...page.campaigns);
    if (!page.hasMore) return listed;
    offset = page.offset;
    await between();
  }
}

const ids = (campaigns: readonly Campaign[]) => campaigns.map(({ id }) => id);
const detail = (path: number | string) => sender.get<Detail>(`${CAMPAIGNS}/${path}`);

const opened = async (campaign: number) => {
  const { address } = await sender.aPerson();
  await sender.store({ type: 'open', campaignId: campaign, recipient: address });
};

describe('the campaigns with recent activity', () => {
  test('are those with events, the latest active first', async () => {
    const [first, second, silent] = [
      await sender.aCampaign(),
      await sender.aCampaign(),
      await sender.aCampaign(),
    ];
    const start = Date.now();
    await opened(first);
    await opened(second);
    const recent = async () =>
      (await sender.get<Page<Recent>>(`${CAMPAIGNS}?limit=1000`)).campaigns.filter(({ id }) =>
        [first, second, silent].includes(id),
      );
    const listed = await until(recent, ({ length }) => length === 2);
    expect(listed).toEqual(
      [second, first].map((id) => ({
        id,
        appId: expect.any(Number),
        appName: 'end-to-end',
        lastUpdatedTime: expect.any(Number),
      })),
    );
    await opened(first);
    const moved = await until(recent, ([latest]) => latest?.id === first);
    expect(ids(moved)).toEqual([first, second]);
    const [latest, before] = moved as [Recent, Recent];
    expect(latest.lastUpdatedTime).toBeGreaterThanOrEqual(before.lastUpdatedTime);
    // Clocks of two machines differ.
    expect(before.lastUpdatedTime).toBeGreaterThan(start - 60_000);
  });

  test('are never skipped while events arrive', async () => {
    const campaigns = await Promise.all(Array.from({ length: 7 }, () => sender.aCampaign()));
    for (const campaign of campaigns) await opened(campaign);
    await until(
      () => sender.get<Page<Recent>>(`${CAMPAIGNS}?limit=1000`),
      (page) => campaigns.every((campaign) => ids(page.campaigns).includes(campaign)),
    );
    let pages = 0;
    const listed = await walk<Recent>(CAMPAIGNS, 2, async () => {
      const active = campaigns[pages++];
      if (active !== undefined) await opened(active);
    });
    expect(ids(listed)).toEqual(expect.arrayContaining(campaigns));
  });
});

describe('the campaigns by id', () => {
  test('are all of them, each once, with events or without, while others are made', async () => {
    const before = await Promise.all(Array.from({ length: 5 }, () => sender.aCampaign()));
    const listed = await walk<Campaign>(`${CAMPAIGNS}/by-id`, 2, async () => {
      if (before.length < 7) before.push(await sender.aCampaign());
    });
    expect(ids(listed)).toEqual(expect.arrayContaining(before));
    expect(ids(listed)).toEqual([...new Set(ids(listed))].sort((a, b) => a - b));
    expect(listed.find(({ id }) => id === before[0])).toEqual({
      id: before[0],
      appId: expect.any(Number),
      appName: 'end-to-end',
    });
  });
});

describe('a campaign', () => {
  test('has what it came to, each fact once', async () => {
    const id = await sender.aCampaign({ name: 'Spring 2026', subject: 'Spring' });
    const [ann, bob, cid] = await sender.people(3);
    const created = Date.UTC(2026, 0, 5);
    const to = (address = '') => ({ recipient: address, emailCampaignId: id, created });
    const events = [
      { ...to(ann?.address), type: 'SENT' },
      { ...to(ann?.address), type: 'PROCESSED' },
      { ...to(ann?.address), type: 'DEFERRED', attempt: 1 },
      { ...to(ann?.address), type: 'OPEN' },
      { ...to(ann?.address), type: 'REPLY' },
      { ...to(bob?.address), type: 'SENT' },
      { ...to(bob?.address), type: 'BOUNCE', category: 'UNKNOWN_USER' },
      { ...to(bob?.address), type: 'BOUNCE', category: 'MAILBOX_FULL', created: created + 1 },
      { ...to(bob?.address), type: 'STATUSCHANGE', portalSubscriptionStatus: 'UNSUBSCRIBED' },
      {
        ...to(bob?.address),
        type: 'STATUSCHANGE',
        portalSubscriptionStatus: 'SUBSCRIBED',
        created: created + 1,
      },
      { ...to(cid?.address), type: 'DROPPED', dropReason: 'BLOCKED_DOMAIN' },
    ];
    await sender.storeCanonical(...events);
    await sender.storeCanonical(...events.toReversed());
    const campaign = await detail(id);
    expect(campaign).toEqual({
      ...{ id, appId: expect.any(Number), appName: 'end-to-end', contentId: id },
      ...{
        name: 'Spring 2026',
        subject: 'Spring',
        type: 'BATCH_EMAIL',
        subType: '',
        processingState: 'DONE',
      },
      counters: {
        ...{ sent: 2, processed: 1, deferred: 1, open: 1, reply: 1, bounce: 2, dropped: 1 },
        ...{ statuschange: 2, unsubscribed: 1 },
      },
      ...{ numIncluded: 3, numQueued: 2 },
    });
    expect(await detail(`${id}?appId=${campaign.appId}`)).toEqual(campaign);
  });

  test('without events, name and subject has none of them', async () => {
    const id = await sender.aCampaign();
    expect(await detail(id)).toMatchObject({ id, counters: {}, name: '', subject: '', numIncluded: 0 });
  });

  test('of another app, of another account or of nobody is not found', async () => {
    const id = await sender.aCampaign();
    const { appId } = await detail(id);
    const paths = [`${id}?appId=${appId + 1}`, '999999999', '0', '-1', 'spring', '9'.repeat(16), `${id}.5`];
    for (const path of paths) {
      const answer = await sender.client('GET', `${CAMPAIGNS}/${path}`);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.body).toEqual({
        status: 'error',
        message: expect.any(String),
        correlationId: expect.any(String),
      });
    }
    // Ids are counted in each account: in a lasting one the other may have a campaign of this id, its own.
    const theirs = await new HubSpotSender(target, 'other').client('GET', `${CAMPAIGNS}/${id}`);
    if (target.local) expect(theirs.status).toBe(404);
    expectHubSpotError(await sender.client('GET', `${CAMPAIGNS}/${id}?appId=x`), 400, /'appId'/);
  });
});

describe('a list', () => {
  test.each(['', '/by-id'])('of campaigns%s refuses what is no page of it', async (path) => {
    const { offset } = await sender.get<Page<Campaign>>(`${CAMPAIGNS}${path}?limit=1`);
    const other = new HubSpotSender(target, 'other');
    for (const limit of ['0', '1001', 'ten', '-1']) {
      expectHubSpotError(await sender.client('GET', `${CAMPAIGNS}${path}?limit=${limit}`), 400, /'limit'/);
    }
    const otherPath = path === '' ? '/by-id' : '';
    const refused = [
      sender.client('GET', `${CAMPAIGNS}${path}?offset=20`),
      sender.client('GET', `${CAMPAIGNS}${path}?offset=${offset}x`),
      sender.client('GET', `${CAMPAIGNS}${otherPath}?offset=${offset}`),
      other.client('GET', `${CAMPAIGNS}${path}?offset=${offset}`),
    ];
    for (const answer of await Promise.all(refused)) expectHubSpotError(answer, 400, /'offset'/);
    expect((await sender.client('GET', `${CAMPAIGNS}${path}?offset=${offset}&limit=3`)).status).toBe(200);
  });
});
