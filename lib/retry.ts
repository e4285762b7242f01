import { ApiError } from './errors.ts';
import { invocation } from './invocation.ts';
import { isTransient } from './transient.ts';

/**
 * A call to AWS is sent at most so often in one invocation, whatever layer sends it again. What still fails goes
 * back to the queue, or to the client as a 503: there the next try waits longer than a function should, at no cost.
 */
export const TRIES_MAX = 3;

/**
 * Between two tries: uniform between 0 and a bound that doubles (full jitter), so that those who were refused
 * together don't come back together.
 * https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 */
export interface Pauses {
  /** The bound of the first pause, ms … */
  firstMs: number;
  /** … and of all, ms. */
  mostMs: number;
}

const BETWEEN_TRIES: Pauses = { firstMs: 100, mostMs: 1_000 };

/**
 * The one way to try again: sends a call until it succeeds, at most 3 times, with pauses, and never after the
 * invocation's deadline, nor waits for longer than until then. Nobody retries what goes through here.
 *
 * @param attempt sends it once
 * @param unfinished whether an answer leaves something to be sent again, as batch calls do inside a 200
 * @returns the last answer, unfinished or not
 * @throws what the last try threw: at once unless it is weather. ApiError `unavailable` if the time is over
 *   before the first try
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  unfinished: (answer: T) => boolean = () => false,
): Promise<T> {
  let failure: unknown;
  for (let tries = 1; ; tries++) {
    if (isOver()) throw failure ?? new ApiError('unavailable', 'The time is over, please try again.');
    const last = tries === TRIES_MAX;
    try {
      const answer = await attempt();
      if (last || !unfinished(answer) || !(await pause(tries))) return answer;
    } catch (error) {
      if (last || !isTransient(error) || !(await pause(tries))) throw error;
      failure = error;
    }
  }
}

/**
 * Pauses after something was in vain for the `count`th time, from 1.
 * @returns false if the invocation ends before the pause would: then nothing was waited for
 */
export async function pause(count: number, { firstMs, mostMs }: Pauses = BETWEEN_TRIES): Promise<boolean> {
  const { now, sleep, random, deadline } = invocation();
  const ms = random() * Math.min(mostMs, firstMs * 2 ** (count - 1));
  if (now() + ms >= deadline) return false;
  await sleep(ms);
  return !isOver();
}

const isOver = (): boolean => invocation().now() >= invocation().deadline;
