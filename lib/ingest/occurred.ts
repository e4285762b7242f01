import { invocation } from '../invocation.ts';
import { OCCURRED_AHEAD_MAX_MS } from '../limits.ts';

/**
 * Whether something may have happened at a time: since 1970, and as senders' clocks and time zones err, up to a day
 * from now. Now is when it is asked, so that the schemas that ask are made once: making one takes as long as reading
 * a hundred events with it.
 * @param time ms since the epoch
 */
export const mayHaveHappened = (time: number): boolean =>
  time >= 0 && time <= invocation().now() + OCCURRED_AHEAD_MAX_MS;

/** What is wrong with any other time. */
export const NOT_THEN = 'not between 1970 and a day from now';
