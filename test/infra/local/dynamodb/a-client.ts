import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** A client that tries once, so that a test sees every answer. */
export const aClient = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });

export type Item = Record<string, AttributeValue>;

export const S = (value: string): AttributeValue => ({ S: value });
export const N = (value: number | string): AttributeValue => ({ N: String(value) });
export const key = (PK: string, SK: string): Item => ({ PK: S(PK), SK: S(SK) });
