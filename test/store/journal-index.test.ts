import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JournalRow } from '../../lib/domain/journal.ts';
import { putCommit } from '../../lib/store/commits.ts';
import { readRows, type SegmentHead, walkCreated } from '../../lib/store/journal-index.ts';
import { journalIndexPartition, journalIndexSort, parseCreatedIndexSort } from '../../lib/store/keys.ts';
import { readAll } from '../../lib/store/read-all.ts';
import type { Operations, Table } from '../../lib/store/table.ts';
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
const BEGIN = NOW - (NOW % HOUR_MS);

let commits = 0;
/** A segment of events at these times, ms after the first hour began. */
async function commit(
  account: number,
  times: readonly number[],
  { campaign = 1, shard = 0 } = {},
): Promise<void> {
  const rows = times.map(
    (time, position): JournalRow => ({
      number: position + 1,
      person: 1,
      created: BEGIN + time,
      word: 'open',
    }),
  );
  const groups = [{ campaign, hour: Math.floor((rows[0]?.created ?? 0) / HOUR_MS), rows }];
  const tag = `t${String(++commits).padStart(4, '0')}`;
  await putCommit(table, account, { tag, shard, except: [], groups, figures: new Map() }, NOW);
}

async function walk(account: number, range: { from?: number; until?: number } = {}): Promise<SegmentHead[]> {
  const { from = 0, until = 10 * HOUR_MS } = range;
  const heads: SegmentHead[] = [];
  for await (const page of walkCreated(table, account, { from: BEGIN + from, until: BEGIN + until }))
    heads.push(...page);
  return heads;
}

const latestOf = (heads: readonly SegmentHead[]) => heads.map(({ latest }) => latest - BEGIN);

describe('a walk of an account’s segments by what happened', () => {
  it('gives the latest first, with when the earliest and the latest of their events happened', async () => {
    const account = anAccount();
    await commit(account, [5, 1, 3]);
    await commit(account, [HOUR_MS + 9, HOUR_MS + 2], { campaign: 2, shard: 15 });
    await commit(account, [4]);
    await commit(anAccount(), [7]);
    const heads = await walk(account);
    expect(
      heads.map(({ campaign, earliest, latest }) => [campaign, earliest - BEGIN, latest - BEGIN]),
    ).toEqual([
      [2, HOUR_MS + 2, HOUR_MS + 9],
      [1, 1, 5],
      [1, 4, 4],
    ]);
  });

  it('has both ends of its range', async () => {
    const account = anAccount();
    for (const time of [1, 2, 3, 4]) await commit(account, [time]);
    expect(latestOf(await walk(account, { from: 2, until: 3 }))).toEqual([3, 2]);
    expect(await walk(account, { from: 5 })).toEqual([]);
    expect(await walk(account, { from: 3, until: 2 })).toEqual([]);
  });

  it('goes on over more than one query', async () => {
    const account = anAccount();
    const times = Array.from({ length: 130 }, (_, time) => time);
    for (const time of times) await commit(account, [time], { shard: time % 16 });
    const heads = await walk(account);
    expect(latestOf(heads)).toEqual(times.toReversed());
    const rows = await readRows(table, heads);
    expect(rows.map(([row]) => (row?.created ?? 0) - BEGIN)).toEqual(times.toReversed());
  });

  it('knows no earliest event of a segment that was written before there was one', () => {
    expect(parseCreatedIndexSort(journalIndexSort(NOW, 1, 2, 't'))).toEqual({ latest: NOW, earliest: 0 });
  });
});

describe('the rows of segments', () => {
  it('are read by a query where several are neighbours, but not with all that lies between', async () => {
    const account = anAccount();
    for (let time = 0; time < 40; time++) await commit(account, [time]);
    const heads = await walk(account);
    const [first, last] = [heads[0], heads.at(-1)];
    if (!first || !last) throw new Error('there are no segments');
    const calls: [string, unknown][] = [];
    const watched: Table = {
      name: table.name,
      call<O extends keyof Operations>(operation: O, input: Operations[O][0]) {
        calls.push([operation, 'Limit' in input ? input.Limit : undefined]);
        return table.call(operation, input);
      },
    };
    expect(await readRows(watched, [first, last])).toMatchObject([
      [{ created: BEGIN + 39 }],
      [{ created: BEGIN }],
    ]);
    expect(calls).toEqual([
      ['Query', 4],
      ['BatchGetItem', undefined],
    ]);
    calls.length = 0;
    expect(await readRows(watched, heads)).toHaveLength(40);
    expect(calls).toEqual([['Query', 80]]);
  });

  it('are read again where the index was ahead of the table', async () => {
    const account = anAccount();
    await commit(account, [1]);
    const heads = await walk(account);
    const stale: Table = {
      name: table.name,
      call<O extends keyof Operations>(operation: O, input: Operations[O][0]) {
        const { RequestItems } = input as Operations['BatchGetItem'][0];
        const isStale = !RequestItems?.[table.name]?.ConsistentRead;
        return isStale
          ? Promise.resolve({ Responses: {} } as Operations[O][1])
          : table.call(operation, input);
      },
    };
    expect(await readRows(stale, heads)).toMatchObject([[{ created: BEGIN + 1 }]]);
    expect(
      await readAll(stale, [{ PK: journalIndexPartition(account), SK: 'nothing' }], {
        consistent: 'if-absent',
      }),
    ).toEqual([undefined]);
  });
});
