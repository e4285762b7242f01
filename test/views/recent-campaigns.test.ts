import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { NO_CAMPAIGN } from '../../lib/domain/event.ts';
import { text, toKey } from '../../lib/store/attributes.ts';
import { putCommit } from '../../lib/store/commits.ts';
import { journalIndexPartition, journalIndexSort, segmentKey } from '../../lib/store/keys.ts';
import type { Table } from '../../lib/store/table.ts';
import {
  type RecentCampaign,
  type RecentCursor,
  readRecentCampaigns,
} from '../../lib/views/recent-campaigns.ts';
import { HOUR_MS, NOW, SECOND_MS } from '../factories.ts';
import '../seed.ts';
import { type EmbeddedTable, openEmbeddedTable } from '../store/embedded-table.ts';

let embedded: EmbeddedTable;
beforeAll(async () => {
  embedded = await openEmbeddedTable();
});
afterAll(() => embedded.close());

let accounts = 0;
let tags = 0;
const anAccount = () => ++accounts;

/** One commit of each of these campaigns, with events of as many hours; `at` in seconds. */
async function commit(account: number, at: number, campaigns: readonly number[], hours = 1): Promise<void> {
  const tag = `t${++tags}`;
  const groups = campaigns.flatMap((campaign) =>
    Array.from({ length: hours }, (_, n) => {
      const hour = Math.floor(NOW / HOUR_MS) + n;
      const row = { number: tags, person: 1, created: hour * HOUR_MS, word: 'open' as const };
      return { campaign, hour, rows: [row] };
    }),
  );
  const figures = new Map(campaigns.map((campaign) => [campaign, { open: hours }]));
  const shard = tags % 16;
  const now = NOW + at * SECOND_MS;
  await putCommit(embedded.table, account, { tag, shard, except: [], groups, figures }, now);
}

const read = (account: number, limit: number, at: number, after?: RecentCursor) =>
  readRecentCampaigns({ table: embedded.table, account, limit, after, now: NOW + at * SECOND_MS });

/** Who walks takes time over each page. */
const PAGE_SECONDS = 60;

/** Pages to the end; `between` runs after each page. */
async function walk(
  account: number,
  at: number,
  limitOf: (page: number) => number,
  between: (page: number) => Promise<void> = async () => {},
): Promise<RecentCampaign[]> {
  const listed: RecentCampaign[] = [];
  let after: RecentCursor | undefined;
  for (let page = 0; ; page++) {
    const { campaigns, cursor, hasMore } = await read(
      account,
      limitOf(page),
      at + page * PAGE_SECONDS,
      after,
    );
    expect(campaigns.length).toBeLessThanOrEqual(limitOf(page));
    listed.push(...campaigns.map(({ campaign, updated }) => ({ campaign, updated })));
    if (!hasMore) return listed;
    after = cursor;
    await between(page);
  }
}

const at = (seconds: number) => NOW + seconds * SECOND_MS;
const ids = (listed: readonly RecentCampaign[]) => listed.map(({ campaign }) => campaign);

