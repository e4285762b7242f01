import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putCommit } from '../../lib/store/commits.ts';
import { readFigures, readLastActivity } from '../../lib/store/tallies.ts';
import { NOW } from '../factories.ts';
import { type EmbeddedTable, openEmbeddedTable } from './embedded-table.ts';

let embedded: EmbeddedTable;
beforeAll(async () => {
  embedded = await openEmbeddedTable();
});
afterAll(() => embedded.close());

describe('the last activity of a campaign', () => {
  it('is the latest commit of any of its shards, and is no figure', async () => {
    const { table } = embedded;
    const add = (tag: string, shard: number, campaigns: number[], at: number) => {
      const figures = new Map(campaigns.map((campaign) => [campaign, { open: 1 }]));
      return putCommit(table, 1, { tag, shard, except: [], groups: [], figures }, NOW + at);
    };
    await add('t1', 3, [1, 2], 1);
    await add('t2', 15, [1], 5);
    await add('t3', 0, [1], 4);
    expect(await readLastActivity(table, 1, [2, 3, 1])).toEqual(
      new Map([
        [2, NOW + 1],
        [1, NOW + 5],
      ]),
    );
    expect(await readLastActivity(table, 2, [1])).toEqual(new Map());
    expect(await readFigures(table, 1, [1])).toEqual(new Map([[1, { open: 3 }]]));
  });
});
