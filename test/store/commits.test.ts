import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMIT_RECORD_TTL_MS } from '../../lib/limits.ts';
import { text, toKey } from '../../lib/store/attributes.ts';
import { type Commit, putAborted, putCommit, readRecords } from '../../lib/store/commits.ts';
import { commitRecordKey } from '../../lib/store/keys.ts';
import { readAll } from '../../lib/store/read-all.ts';
import { readSegments } from '../../lib/store/segments.ts';
import type { Table } from '../../lib/store/table.ts';
import { readFigures } from '../../lib/store/tallies.ts';
import { NOW } from '../factories.ts';
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
const HOUR = Math.floor(NOW / 3_600_000);
const aRow = (number: number) => ({ number, person: number, created: NOW, word: 'open' as const });

/** One event of campaign 1. */
const aCommit = (given: Partial<Commit> = {}): Commit => ({
  tag: 't1',
  shard: 3,
  except: [],
  groups: [{ campaign: 1, hour: HOUR, rows: [aRow(1)] }],
  figures: new Map([[1, { open: 1, 'messages:open': 1 }]]),
  ...given,
});

const figuresOf = async (account: number, campaign = 1) =>
  (await readFigures(table, account, [campaign])).get(campaign);
const segmentOf = async (account: number, tag = 't1', shard = 3) =>
  (await readSegments(table, account, [{ campaign: 1, shard, hour: HOUR, tag }]))[0];

describe('a commit', () => {
  it('writes its record, its journal and its tallies', async () => {
    const account = anAccount();
    expect(await putCommit(table, account, aCommit({ except: ['7.1'] }), NOW)).toEqual({ kind: 'committed' });
    expect(await readRecords(table, account, ['t1', 't2'])).toEqual(
      new Map([['t1', { state: 'committed', except: new Set(['7.1']) }]]),
    );
    expect(await segmentOf(account)).toEqual([aRow(1)]);
    expect(await figuresOf(account)).toEqual({ open: 1, 'messages:open': 1 });
    const [item] = await readAll(table, [commitRecordKey(account, 't1')]);
    expect(item?.ttl?.N).toBe(String(Math.ceil((NOW + COMMIT_RECORD_TTL_MS) / 1_000)));
  });

  it('a second time is refused and changes nothing', async () => {
    const account = anAccount();
    await putCommit(table, account, aCommit(), NOW);
    const again = aCommit({ groups: [{ campaign: 1, hour: HOUR, rows: [aRow(2)] }] });
    expect(await putCommit(table, account, again, NOW + 1)).toEqual({ kind: 'refused' });
    expect(await segmentOf(account)).toEqual([aRow(1)]);
    expect(await figuresOf(account)).toEqual({ open: 1, 'messages:open': 1 });
  });

  it('of many at once with one tag happens once', async () => {
    const account = anAccount();
    const commits = Array.from({ length: 6 }, () => putCommit(table, account, aCommit(), NOW));
    const kinds = (await Promise.all(commits)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'committed')).toHaveLength(1);
    expect(await figuresOf(account)).toEqual({ open: 1, 'messages:open': 1 });
  });

  it('after an abort is refused, whole', async () => {
    const account = anAccount();
    expect(await putAborted(table, account, 't1', NOW)).toEqual({ state: 'aborted' });
    expect(await putCommit(table, account, aCommit(), NOW)).toEqual({ kind: 'refused' });
    expect(await segmentOf(account)).toEqual([]);
    expect(await figuresOf(account)).toEqual({});
  });

  it('with 100 actions is fine', async () => {
    const account = anAccount();
    const campaigns = Array.from({ length: 49 }, (_, n) => n + 1);
    const groups = campaigns.map((campaign) => ({ campaign, hour: HOUR, rows: [aRow(campaign)] }));
    const full = aCommit({
      groups: [...groups, { campaign: 1, hour: HOUR + 1, rows: [{ ...aRow(50), created: NOW + 3_600_000 }] }],
      figures: new Map(campaigns.map((campaign) => [campaign, { open: campaign }])),
    });
    expect(await putCommit(table, account, full, NOW)).toEqual({ kind: 'committed' });
    const figures = await readFigures(table, account, campaigns);
    expect([...figures].map(([campaign, { open }]) => open === campaign)).toEqual(campaigns.map(() => true));
  });

  it('that DynamoDB refuses for what it says is not worth another try, and writes nothing', async () => {
    const account = anAccount();
    const campaigns = Array.from({ length: 100 }, (_, n) => n + 1);
    const tooMuch = aCommit({ figures: new Map(campaigns.map((campaign) => [campaign, { open: 1 }])) });
    expect(await putCommit(table, account, tooMuch, NOW)).toEqual({ kind: 'again', failure: 'rejected' });
    expect(await readRecords(table, account, ['t1'])).toEqual(new Map());
  });
});

