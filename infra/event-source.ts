/**
 * Messages of one invocation of the event-processor. A function of 60 s has time for more than the local one, whose
 * invocations are short. The benchmark goes by it too.
 */
export const INVOCATION_MESSAGES_MAX = 100;
