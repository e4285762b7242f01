import { TALLY_SHARDS } from '../limits.ts';

/**
 * Rule 2. A tag names one attempt at one batch: its start, randomness and the shard of its journal and tallies.
 * It is new for every attempt, in-process retries included. Tags sort by their start.
 */
const TIME_DIGITS = 9;
const RANDOM_DIGITS = 8;

/**
 * @param now start of the attempt, ms
 * @param random in [0, 1), 53 bits; 41 of them make the tag unique within its millisecond and account
 * @param shard 0 to 15
 */
export function newTag(now: number, random: number, shard: number): string {
  const time = now.toString(36).padStart(TIME_DIGITS, '0');
  const digits = Math.floor(random * 36 ** RANDOM_DIGITS)
    .toString(36)
    .padStart(RANDOM_DIGITS, '0');
  return `${time}${digits}${shard.toString(TALLY_SHARDS)}`;
}

/** When the attempt started, ms. */
export const tagTime = (tag: string): number => Number.parseInt(tag.slice(0, TIME_DIGITS), 36);

/** Where the attempt's journal segments and tallies stand. */
export const tagShard = (tag: string): number =>
  Number.parseInt(tag.slice(TIME_DIGITS + RANDOM_DIGITS), TALLY_SHARDS);

/**
 * The shard of a batch: by the account's running event number, so that neighbouring batches take different
 * shards. A hash gave 20 % conflicts at 40 processors, the running number none (simulated).
 */
export const shardOf = (firstNumber: number, eventsPerShard: number): number =>
  Math.floor(firstNumber / eventsPerShard) % TALLY_SHARDS;
