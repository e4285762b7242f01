import { setImmediate as turn } from 'node:timers/promises';
import { vi } from 'vitest';

/**
 * Time that passes only while everybody waits for it, so that nobody waits in earnest: what sleeps is woken in the
 * order of its times, and real work (a call to the embedded table or queue) takes none. `Date` shows it.
 */
export class VirtualTime {
  readonly #sleepers: { at: number; wake: () => void }[] = [];
  #working = 0;
  #rested: () => void = () => {};
  #running = false;

  readonly now = (): number => Date.now();

  readonly sleep = (ms: number): Promise<void> =>
    new Promise((wake) => {
      this.#sleepers.push({ at: Math.ceil(this.now() + ms), wake });
      void this.#run();
    });

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#working++;
    try {
      return await work();
    } finally {
      if (--this.#working === 0) this.#rested();
    }
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    while (this.#sleepers.length > 0) {
      // Whoever was woken goes on first, until he waits again.
      await turn();
      await turn();
      if (this.#working > 0) {
        await new Promise<void>((resolve) => {
          this.#rested = resolve;
        });
        continue;
      }
      this.#sleepers.sort((a, b) => a.at - b.at);
      const { at, wake } = this.#sleepers.shift() as { at: number; wake: () => void };
      vi.setSystemTime(Math.max(at, this.now()));
      wake();
    }
    this.#running = false;
  }
}
