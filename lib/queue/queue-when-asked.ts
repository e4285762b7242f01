import { once } from '../once.ts';
import type { Queue } from './queue.ts';

/** What those ask of a queue who seldom ask. */
export type AskedQueue = Pick<Queue, 'sendChunks' | 'delay'>;

/** Opens a queue whose client is loaded when it is first asked for something: for those who seldom do. */
export function openQueueWhenAsked(url: string): AskedQueue {
  const queue = once(async () => (await import('./queue.ts')).openQueue(url));
  return {
    sendChunks: async (chunks) => (await queue()).sendChunks(chunks),
    delay: async (messages) => (messages.length > 0 ? (await queue()).delay(messages) : []),
  };
}
