import { AsyncLocalStorage } from 'node:async_hooks';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type SendMessageBatchCommandInput,
  type SendMessageBatchCommandOutput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Faults } from '../protocol/faults.ts';

/** Whose faults befall the calls that are made now. */
const current = new AsyncLocalStorage<Faults>();

/**
 * Lets faults befall every call to AWS that `run` makes, by whichever client: the functions make theirs themselves,
 * so that a test can't reach them.
 */
export function under<T>(faults: Faults, run: () => Promise<T>): Promise<T> {
  install();
  return current.run(faults, run);
}

/** Hears of every message that a queue has confirmed, also where nobody else does. @returns what ends it */
export function onSent(queue: string, hear: (id: string, body: string) => void): () => void {
  install();
  listeners.set(queue, hear);
  return () => listeners.delete(queue);
}

const listeners = new Map<string, (id: string, body: string) => void>();

let installed = false;

/** Once a process: gives every client, at its first call, a middleware that asks whose faults are on. */
function install(): void {
  if (installed) return;
  installed = true;
  for (const { prototype } of [DynamoDBClient, SQSClient]) {
    const send = prototype.send as (this: Client, ...given: unknown[]) => unknown;
    const known = new WeakSet<Client>();
    Object.assign(prototype, {
      send(this: Client, ...given: unknown[]) {
        if (!known.has(this)) {
          known.add(this);
          this.middlewareStack.add(
            (next, context) => (args) => {
              const operation = String(context.commandName).replace('Command', '');
              const faults = current.getStore();
              const call = async () => {
                const result = await next(args);
                if (operation === 'SendMessageBatch') tell(args.input as Sent, result.output as Confirmed);
                return result;
              };
              return faults ? faults.pass(operation, call) : call();
            },
            { step: 'initialize', name: 'interposed' },
          );
        }
        return send.apply(this, given);
      },
    });
  }
}

function tell(input: Sent, { Successful = [] }: Confirmed): void {
  const hear = listeners.get(input.QueueUrl ?? '');
  const bodies = new Map(input.Entries?.map(({ Id, MessageBody = '' }) => [Id, MessageBody]));
  for (const { Id, MessageId = '' } of Successful) hear?.(MessageId, bodies.get(Id) ?? '');
}

type Sent = SendMessageBatchCommandInput;
type Confirmed = SendMessageBatchCommandOutput;
type Client = Pick<DynamoDBClient, 'middlewareStack'>;
