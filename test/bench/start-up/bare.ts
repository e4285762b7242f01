import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

// The least that a function with a table can be, which start-ups are held against: it makes a client, and no more.

const client = new DynamoDBClient({});

export const handler = (): Promise<string> => client.config.region();
