import { GetQueueAttributesCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { MessageCount, QueueMessage, ReceiveOptions } from './queue-message.ts';

/** See `Queue.receive`. */
export async function receive(
  client: SQSClient,
  url: string,
  { max = 10, waitSeconds = 0, visibilitySeconds }: ReceiveOptions = {},
): Promise<QueueMessage[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: max,
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: visibilitySeconds,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return Messages.map((message) => {
    const attributes: Record<string, string> = message.Attributes ?? {};
    const group = attributes.MessageGroupId;
    return {
      id: message.MessageId ?? '',
      receiptHandle: message.ReceiptHandle ?? '',
      body: message.Body ?? '',
      md5OfBody: message.MD5OfBody ?? '',
      receiveCount: Number(attributes.ApproximateReceiveCount ?? 1),
      ...(group !== undefined && { group }),
      attributes,
    };
  });
}

/** See `Queue.count`. */
export async function count(client: SQSClient, url: string): Promise<MessageCount> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return {
    waiting: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}
