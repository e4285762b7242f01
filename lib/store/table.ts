import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementInput,
  type BatchExecuteStatementOutput,
  BatchGetItemCommand,
  type BatchGetItemInput,
  type BatchGetItemOutput,
  BatchWriteItemCommand,
  type BatchWriteItemInput,
  type BatchWriteItemOutput,
  DeleteItemCommand,
  type DeleteItemInput,
  type DeleteItemOutput,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  type GetItemInput,
  type GetItemOutput,
  PutItemCommand,
  type PutItemInput,
  type PutItemOutput,
  QueryCommand,
  type QueryInput,
  type QueryOutput,
  TransactWriteItemsCommand,
  type TransactWriteItemsInput,
  type TransactWriteItemsOutput,
  UpdateItemCommand,
  type UpdateItemInput,
  type UpdateItemOutput,
} from '@aws-sdk/client-dynamodb';
import { silentLogger } from '../silent-logger.ts';

type Logger = NonNullable<DynamoDBClientConfig['logger']>;

/** The DynamoDB calls this product makes, each with what goes in and what comes out. */
export interface Operations {
  BatchExecuteStatement: [BatchExecuteStatementInput, BatchExecuteStatementOutput];
  BatchGetItem: [BatchGetItemInput, BatchGetItemOutput];
  BatchWriteItem: [BatchWriteItemInput, BatchWriteItemOutput];
  DeleteItem: [DeleteItemInput, DeleteItemOutput];
  GetItem: [GetItemInput, GetItemOutput];
  PutItem: [PutItemInput, PutItemOutput];
  Query: [QueryInput, QueryOutput];
  TransactWriteItems: [TransactWriteItemsInput, TransactWriteItemsOutput];
  UpdateItem: [UpdateItemInput, UpdateItemOutput];
}

const commands = {
  BatchExecuteStatement: BatchExecuteStatementCommand,
  BatchGetItem: BatchGetItemCommand,
  BatchWriteItem: BatchWriteItemCommand,
  DeleteItem: DeleteItemCommand,
  GetItem: GetItemCommand,
  PutItem: PutItemCommand,
  Query: QueryCommand,
  TransactWriteItems: TransactWriteItemsCommand,
  UpdateItem: UpdateItemCommand,
};

/** The one table of an installation. Every call of the store goes through `call`, so that it can be swapped. */
export interface Table {
  readonly name: string;
  call<O extends keyof Operations>(operation: O, input: Operations[O][0]): Promise<Operations[O][1]>;
}

/**
 * Opens the table.
 *
 * `client` finds AWS (or an emulator) by the SDK's own variables (`AWS_ENDPOINT_URL_DYNAMODB`, …); tests pass
 * one with a fault plugin in its middleware stack. `name` is `CHAINMAIL_TABLE`.
 */
export function openTable(name: string, client: DynamoDBClient = newClient()): Table {
  return {
    name,
    call(operation, input) {
      // TypeScript can't follow that the command, its input and its output belong to the same operation.
      const Command = commands[operation] as unknown as new (input: unknown) => PutItemCommand;
      return client.send(new Command(input)) as Promise<never>;
    },
  };
}

/** The SDK tries a call at most 3 times. */
export function newClient(): DynamoDBClient {
  return new DynamoDBClient({ logger: silentLogger as Logger, maxAttempts: 3 });
}
