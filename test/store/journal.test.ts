import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JournalRow } from '../../lib/domain/journal.ts';
import { putCommit } from '../../lib/store/commits.ts';
import { type Segment, walkCampaign, walkUpdated } from '../../lib/store/journal.ts';
import { sortable } from '../../lib/store/keys.ts';
import type { Table } from '../../lib/store/table.ts';
import { HOUR_MS, NOW } from '../factories.ts';
import { type EmbeddedTable, openEmbeddedTable } from './embedded-table.ts';

let embedded: EmbeddedTable;
let table: Table;
let account = 0;
beforeAll(async () => {
  embedded = await openEmbeddedTable();
  table = embedded.table;
});
afterAll(() => embedded.close());

const anAccount = () => ++account;
const HOUR = Math.floor(NOW / HOUR_MS);

interface Committed {
  tag: string;
  shard: number;
  /** Hours after the first. */
  hour: number;
  campaign?: number;
  /** When it was committed, ms after the first. */
  at?: number;
}

/** One segment of one event, whose number is its place in the list of all that a test commits. */
async function commit(
  account: number,
  number: number,
  { tag, shard, hour, campaign = 1, at = 0 }: Committed,
): Promise<void> {
  const rows: JournalRow[] = [{ number, person: 1, created: NOW + hour * HOUR_MS, word: 'open' }];
  const groups = [{ campaign, hour: HOUR + hour, rows }];
  await putCommit(table, account, { tag, shard, except: [], groups, figures: new Map() }, NOW + at);
}

async function commitAll(account: number, segments: readonly Committed[]): Promise<void> {
  for (const [number, segment] of segments.entries()) await commit(account, number, segment);
}

async function collect(walk: AsyncIterable<Segment>, limit = Number.POSITIVE_INFINITY): Promise<Segment[]> {
  const segments: Segment[] = [];
  for await (const segment of walk) {
    segments.push(segment);
    if (segments.length >= limit) break;
  }
  return segments;
}

const numbersOf = (segments: readonly Segment[]) =>
  segments.flatMap(({ rows }) => rows.map(({ number }) => number));
const tagsOf = (segments: readonly Segment[]) => segments.map(({ tag }) => tag);

describe('a walk of a campaign', () => {
  it('gives the latest hour first, and of one hour the latest tag, whatever their shards', async () => {
    const account = anAccount();
    await commitAll(account, [
      { tag: 'a', shard: 15, hour: 1 },
      { tag: 'c', shard: 2, hour: 0 },
      { tag: 'b', shard: 9, hour: 1 },
      { tag: 'd', shard: 2, hour: 3 },
      { tag: 'e', shard: 2, hour: 1 },
      { tag: 'f', shard: 0, hour: 2, campaign: 2 },
    ]);
    const segments = await collect(walkCampaign(table, account, 1));
    expect(tagsOf(segments)).toEqual(['d', 'e', 'b', 'a', 'c']);
    expect(numbersOf(segments)).toEqual([3, 4, 2, 0, 1]);
    expect(segments[0]).toMatchObject({ campaign: 1, rows: [{ person: 1, word: 'open' }] });
    expect(numbersOf(await collect(walkCampaign(table, account, 2)))).toEqual([5]);
    expect(await collect(walkCampaign(table, account, 3))).toEqual([]);
    expect(await collect(walkCampaign(table, anAccount(), 1))).toEqual([]);
  });

  it('merges sixteen shards with more segments than one query reads, and goes on from any place', async () => {
    const account = anAccount();
    const segments = Array.from({ length: 112 }, (_, n): Committed => {
      const tag = `t${String(n).padStart(4, '0')}`;
      // Shard 7 alone has as many as all others, so that it needs several queries.
      return { tag, shard: n % 2 === 0 ? 7 : n % 16, hour: Math.floor(n / 40) };
    });
    await commitAll(account, segments);
    const all = await collect(walkCampaign(table, account, 1));
    expect(tagsOf(all)).toEqual(segments.map(({ tag }) => tag).reverse());
    for (const [position, { place }] of all.entries()) {
      if (position % 9 !== 0) continue;
      const rest = await collect(walkCampaign(table, account, 1, place));
      expect(tagsOf(rest)).toEqual(tagsOf(all.slice(position)));
    }
  });

  it('neither skips nor repeats what was there, while more is committed', async () => {
    const account = anAccount();
    await commitAll(account, [
      { tag: 'a', shard: 1, hour: 0 },
      { tag: 'c', shard: 2, hour: 0 },
      { tag: 'e', shard: 3, hour: 1 },
    ]);
    const [, second] = await collect(walkCampaign(table, account, 1), 2);
    await commit(account, 3, { tag: 'f', shard: 4, hour: 5 });
    await commit(account, 4, { tag: 'b', shard: 4, hour: 0 });
    const rest = await collect(walkCampaign(table, account, 1, second?.place));
    expect(tagsOf(rest)).toEqual(['c', 'b', 'a']);
  });
});

describe('a walk of what came in', () => {
  const segments: Committed[] = Array.from({ length: 60 }, (_, n) => ({
    tag: `t${String(59 - n).padStart(2, '0')}`,
    shard: n % 16,
    hour: n % 5,
    campaign: 1 + (n % 3),
    at: n * 10,
  }));
  let account: number;
  beforeAll(async () => {
    account = anAccount();
    await commitAll(account, segments);
    await commit(anAccount(), 99, { tag: 'other', shard: 0, hour: 0 });
  });
  const numbers = Array.from({ length: 60 }, (_, n) => n);

  it('gives the latest commit first, of all campaigns, over several queries', async () => {
    const found = await collect(walkUpdated(table, account, {}));
    expect(numbersOf(found)).toEqual(numbers.toReversed());
    expect(found[0]).toMatchObject({ campaign: 3, tag: 't00' });
  });

  it('gives the earliest first from a time on', async () => {
    const from = (after: number) => sortable(NOW + after);
    expect(numbersOf(await collect(walkUpdated(table, account, { from: from(0) })))).toEqual(numbers);
    expect(numbersOf(await collect(walkUpdated(table, account, { from: from(290) })))).toEqual(
      numbers.slice(29),
    );
    expect(numbersOf(await collect(walkUpdated(table, account, { from: from(291) })))).toEqual(
      numbers.slice(30),
    );
    expect(await collect(walkUpdated(table, account, { from: from(10_000) }))).toEqual([]);
  });

  it('goes on from any place, in either direction', async () => {
    for (const given of [{}, { from: sortable(NOW) }]) {
      const all = await collect(walkUpdated(table, account, given));
      for (const position of [0, 1, 24, 25, 26, 59]) {
        const place = all[position]?.place ?? '';
        const rest = await collect(walkUpdated(table, account, { ...given, place }));
        expect(tagsOf(rest)).toEqual(tagsOf(all.slice(position)));
      }
    }
  });
});