describe('recent campaigns', () => {
  it('are those with events, the latest active first, each once and with the time of its latest commit', async () => {
    const account = anAccount();
    await commit(account, 1, [1, 2]);
    await commit(account, 2, [3]);
    await commit(account, 3, [NO_CAMPAIGN, 1], 3);
    await commit(anAccount(), 4, [9]);
    const expected = [
      { campaign: 1, updated: at(3) },
      { campaign: 3, updated: at(2) },
      { campaign: 2, updated: at(1) },
    ];
    for (const limit of [1, 2, 3, 10]) expect(await walk(account, 100, () => limit)).toEqual(expected);
  });

  it('are none where nothing happened, and the cursor goes on from there', async () => {
    const account = anAccount();
    const { campaigns, cursor, hasMore } = await read(account, 10, 100);
    expect({ campaigns, hasMore }).toEqual({ campaigns: [], hasMore: false });
    expect(await read(account, 10, 100, cursor)).toMatchObject({ campaigns: [], hasMore: false });
  });

  it('come once where one commit has many hours of one campaign, wherever pages end', async () => {
    const account = anAccount();
    await commit(account, 1, [2, 1, 11], 4);
    await commit(account, 2, [2, 3], 2);
    // Of one time the order is that of the ids as text, the last first.
    expect(ids(await walk(account, 100, () => 1))).toEqual([3, 2, 11, 1]);
  });

  it('come again if they are active during the walk, and none is passed over', async () => {
    const account = anAccount();
    for (const campaign of [1, 2, 3]) await commit(account, campaign, [campaign]);
    const listed = await walk(
      account,
      100,
      () => 1,
      (page) => (page === 0 ? commit(account, 101, [1]) : Promise.resolve()),
    );
    expect(listed).toEqual([
      { campaign: 3, updated: at(3) },
      { campaign: 2, updated: at(2) },
      { campaign: 1, updated: at(101) },
    ]);
  });

  it('are found without a look at any segment', async () => {
    const account = anAccount();
    for (let n = 0; n < 60; n++) await commit(account, n, [1 + (n % 3)]);
    const { table } = embedded;
    const keys: string[] = [];
    const watched: Table = {
      name: table.name,
      call(operation, input) {
        const asked = 'RequestItems' in input ? JSON.stringify(input.RequestItems) : '';
        keys.push(operation, ...(asked.match(/(?<="SK":\{"S":")[A-Z]+/g) ?? []));
        return table.call(operation, input);
      },
    };
    const page = { table: watched, account, limit: 2, now: at(100) };
    const first = await readRecentCampaigns({ ...page, after: undefined });
    expect(new Set(keys)).toEqual(new Set(['Query']));
    await readRecentCampaigns({ ...page, after: first.cursor });
    expect(new Set(keys)).toEqual(new Set(['Query', 'BatchGetItem', 'TALLY']));
  });

  it('end a page early where much has happened in few, and go on', async () => {
    const account = anAccount();
    await commit(account, 0, [2]);
    await manyEntries(account, 5_010);
    const first = await read(account, 10, 100_000);
    expect(first).toMatchObject({ hasMore: true, campaigns: [{ campaign: 1 }] });
    const second = await read(account, 10, 100_000, first.cursor);
    // The tallies know nothing of these entries, so that the first comes again: better than not at all.
    expect(second.hasMore).toBe(false);
    expect(ids(second.campaigns)).toContain(2);
  });

  const batch = fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 });

  test('are neither skipped nor, unless they are active, repeated while others are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(batch, { minLength: 1, maxLength: 6 }),
        fc.array(fc.option(batch, { nil: [] }), { maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
        async (before, during, limits) => {
          const account = anAccount();
          for (const [n, campaigns] of before.entries()) await commit(account, n, campaigns, 1 + (n % 2));
          const listed = await walk(
            account,
            100,
            (page) => limits[page % limits.length] ?? 1,
            async (page) => {
              const campaigns = during[page];
              if (campaigns?.length) await commit(account, 100 + page, campaigns);
            },
          );
          const active = new Set(during.flat());
          const quiet = listed.filter(({ campaign }) => !active.has(campaign));
          const latest = new Map(
            before.flatMap((all, n) => all.map((campaign) => [campaign, at(n)] as const)),
          );
          expect(new Set(ids(listed))).toEqual(new Set(latest.keys()));
          expect(new Set(ids(quiet)).size).toBe(quiet.length);
          expect(quiet.map(({ updated }) => updated)).toEqual(
            quiet.map(({ campaign }) => latest.get(campaign)),
          );
          const times = quiet.map(({ updated }) => updated);
          expect(times).toEqual(times.toSorted((a, b) => b - a));
        },
      ),
      { numRuns: 25 },
    );
  });
});

/** Entries in the index for campaign 1, as many commits would make them. */
async function manyEntries(account: number, count: number): Promise<void> {
  const hour = Math.floor(NOW / HOUR_MS);
  const { table } = embedded;
  for (let start = 0; start < count; start += 25) {
    const puts = Array.from({ length: Math.min(25, count - start) }, (_, n) => {
      const tag = `m${start + n}`;
      return {
        PutRequest: {
          Item: {
            ...toKey(segmentKey(account, 1, 0, hour, tag)),
            updatedPK: text(journalIndexPartition(account)),
            updatedSK: text(journalIndexSort(at(1) + start + n, 1, hour, tag)),
          },
        },
      };
    });
    await table.call('BatchWriteItem', { RequestItems: { [table.name]: puts } });
  }
}
