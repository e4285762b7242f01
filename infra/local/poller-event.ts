import type { SQSRecord } from 'aws-lambda';
import type { QueueMessage } from '../../lib/queue/queue-message.ts';
import { REGION } from './settings.ts';

/** A message as Lambda hands it to a function. */
export function toRecord(message: QueueMessage, queueArn: string): SQSRecord {
  return {
    messageId: message.id,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receiveCount),
      SentTimestamp: '',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '',
      ...message.attributes,
    },
    messageAttributes: {},
    md5OfBody: message.md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: REGION,
  };
}

/**
 * The messages that failed, by what the function returned: nothing, or no list of failures, says none.
 * @throws Error if the answer is wrong, which Lambda takes for the failure of all: no list where one should be,
 * or an item in it that names no message of the invocation
 */
export function failedIds(result: unknown, given: ReadonlySet<string>): Set<string> {
  if (result === undefined || result === null) return new Set();
  if (typeof result !== 'object') throw new Error('the function returned no batch response');
  const { batchItemFailures = [] } = result as { batchItemFailures?: unknown };
  if (batchItemFailures === null) return new Set();
  if (!Array.isArray(batchItemFailures)) throw new Error('the function returned no list of failures');
  return new Set(
    batchItemFailures.map((failure: { itemIdentifier?: unknown } | null) => {
      const id = failure?.itemIdentifier;
      if (typeof id !== 'string' || !given.has(id)) throw new Error('the function named an unknown message');
      return id;
    }),
  );
}
