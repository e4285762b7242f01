import {
  GetQueueAttributesCommand,
  type GetQueueAttributesCommandInput,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { retry } from '../retry.ts';
import type { MessageCount, QueueMessage, ReceiveOptions } from './queue-message.ts';

/** See `Queue.receive`. */
export async function receive(
  client: SQSClient,
  url: string,
  { max = 10, waitSeconds = 0, visibilitySeconds }: ReceiveOptions = {},
): Promise<QueueMessage[]> {
  const input: ReceiveMessageCommandInput = {
    QueueUrl: url,
    MaxNumberOfMessages: max,
    WaitTimeSeconds: waitSeconds,
    VisibilityTimeout: visibilitySeconds,
    MessageSystemAttributeNames: ['All'],
  };
  const { Messages = [] } = await retry(() => client.send(new ReceiveMessageCommand(input)));
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
  const input: GetQueueAttributesCommandInput = {
    QueueUrl: url,
    AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
  };
  const { Attributes } = await retry(() => client.send(new GetQueueAttributesCommand(input)));
  return {
    waiting: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}
