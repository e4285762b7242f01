import type { Queue } from './queue.ts';

/** Opens a queue whose client is loaded when it is first asked for something: for those who seldom do. */
export function openQueueWhenAsked(url: string): Pick<Queue, 'sendChunks' | 'delay'> {
  let opened: Promise<Queue> | undefined;
  const queue = (): Promise<Queue> => {
    opened ??= import('./queue.ts').then(({ openQueue }) => openQueue(url));
    return opened;
  };
  return {
    sendChunks: async (chunks) => (await queue()).sendChunks(chunks),
    delay: async (messages) => (messages.length > 0 ? (await queue()).delay(messages) : []),
  };
}
