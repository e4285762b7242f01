import type { SQSClient } from '@aws-sdk/client-sqs';
import { newQueueClient } from './client.ts';
import type { OutgoingMessage } from './queue-message.ts';
import { sendChunks } from './send-chunks.ts';

/** A queue as those see it who only send to it. */
export interface Sender {
  /**
   * Sends chunks and returns once SQS has confirmed every one of them. What SQS refuses inside a 200 is sent
   * again; after an error any of the chunks may have arrived, so the receiver must bear repeats.
   * @throws ApiError `unavailable` unless every chunk was confirmed
   */
  sendChunks(chunks: readonly OutgoingMessage[]): Promise<void>;
}

/** As `openQueue`, without what it takes to receive. */
export const openSender = (url: string, client: SQSClient = newQueueClient()): Sender => ({
  sendChunks: (chunks) => sendChunks(client, url, chunks),
});
