import { fork } from 'node:child_process';
import { once } from 'node:events';

/** What the system on one machine stores, from the first request to the last receipt. */
export interface Embedded {
  events: number;
  perRequest: number;
  eventsPerSecond: number;
  /** Of everything: sender, gateway, functions, queue and table, user and system, µs. */
  cpuPerEvent: number;
}

const program = new URL('embedded-run.ts', import.meta.url).pathname;

/** Each in a process of its own, one after the other. */
export async function measureEmbedded(events: number, perRequest: readonly number[]): Promise<Embedded[]> {
  const all: Embedded[] = [];
  for (const size of perRequest) {
    const child = fork(program, [String(events), String(size)]);
    const ended = once(child, 'exit');
    const told = once(child, 'message') as Promise<[Embedded]>;
    const first = await Promise.race([told, ended.then(() => undefined)]);
    await ended;
    if (!first) throw new Error(`events in requests of ${size} came to nothing`);
    all.push(first[0]);
  }
  return all;
}
