import type { Chunk, QueuedEvent } from '../domain/chunk.ts';
import type { Message } from '../domain/event.ts';

/** A chunk and the queue message it came in. */
export interface ReceivedChunk {
  messageId: string;
  chunk: Chunk;
}

/** An event whose recipient somebody has, and the message it belongs to. */
export interface ResolvedEvent {
  event: QueuedEvent;
  message: Message;
}
