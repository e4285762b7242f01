import { addFigures, type Figures } from '../domain/figures.ts';
import { TALLY_SHARDS } from '../limits.ts';
import { type Key, tallyKey } from './keys.ts';
import { readAll } from './read-all.ts';
import type { Table } from './table.ts';

/** The figures of campaigns: the sum of each one's shards. A campaign without events has none: `{}`. */
export async function readFigures(
  table: Table,
  account: number,
  campaigns: readonly number[],
): Promise<Map<number, Figures>> {
  const items = await readAll(table, keysOf(account, campaigns), { consistent: true });
  return new Map(
    campaigns.map((campaign, position) => {
      const total: Figures = {};
      for (const item of items.slice(position * TALLY_SHARDS, (position + 1) * TALLY_SHARDS)) {
        const { PK, SK, updated, ...figures } = item ?? {};
        addFigures(
          total,
          Object.fromEntries(Object.entries(figures).map(([name, { N }]) => [name, Number(N)])),
        );
      }
      return [campaign, total];
    }),
  );
}

/**
 * When events of campaigns were last committed, ms. Campaigns without any are absent. It may be a little behind:
 * read eventually consistent, and of commits to one shard at the same time the one that came later wins.
 */
export async function readLastActivity(
  table: Table,
  account: number,
  campaigns: readonly number[],
): Promise<Map<number, number>> {
  const items = await readAll(table, keysOf(account, campaigns));
  return new Map(
    campaigns.flatMap((campaign, position) => {
      const shards = items.slice(position * TALLY_SHARDS, (position + 1) * TALLY_SHARDS);
      const updated = Math.max(...shards.map((item) => Number(item?.updated?.N ?? 0)));
      return updated > 0 ? [[campaign, updated] as const] : [];
    }),
  );
}

const keysOf = (account: number, campaigns: readonly number[]): Key[] =>
  campaigns.flatMap((campaign) =>
    Array.from({ length: TALLY_SHARDS }, (_, shard) => tallyKey(account, campaign, shard)),
  );
