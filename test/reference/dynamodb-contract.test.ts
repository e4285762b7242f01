import { describe } from 'vitest';
import { dynamoDbContract } from '../infra/local/dynamodb/contract.ts';
import { startDynamoDbLocal } from '../infra/local/dynamodb/start-dynamodb-local.ts';

describe('DynamoDB Local', () => dynamoDbContract(startDynamoDbLocal));
