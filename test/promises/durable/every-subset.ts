import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'vitest';
import { withInvocation } from '../../../lib/invocation.ts';
import type { Queue } from '../../../lib/queue/queue.ts';
import type { System } from '../system.ts';
import { type EntryFate, entryFates, type Try, underFates } from './fates.ts';

/**
 * Sends up to so many messages, of which each subset is refused in each of the ways there are, once or at every try:
 * sent means that all of them are in the queue; one that can't be sent is said.
 * @returns how many sendings that were
 */
export async function everySubset(system: System, most: number): Promise<number> {
  const sendings = plans(most);
  const sent: boolean[] = [];
  for (const sending of sendings) sent.push(await send(system, sending));
  const inQueue = new Set((await system.takeMessages()).map(({ body }) => body));
  sendings.forEach((sending, position) => {
    const { fate, times, bodies } = sending;
    const what = JSON.stringify(sending);
    if (sent[position])
      expect(
        bodies.filter((body) => !inQueue.has(body)),
        what,
      ).toEqual([]);
    // What may pass is tried three times, the sender's fault once.
    expect(sent[position], what).toBe(fate !== 'sender fault' && times < 3);
  });
  return sendings.length;
}

interface Sending {
  bodies: string[];
  /** The positions of those that don't fare well. */
  subset: number[];
  fate: EntryFate;
  times: number;
}

function plans(most: number): Sending[] {
  const sendings: Sending[] = [];
  for (let size = 1; size <= most; size++) {
    for (let bits = 1; bits < 2 ** size; bits++) {
      const positions = Array.from({ length: size }, (_, position) => position);
      const subset = positions.filter((position) => bits & (1 << position));
      for (const fate of entryFates.filter((one) => one !== 'fine')) {
        for (const times of [1, 2, 3]) {
          const bodies = positions.map((position) => `"${sendings.length}.${position}"`);
          sendings.push({ bodies, subset, fate, times });
        }
      }
    }
  }
  return sendings;
}

function send(system: System, { bodies, subset, fate, times }: Sending): Promise<boolean> {
  const entries = bodies.map((_, position) => (subset.includes(position) ? fate : 'fine'));
  // From the second try on only those are sent that were not confirmed.
  const again: Try = { call: 'entries', entries: [fate] };
  const tries = [{ call: 'entries', entries } as const, again, again].slice(0, times);
  const chunks = bodies.map((body, position) => ({ id: String(position), body, group: '1' }));
  return patiently(() => underFates(tries, () => system.queue.sendChunks(chunks)));
}

const patiently = (send: () => ReturnType<Queue['sendChunks']>): Promise<boolean> =>
  withInvocation({ sleep: () => turn() }, send).then(
    () => true,
    (error: unknown) => {
      expect(error).toMatchObject({ name: 'ApiError', code: 'unavailable' });
      return false;
    },
  );
