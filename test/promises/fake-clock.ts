import { setTimeout } from 'node:timers/promises';
import { vi } from 'vitest';

/** When a fake clock starts, ms. */
export const START = Date.UTC(2026, 5, 1);

/** A test's own time, ms; it only moves forward. */
export interface Clock {
  now(): number;
  forward(ms: number): void;
  /** What functions wait for has to pass, or one that waits for another's commit, which waits for its own, has no end. */
  sleep(ms: number): Promise<void>;
  stop(): void;
}

/**
 * `Date` in the test's hands, until it is stopped; timers go on by themselves. Everything of this process has it:
 * the functions, and the servers that they talk to.
 */
export function fakeClock(): Clock {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  const forward = (ms: number) => {
    vi.setSystemTime(Date.now() + ms);
  };
  return {
    now: Date.now,
    forward,
    async sleep(ms) {
      await setTimeout(ms);
      forward(ms);
    },
    stop: () => {
      vi.useRealTimers();
    },
  };
}
