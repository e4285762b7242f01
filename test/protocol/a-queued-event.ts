import type { QueuedEvent } from '../../lib/domain/chunk.ts';
export const aQueuedEvent = (more: Partial<QueuedEvent>): QueuedEvent => ({
  number: 1,
  position: 0,
  word: 'delivered',
  created: 0,
  dated: true,
  received: 0,
  campaign: 1,
  recipient: 'a@b.co',
  user: 1,
  ...more,
});
