import { addFigures, type Figures } from '../domain/figures.ts';
import { TALLY_SHARDS } from '../limits.ts';
import { tallyKey } from './keys.ts';
import { readAll } from './read-all.ts';
import type { Table } from './table.ts';

/** The figures of campaigns: the sum of each one's shards. A campaign without events has none: `{}`. */
export async function readFigures(
  table: Table,
  account: number,
  campaigns: readonly number[],
): Promise<Map<number, Figures>> {
  const keys = campaigns.flatMap((campaign) =>
    Array.from({ length: TALLY_SHARDS }, (_, shard) => tallyKey(account, campaign, shard)),
  );
  const items = await readAll(table, keys, { consistent: true });
  return new Map(
    campaigns.map((campaign, position) => {
      const total: Figures = {};
      for (const item of items.slice(position * TALLY_SHARDS, (position + 1) * TALLY_SHARDS)) {
        const { PK, SK, ...figures } = item ?? {};
        addFigures(
          total,
          Object.fromEntries(Object.entries(figures).map(([name, { N }]) => [name, Number(N)])),
        );
      }
      return [campaign, total];
    }),
  );
}
