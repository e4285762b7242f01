import { vi } from 'vitest';

/** When a fake clock starts, ms. */
export const START = Date.UTC(2026, 5, 1);

/** A test's own time, ms; it only moves forward. */
export interface Clock {
  now(): number;
  forward(ms: number): void;
  stop(): void;
}

/**
 * `Date` in the test's hands, until it is stopped; timers go on by themselves. Everything of this process has it:
 * the functions, and the servers that they talk to.
 */
export function fakeClock(): Clock {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  return {
    now: Date.now,
    forward: (ms) => {
      vi.setSystemTime(Date.now() + ms);
    },
    stop: () => {
      vi.useRealTimers();
    },
  };
}
