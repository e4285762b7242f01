import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** The table as every way of running Chainmail makes it: the stack, `npm start` and the tests. */
export const tableSchema = {
  AttributeDefinitions: [
    { AttributeName: 'PK', AttributeType: 'S' },
    { AttributeName: 'SK', AttributeType: 'S' },
    { AttributeName: 'createdPK', AttributeType: 'S' },
    { AttributeName: 'createdSK', AttributeType: 'S' },
    { AttributeName: 'updatedPK', AttributeType: 'S' },
    { AttributeName: 'updatedSK', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'PK', KeyType: 'HASH' },
    { AttributeName: 'SK', KeyType: 'RANGE' },
  ],
  /** Sparse: only journal segments (and, by `created`, suppressions) carry their keys. */
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byCreated',
      KeySchema: [
        { AttributeName: 'createdPK', KeyType: 'HASH' },
        { AttributeName: 'createdSK', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
    {
      IndexName: 'byUpdated',
      KeySchema: [
        { AttributeName: 'updatedPK', KeyType: 'HASH' },
        { AttributeName: 'updatedSK', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  BillingMode: 'PAY_PER_REQUEST',
} satisfies Omit<CreateTableCommandInput, 'TableName'>;
