import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import { silentLogger } from '../silent-logger.ts';
import { forEachTen } from './for-each-ten.ts';
import { count, receive } from './receive.ts';
import { sendChunks } from './send-chunks.ts';

/** One message to send: a part of a request's events. */
export interface Chunk {
  /** Names the chunk in the log. */
  id: string;
  /** JSON. Characters that SQS refuses are escaped on the way, which JSON allows. */
  body: string;
  /** Who must not be delayed by others: the account (fair queues, on a standard queue). */
  group: string;
}

/** A message as received: nobody else gets it until its visibility timeout is over. */
export interface Message {
  id: string;
  /** Names this one receipt of it; a later receipt has another. */
  receiptHandle: string;
  body: string;
  md5OfBody: string;
  /** How often it has been received, this time included. */
  receiveCount: number;
  group?: string;
  /** The system attributes as SQS gives them: `SentTimestamp`, `ApproximateReceiveCount`, … */
  attributes: Record<string, string>;
}

export type Receipt = Pick<Message, 'id' | 'receiptHandle'>;

/** A queue. Every call of the product to SQS goes through here, so that it can be swapped. */
export interface Queue {
  readonly url: string;

  /**
   * Sends chunks and returns once SQS has confirmed every one of them. What SQS refuses inside a 200 is sent
   * again; after an error any of the chunks may have arrived, so the receiver must bear repeats.
   * @throws ApiError `unavailable` unless every chunk was confirmed
   */
  sendChunks(chunks: readonly Chunk[]): Promise<void>;

  /** At most 10 messages; none if none came within `waitSeconds` (0 to 20). */
  receive(options?: ReceiveOptions): Promise<Message[]>;

  /**
   * Lets messages come back after so many seconds instead of the queue's visibility timeout: best effort.
   * @returns the ids of those that will not; never throws
   */
  delay(receipts: readonly (Receipt & { seconds: number })[]): Promise<string[]>;

  /** @returns the ids of the messages that could not be removed and will come back; never throws */
  remove(receipts: readonly Receipt[]): Promise<string[]>;

  /** How many messages there are, about. */
  count(): Promise<MessageCount>;
}

export interface ReceiveOptions {
  /** 1 to 10 (SQS); 10 by default. */
  max?: number;
  /** 0 by default. */
  waitSeconds?: number;
  /** In place of the queue's own timeout. */
  visibilitySeconds?: number;
}

export interface MessageCount {
  /** Ready to be received. */
  waiting: number;
  /** Received and neither removed nor back yet. */
  inFlight: number;
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
    sendChunks: (chunks) => sendChunks(client, url, chunks),
    receive: (options) => receive(client, url, options),
    delay: (receipts) =>
      forEachTen(receipts, (Entries) =>
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
    remove: (receipts) =>
      forEachTen(receipts, (Entries) =>
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

/**
 * `useQueueUrlAsEndpoint: false`: emulators give URLs that don't resolve. `md5: false`: TLS already guards the
 * bodies, and hashing them costs more CPU than the rest of a call. The SDK tries a call at most 3 times.
 */
export function newQueueClient(): SQSClient {
  const logger = silentLogger as NonNullable<SQSClientConfig['logger']>;
  return new SQSClient({ useQueueUrlAsEndpoint: false, md5: false, logger, maxAttempts: 3 });
}
