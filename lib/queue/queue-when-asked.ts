import { once } from '../once.ts';
import type { Queue } from './queue.ts';

/** Opens a queue whose client is loaded when it is first asked for something: for those who seldom do. */
export function openQueueWhenAsked(url: string): Pick<Queue, 'sendChunks' | 'delay'> {
  const queue = once(async () => (await import('./queue.ts')).openQueue(url));
  return {
    sendChunks: async (chunks) => (await queue()).sendChunks(chunks),
    delay: async (messages) => (messages.length > 0 ? (await queue()).delay(messages) : []),
  };
}
