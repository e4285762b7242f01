import { beforeAll, describe, expect, test } from 'vitest';
import { type Recipient, rowsOf, Sender } from './sender.ts';
import { findTarget, type Target } from './target.ts';
import type { EmEvent, Page, Row } from './wire.ts';

let target: Target;
let sender: Sender;
beforeAll(async () => {
  target = await findTarget();
  sender = new Sender(target);
});

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 0, 1);
const hour = (n: number) => new Date(START + n * HOUR_MS).toISOString();

const event = ({ address }: Recipient, campaignId: number, type: string, n: number): EmEvent => ({
  type,
  campaignId,
  recipient: address,
  occurred: hour(n),
});

/** A row in a word, such as `2 open of 7 in 3`. */
const inWords = ({ count, type, personId, campaignId }: Row): string =>
  `${count} ${type} of ${personId} in ${campaignId}`;

describe('rows', () => {
  let ann: Recipient;
  let bob: Recipient;
  let spring: number;
  let summer: number;
  /** Between the first events and the last. */
  let between: string;

  beforeAll(async () => {
    [ann, bob] = (await sender.people(2)) as [Recipient, Recipient];
    spring = await sender.aCampaign({ name: 'Spring' });
    summer = await sender.aCampaign();
    await sender.store(
      event(ann, spring, 'delivered', 1),
      event(ann, spring, 'open', 2),
      event(ann, spring, 'open', 3),
      event(bob, spring, 'delivered', 1),
      event(ann, summer, 'delivered', 9),
    );
    between = new Date().toISOString();
    await sender.store(
      event(ann, spring, 'open', 2),
      event(bob, spring, 'open', 5),
      event(ann, summer, 'click', 9),
      event(ann, summer, 'click', 10),
      event(bob, summer, 'soft-bounce', 9),
    );
    await sender.store(event(ann, spring, 'open', 4));
  });

  test('count the events of a person, a campaign and a type, with the first that happened and the last that came in', async () => {
    const [row] = await sender.rows(`campaignId=${spring}&personId=${ann.id}&type=open`);
    expect(row).toEqual({
      count: 3,
      type: 'open',
      personId: ann.id,
      campaignId: spring,
      campaignName: 'Spring',
      created: '2026-01-01T02:00:00Z',
      updated: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    expect(Date.parse(row?.updated ?? '')).toBeGreaterThanOrEqual(Date.parse(between) - 1_000);
    const [other] = await sender.rows(`campaignId=${summer}&personId=${bob.id}`);
    expect(other).toMatchObject({ type: 'soft-bounce', campaignName: null });
  });

  test('are found by each filter and by all of them together', async () => {
    const all = [
      `1 delivered of ${ann.id} in ${spring}`,
      `3 open of ${ann.id} in ${spring}`,
      `1 delivered of ${bob.id} in ${spring}`,
      `1 open of ${bob.id} in ${spring}`,
      `1 delivered of ${ann.id} in ${summer}`,
      `2 click of ${ann.id} in ${summer}`,
      `1 soft-bounce of ${bob.id} in ${summer}`,
    ];
    const late = [all[1], all[3], all[5], all[6]];
    const filters: [string, RegExp][] = [
      ['', /./],
      [`campaignId=${spring}`, new RegExp(`in ${spring}$`)],
      [`campaignId=${summer}`, new RegExp(`in ${summer}$`)],
      [`personId=${ann.id}`, new RegExp(`of ${ann.id} `)],
      [`personId=${bob.id}`, new RegExp(`of ${bob.id} `)],
      [`personId=${bob.id}&campaignId=${summer}`, new RegExp(`of ${bob.id} in ${summer}$`)],
    ];
    const types = ['', 'open', 'dropped'];
    for (const [filter, matches] of filters) {
      for (const type of types) {
        for (const updatedAfter of ['', between]) {
          const rows = await sender.rows(
            `${filter}&type=${type}&updatedAfter=${encodeURIComponent(updatedAfter)}`,
          );
          const ours = rows.filter(({ campaignId }) => campaignId === spring || campaignId === summer);
          const expected = (updatedAfter ? late : all).filter(
            (row) => matches.test(row!) && row!.includes(type),
          );
          expect(ours.map(inWords).sort(), `${filter} ${type} ${updatedAfter}`).toEqual(expected.sort());
        }
      }
    }
  });

  test('are counted in the total, as far as it is known', async () => {
    const total = async (query: string) =>
      (await sender.get<Page>(`/v1/emEvents?limit=1&${query}`))._metadata.total;
    expect(await total(`campaignId=${spring}`)).toBe(4);
    expect(await total(`campaignId=${spring}&type=open`)).toBe(2);
    expect(await total(`campaignId=${spring}&type=dropped`)).toBe(0);
    expect(await total(`personId=${ann.id}`)).toBe(4);
    expect(await total(`personId=${ann.id}&type=open`)).toBe(1);
    expect(await total('campaignId=999999999')).toBe(0);
  });

  test('come the latest first, and with updatedAfter in the order they came in', async () => {
    const hours = await sender.rows(`campaignId=${spring}`);
    const created = hours.map((row) => row.created);
    expect(created).toEqual(created.toSorted().reverse());
    const news = await sender.rows(`campaignId=${spring}&updatedAfter=${between}`);
    expect(news.map(inWords)).toEqual([
      `1 open of ${bob.id} in ${spring}`,
      `3 open of ${ann.id} in ${spring}`,
    ]);
  });

  test('of nobody, of no campaign or of the future are none', async () => {
    for (const query of ['personId=999999999', 'campaignId=999999999', 'updatedAfter=2999-01-01']) {
      expect(await sender.rows(query)).toEqual([]);
      const { _metadata } = await sender.get<Page>(`/v1/emEvents?${query}`);
      expect(_metadata).toMatchObject({ next: null, nextLink: null });
    }
  });

  test('can be passed over by an offset', async () => {
    for (const query of [
      `campaignId=${spring}`,
      `personId=${ann.id}`,
      `campaignId=${spring}&updatedAfter=${between}`,
    ]) {
      const all = await sender.rows(query);
      for (const offset of [0, 1, all.length - 1, all.length, 2_000]) {
        const page = await sender.get<Page>(`/v1/emEvents?limit=1&offset=${offset}&${query}`);
        expect(rowsOf(page)).toEqual(all.slice(offset, offset + 1));
        expect(page._metadata).toMatchObject({ collection: 'emEvents', offset, limit: 1 });
      }
    }
  });

  test('belong to one account alone', async () => {
    const other = new Sender(target, 'other');
    for (const query of [`campaignId=${spring}`, `personId=${ann.id}`, '', `updatedAfter=${between}`]) {
      expect((await other.rows(query)).filter((row) => row.campaignName === 'Spring')).toEqual([]);
    }
    expect(await other.chains(`personId=${ann.id}&campaignId=${spring}`)).toEqual([]);
  });
});

describe('a reader who follows the links while events arrive', () => {
  const PEOPLE = 9;
  let people: Recipient[];
  let campaign: number;
  let earlier: number;
  let before: string;

  beforeAll(async () => {
    people = await sender.people(PEOPLE);
    earlier = await sender.aCampaign();
    campaign = await sender.aCampaign();
    before = new Date().toISOString();
    // In several requests and hours, so that the list is cut from many pieces.
    for (const type of ['delivered', 'open', 'dropped']) {
      await sender.store(...people.flatMap((person, n) => [event(person, campaign, type, n % 5)]));
    }
    await sender.store(...['delivered', 'open', 'click'].map((type) => event(people[0]!, earlier, type, 1)));
  });

  /** Whom a row of any list belongs to. */
  const nameOf = (row: Partial<Row>): string => `${row.personId} ${row.campaignId} ${row.type ?? ''}`;

  let arrived = 100;
  /** More events of rows that are there, of others that were not, and one long ago. */
  async function arrive(): Promise<void> {
    const n = arrived++;
    const [newcomer] = (await sender.people(1)) as [Recipient];
    const later = await sender.aCampaign();
    await sender.store(
      event(newcomer, campaign, 'open', n),
      event(newcomer, campaign, 'dropped', n - 200),
      event(people[n % PEOPLE]!, campaign, 'open', n),
      event(people[n % PEOPLE]!, campaign, 'delivered', n - 200),
      event(people[n % PEOPLE]!, campaign, 'click', n),
      event(people[0]!, campaign, (['unsubscribe', 'spamreport', 'bounced'] as const)[n % 3]!, n),
      event(people[0]!, later, 'delivered', n),
    );
  }

  /**
   * Reads a list to its end, or so many rows, while events arrive: every other link as it stands, the cursor of
   * the others with another limit.
   */
  async function read(path: string, enough = Number.POSITIVE_INFINITY): Promise<Partial<Row>[]> {
    const rows: Partial<Row>[] = [];
    const limits = [3, 1, 4, 2, 100];
    let link: string | null = `${target.url}${path}limit=3`;
    for (let pages = 0; link !== null && rows.length < enough; pages++) {
      expect(link.startsWith(`${target.url}/v1/`)).toBe(true);
      const url = new URL(link);
      if (pages % 2 === 1) url.searchParams.set('limit', String(limits[pages % limits.length]));
      const page: Page = await sender.get<Page>(pages % 2 === 1 ? url.href : link);
      rows.push(...rowsOf<Partial<Row>>(page));
      link = page._metadata.nextLink;
      if (link !== null) expect(new URL(link).searchParams.get('next')).toBe(page._metadata.next);
      if (pages < 3) await arrive();
      expect(pages).toBeLessThan(100);
    }
    return rows;
  }

  const lists: [string, () => string][] = [
    ['a campaign’s rows', () => `/v1/emEvents?campaignId=${campaign}&`],
    ['a campaign’s rows of a type', () => `/v1/emEvents?campaignId=${campaign}&type=open&`],
    ['a person’s rows', () => `/v1/emEvents?personId=${people[0]!.id}&`],
    ['a campaign’s chains', () => `/v1/emEvents/chains?campaignId=${campaign}&`],
    ['a person’s chains', () => `/v1/emEvents/chains?personId=${people[0]!.id}&`],
    ['a campaign’s drops', () => `/v1/emCampaigns/${campaign}/drops?`],
  ];

  test.each(lists)('gets each of %s once', async (_, pathOf) => {
    const there = (await sender.all<Partial<Row>>(`${pathOf()}limit=100`)).map(nameOf);
    const names = (await read(pathOf())).map(nameOf);
    expect(names.filter((name) => there.includes(name)).sort()).toEqual(there.sort());
    expect(new Set(names).size).toBe(names.length);
  });

  test('gets each of an account’s rows once', async () => {
    // The newest of them: the account may have any number.
    const there = rowsOf<Row>(await sender.get<Page>('/v1/emEvents?limit=30')).map(nameOf);
    const names = (await read('/v1/emEvents?', there.length)).map(nameOf);
    expect(names).toEqual(expect.arrayContaining(there));
    expect(new Set(names).size).toBe(names.length);
  });

  test('and asks for what is new misses nothing, and gets a row again only if it has changed', async () => {
    const path = `/v1/emEvents?campaignId=${campaign}&updatedAfter=${before}&`;
    const there = (await sender.all<Row>(`${path}limit=100`)).map(nameOf);
    const rows = (await read(path)) as Row[];
    expect([...new Set(rows.map(nameOf))]).toEqual(expect.arrayContaining(there));
    expect(new Set(rows.map((row) => `${nameOf(row)} ${row.count}`)).size).toBe(rows.length);
    const now = new Map((await sender.rows(`campaignId=${campaign}`)).map((row) => [nameOf(row), row.count]));
    expect(new Map(rows.map((row) => [nameOf(row), row.count]))).toEqual(now);
  });
});
