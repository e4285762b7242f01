/** How messages of the queue come to the event-processor. The benchmark goes by it too. */

/**
 * How long messages are gathered for one invocation: a hundred one-event requests then share one commit, and
 * neighbouring events of a message one write. It is also how much later a lone event is seen.
 */
export const WINDOW_SECONDS = 2;

/** A function of 60 s has time for more than the local one, whose invocations are short. */
export const INVOCATION_MESSAGES_MAX = 100;
