import type { WriteKeys } from '../write-keys.ts';

/** Events a second for which it is computed. */
export const EVENTS_PER_SECOND = 25_000;

/** The partition of its kind that took the most. */
export interface HotKey {
  kind: string;
  /** How many partitions of this kind took any. */
  partitions: number;
  /** Write units a second of the hottest one, at 25,000 events a second. */
  unitsPerSecond: number;
}

/** What the partitions hold, by how their keys look. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/^A#\d+$/, 'the account: event numbers'],
  [/^A#\d+#C#\d+#\d+$/, 'a shard of the campaign: journal and tally'],
  [/^A#\d+#P#\d+$/, 'a person: chains'],
  [/^A#\d+#T#/, 'a commit record'],
  [/^A#\d+#B#/, 'a receipt'],
  [/^K#/, 'an API key: its rate'],
  [/^byCreated A#\d+#J$/, 'index byCreated: the account’s segments'],
  [/^byUpdated A#\d+#J$/, 'index byUpdated: the account’s segments'],
];

/**
 * Of each kind of partition the hottest, the hottest kind first.
 * @param counted over how many events, and what they cost in all
 * @throws Error if keys took more or less than that
 */
export function hotKeys(keys: WriteKeys, counted: { events: number; writeUnits: number }): HotKey[] {
  const entries = [...keys.entries()].map(([partition, units]) => ({ kind: kindOf(partition), units }));
  const sum = entries.reduce((all, { units }) => all + units, 0);
  if (Math.abs(sum - counted.writeUnits) > 0.01) {
    throw new Error(`keys took ${sum} write units of ${counted.writeUnits}`);
  }
  return [...Map.groupBy(entries, ({ kind }) => kind)]
    .map(([kind, some]) => ({
      kind,
      partitions: some.length,
      unitsPerSecond:
        (some.reduce((most, { units }) => Math.max(most, units), 0) / counted.events) * EVENTS_PER_SECOND,
    }))
    .sort((one, other) => other.unitsPerSecond - one.unitsPerSecond);
}

/** A key that nobody thought of stands for itself. */
const kindOf = (partition: string): string =>
  kinds.find(([looks]) => looks.test(partition))?.[1] ?? partition;
