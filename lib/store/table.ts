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
import { makeClient } from '../make-client.ts';
import { retry } from '../retry.ts';

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
  /** Sends a call; what is only weather (`isTransient`) is sent again, see `retry`. */
  call<O extends keyof Operations>(
    operation: O,
    input: Operations[O][0],
    options?: CallOptions,
  ): Promise<Operations[O][1]>;
}

export interface CallOptions {
  /** Sends it once: for who calls `retry` himself, because a 200 may ask for more or each try says something else. */
  once?: boolean;
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
    call(operation, input, { once = false } = {}) {
      // TypeScript can't follow that the command, its input and its output belong to the same operation.
      const Command = commands[operation] as unknown as new (input: unknown) => PutItemCommand;
      const send = () => client.send(new Command(input)) as Promise<never>;
      return once ? send() : retry(send);
    },
  };
}

/** @param config what is not to be found in the SDK's own variables */
export const newClient = (config: DynamoDBClientConfig = {}): DynamoDBClient =>
  makeClient(DynamoDBClient, config);
