import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '../errors.ts';

/** Twenty writers of one item at once are all through after this many tries: each round has a winner. */
const TRIES = 25;
const PAUSE_MS = 10;
const PAUSE_DOUBLINGS_MAX = 4;

/**
 * Runs `attempt` until it has a result; `undefined` says that what it read was changed by somebody else before
 * it could write, so that it has to read again.
 *
 * Each attempt gets its own time: an address that changes hands long after the time written would belong to
 * the wrong person in between, for longer than clocks are allowed to differ (rule 1).
 * @param now of the first attempt, ms since the epoch
 * @throws ApiError `unavailable` if it keeps losing
 */
export async function untilWritten<T>(
  now: number,
  attempt: (now: number) => Promise<T | undefined>,
): Promise<T> {
  const start = performance.now();
  for (let lost = 0; lost < TRIES; lost++) {
    if (lost > 0) await sleep(Math.random() * PAUSE_MS * 2 ** Math.min(lost, PAUSE_DOUBLINGS_MAX));
    const result = await attempt(now + Math.floor(lost === 0 ? 0 : performance.now() - start));
    if (result !== undefined) return result;
  }
  throw new ApiError('unavailable', 'It is being changed by others, please try again.');
}
