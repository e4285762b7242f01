import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { vi } from 'vitest';

/** A call to AWS: `GetItem` and its input. */
export interface Call {
  operation: string;
  input: { Key?: Values; ExpressionAttributeValues?: Values };
}

type Values = Record<string, { S?: string }>;

/** Runs something and tells which calls to AWS it made, whichever function's client made them. */
export async function callsOf<T>(run: () => Promise<T>): Promise<{ result: T; calls: Call[] }> {
  const spies = [vi.spyOn(DynamoDBClient.prototype, 'send'), vi.spyOn(SQSClient.prototype, 'send')];
  try {
    const result = await run();
    const calls = spies.flatMap(({ mock }) =>
      mock.calls.map(([command]) => ({
        operation: command.constructor.name.replace(/Command$/, ''),
        input: command.input as Call['input'],
      })),
    );
    return { result, calls };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