describe('an abort', () => {
  it('is final, and tells what became of the tag where it comes too late', async () => {
    const account = anAccount();
    await putCommit(table, account, aCommit({ except: ['7.1'] }), NOW);
    expect(await putAborted(table, account, 't1', NOW)).toEqual({
      state: 'committed',
      except: new Set(['7.1']),
    });
    expect(await putAborted(table, account, 't2', NOW)).toEqual({ state: 'aborted' });
    expect(await putAborted(table, account, 't2', NOW)).toEqual({ state: 'aborted' });
    expect([...(await readRecords(table, account, ['t1', 't2'])).values()].map(({ state }) => state)).toEqual(
      ['committed', 'aborted'],
    );
  });

  it('and a commit at once have one winner, whom both name', async () => {
    for (let round = 0; round < 10; round++) {
      const account = anAccount();
      const [commit, record] = await Promise.all([
        putCommit(table, account, aCommit(), NOW),
        putAborted(table, account, 't1', NOW),
      ]);
      // DynamoDB may cancel a transaction that meets another write: then nothing is known, and it is tried again.
      const settled = commit.kind === 'again' ? await putCommit(table, account, aCommit(), NOW) : commit;
      expect(record.state === 'committed').toBe(settled.kind === 'committed');
      expect(await figuresOf(account)).toEqual(record.state === 'committed' ? aCommit().figures.get(1) : {});
    }
  });
});

describe('a record', () => {
  it('of an unknown kind is not taken for another', async () => {
    const account = anAccount();
    await table.call('PutItem', {
      TableName: table.name,
      Item: { ...toKey(commitRecordKey(account, 't1')), state: text('new') },
    });
    await expect(readRecords(table, account, ['t1'])).rejects.toThrow('unknown state');
  });
});

describe('tallies', () => {
  it('are the sum of all shards, also of what goes up and down, and come to nothing as nothing', async () => {
    const account = anAccount();
    const add = (tag: string, shard: number, figures: Record<string, number>) =>
      putCommit(table, account, aCommit({ tag, shard, figures: new Map([[1, figures]]) }), NOW);
    for (let shard = 0; shard < 16; shard++) await add(`a${shard}`, shard, { open: shard, human: 1 });
    await add('b1', 5, { human: -16, click: 2 });
    expect(await figuresOf(account)).toEqual({ open: 120, click: 2 });
    expect(await readFigures(table, account, [2, 1])).toEqual(
      new Map([
        [2, {}],
        [1, { open: 120, click: 2 }],
      ]),
    );
    expect(await figuresOf(anAccount())).toEqual({});
  });

  it('lose nothing to others at the same time', async () => {
    const account = anAccount();
    const one = (n: number) => aCommit({ tag: `t${n}`, groups: [], figures: new Map([[1, { open: 1 }]]) });
    await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        while ((await putCommit(table, account, one(n), NOW)).kind === 'again');
      }),
    );
    expect(await figuresOf(account)).toEqual({ open: 20 });
  });
});
