/** A stretch of time from its first to its last millisecond, both of them in it. */
export interface Span {
  from: number;
  to: number;
}

export const around = (time: number, ms: number): Span => ({ from: time - ms, to: time + ms });

/** A growing set of stretches of time, kept without overlaps and in order. Adding and asking cost O(log n). */
export class Spans {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  add({ from, to }: Span): void {
    const first = countBefore(this.#ends, from);
    const next = countUntil(this.#starts, to);
    const starts = Math.min(from, this.#starts[first] ?? from);
    const ends = Math.max(to, this.#ends[next - 1] ?? to);
    this.#starts.splice(first, next - first, next > first ? starts : from);
    this.#ends.splice(first, next - first, next > first ? ends : to);
  }

  /** Whether every moment of a stretch is in one of these. */
  cover({ from, to }: Span): boolean {
    const end = this.#ends[countUntil(this.#starts, from) - 1];
    return end !== undefined && end >= to;
  }

  has(time: number): boolean {
    return this.cover({ from: time, to: time });
  }
}

/** How many of the times, in order, are before one. */
export const countBefore = (times: readonly number[], time: number): number =>
  countWhile(times, (each) => each < time);

/** How many of the times, in order, are at one or before it. */
export const countUntil = (times: readonly number[], time: number): number =>
  countWhile(times, (each) => each <= time);

/** Puts a time among others, all in order. */
export function insert(times: number[], time: number): void {
  times.splice(countUntil(times, time), 0, time);
}

/** Takes the times within a stretch out of others, all in order. */
export function extract(times: number[], { from, to }: Span): number[] {
  const first = countBefore(times, from);
  return times.splice(first, countUntil(times, to) - first);
}

/** How many values at the front fulfil what no value after them does: a binary search. */
export function countWhile<Value>(values: readonly Value[], fulfils: (value: Value) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (fulfils(values[middle] as Value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
