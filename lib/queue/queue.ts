import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { newQueueClient } from './client.ts';
import { forEachTen } from './for-each-ten.ts';
import type { MessageCount, QueueMessage, Received, ReceiveOptions } from './queue-message.ts';
import { count, receive } from './receive.ts';
import { openSender, type Sender } from './sender.ts';

/** A queue. Every call of the product to SQS goes through here, so that it can be swapped. */
export interface Queue extends Sender {
  readonly url: string;

  /** At most 10 messages; none if none came within `waitSeconds` (0 to 20). */
  receive(options?: ReceiveOptions): Promise<QueueMessage[]>;

  /**
   * Lets messages come back after so many seconds instead of the queue's visibility timeout: best effort.
   * @returns the ids of those that will not; never throws
   */
  delay(messages: readonly (Received & { seconds: number })[]): Promise<string[]>;

  /** @returns the ids of the messages that could not be removed and will come back; never throws */
  remove(messages: readonly Received[]): Promise<string[]>;

  /** How many messages there are, about. */
  count(): Promise<MessageCount>;
}

/**
 * Opens a queue by its URL (`CHAINMAIL_QUEUE_URL`).
 *
 * `client` finds AWS (or an emulator) by the SDK's own variables (`AWS_ENDPOINT_URL_SQS`, …); tests pass one
 * with a fault plugin in its middleware stack.
 */
export function openQueue(url: string, client: SQSClient = newQueueClient()): Queue {
  const QueueUrl = url;
  return {
    url,
    ...openSender(url, client),
    receive: (options) => receive(client, url, options),
    delay: (messages) =>
      forEachTen(messages, (Entries) =>
        client.send(
          new ChangeMessageVisibilityBatchCommand({
            QueueUrl,
            Entries: Entries.map(({ Id, entry }) => ({
              Id,
              ReceiptHandle: entry.receiptHandle,
              VisibilityTimeout: Math.round(entry.seconds),
            })),
          }),
        ),
      ),
    remove: (messages) =>
      forEachTen(messages, (Entries) =>
        client.send(
          new DeleteMessageBatchCommand({
            QueueUrl,
            Entries: Entries.map(({ Id, entry }) => ({ Id, ReceiptHandle: entry.receiptHandle })),
          }),
        ),
      ),
    count: () => count(client, url),
  };
}
