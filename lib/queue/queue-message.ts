/** A queue message to send: mostly a chunk of a request's events. */
export interface OutgoingMessage {
  /** Names it in the log. */
  id: string;
  /** JSON. Characters that SQS refuses are escaped on the way, which JSON allows. */
  body: string;
  /** Who must not be delayed by others: the account (fair queues, on a standard queue). */
  group: string;
  /** How long nobody gets it; at most 15 minutes, a longer delay ends then (SQS). */
  delaySeconds?: number;
}

/** A queue message as received: nobody else gets it until its visibility timeout is over. */
export interface QueueMessage {
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

/** One receipt of a queue message: what it is removed or delayed by. */
export type Received = Pick<QueueMessage, 'id' | 'receiptHandle'>;

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
