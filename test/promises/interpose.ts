import { AsyncLocalStorage } from 'node:async_hooks';
import type { SendMessageBatchCommandInput, SendMessageBatchCommandOutput } from '@aws-sdk/client-sqs';
import { connectEveryClient, operationOf } from '../every-client.ts';
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

/** Once a process: gives every client a middleware that asks whose faults are on. */
function install(): void {
  if (installed) return;
  installed = true;
  connectEveryClient(({ middlewareStack }) => {
    middlewareStack.add(
      (next, context) => (args) => {
        const operation = operationOf(context);
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
  });
}

function tell(input: Sent, { Successful = [] }: Confirmed): void {
  const hear = listeners.get(input.QueueUrl ?? '');
  const bodies = new Map(input.Entries?.map(({ Id, MessageBody = '' }) => [Id, MessageBody]));
  for (const { Id, MessageId = '' } of Successful) hear?.(MessageId, bodies.get(Id) ?? '');
}

type Sent = SendMessageBatchCommandInput;
type Confirmed = SendMessageBatchCommandOutput;
