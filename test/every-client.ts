import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';

/** A client of AWS, by what a test adds to it. */
export type Client = Pick<DynamoDBClient, 'middlewareStack'>;

/**
 * Connects every client of this process at its first call: the functions make theirs themselves, so that a test can't
 * reach them otherwise. For good, so once for each purpose.
 */
export function connectEveryClient(connect: (client: Client) => void): void {
  for (const { prototype } of [DynamoDBClient, SQSClient]) {
    const send = prototype.send as (this: Client, ...given: unknown[]) => unknown;
    const known = new WeakSet<Client>();
    Object.assign(prototype, {
      send(this: Client, ...given: unknown[]) {
        if (!known.has(this)) {
          known.add(this);
          connect(this);
        }
        return send.apply(this, given);
      },
    });
  }
}

/** `PutItem`, by the context that a middleware is given. */
export const operationOf = ({ commandName = '' }: { commandName?: string }): string =>
  commandName.replace('Command', '');
