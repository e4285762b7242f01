import { ApiError } from '../errors.ts';
import { invocation } from '../invocation.ts';
import { type Pauses, pause } from '../retry.ts';

/**
 * Twenty writers of one item at once are all through after this many rounds: each round has a winner. A round is no
 * retry: it reads something new and writes something else.
 */
const ROUNDS = 25;
const BETWEEN_ROUNDS: Pauses = { firstMs: 20, mostMs: 160 };

/**
 * Runs `attempt` until it has a result; `undefined` says that what it read was changed by somebody else before
 * it could write, so that it has to read again.
 *
 * Each attempt gets its own time: an address that changes hands long after the time written would belong to
 * the wrong person in between, for longer than clocks are allowed to differ (rule 1).
 * @param now of the first attempt, ms since the epoch
 * @throws ApiError `unavailable` if it keeps losing, or the time is over
 */
export async function untilWritten<T>(
  now: number,
  attempt: (now: number) => Promise<T | undefined>,
): Promise<T> {
  const clock = invocation();
  const start = clock.now();
  for (let lost = 0; lost < ROUNDS && (lost === 0 || (await pause(lost, BETWEEN_ROUNDS))); lost++) {
    const result = await attempt(now + (clock.now() - start));
    if (result !== undefined) return result;
  }
  throw new ApiError('unavailable', 'It is being changed by others, please try again.');
}
