import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '../errors.ts';

/** Twenty writers of one item at once are all through after this many tries: each round has a winner. */
const TRIES = 25;
const PAUSE_MS = 10;
const PAUSE_DOUBLINGS_MAX = 4;

/**
 * Runs `attempt` until it has a result; `undefined` says that what it read was changed by somebody else before
 * it could write, so that it has to read again.
 * @throws ApiError `unavailable` if it keeps losing
 */
export async function untilWritten<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let lost = 0; lost < TRIES; lost++) {
    if (lost > 0) await sleep(Math.random() * PAUSE_MS * 2 ** Math.min(lost, PAUSE_DOUBLINGS_MAX));
    const result = await attempt();
    if (result !== undefined) return result;
  }
  throw new ApiError('unavailable', 'It is being changed by others, please try again.');
}
