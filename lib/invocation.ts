import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a run of a function, or of a command, goes by. */
export interface Invocation {
  /** ms since the epoch. */
  now: () => number;
  /** Lets so much time pass, ms. */
  sleep: (ms: number) => Promise<void>;
  /** In [0, 1). */
  random: () => number;
  /** When it ends, by `now`: no call is sent afterwards. A command has no such time. */
  deadline: number;
}

/**
 * Not an argument: the store is opened once for a function and used by many requests, on a developer's machine
 * by several at the same time, and each call must know when the request ends that makes it.
 */
const current = new AsyncLocalStorage<Invocation>();

const command: Invocation = {
  // Looked up at each call: a test may replace `Date`.
  now: () => Date.now(),
  sleep,
  random: Math.random,
  deadline: Number.POSITIVE_INFINITY,
};

/** Of whoever asks. */
export const invocation = (): Invocation => current.getStore() ?? command;

/** Runs something under other terms; what isn't given stays as it is. A deadline can't be put off. */
export function withInvocation<T>(terms: Partial<Invocation>, run: () => T): T {
  const outer = invocation();
  const deadline = Math.min(outer.deadline, terms.deadline ?? Number.POSITIVE_INFINITY);
  return current.run({ ...outer, ...terms, deadline }, run);
}
