import { AsyncLocalStorage } from 'node:async_hooks';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
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
              return faults ? faults.pass(operation, () => next(args)) : next(args);
            },
            { step: 'initialize', name: 'faults' },
          );
        }
        return send.apply(this, given);
      },
    });
  }
}

type Client = Pick<DynamoDBClient, 'middlewareStack'>;
