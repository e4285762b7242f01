import { AsyncLocalStorage } from 'node:async_hooks';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { connectEveryClient, operationOf } from '../every-client.ts';
import { countQueueCall } from './count-queue-call.ts';
import type { Ledger } from './ledger.ts';
import type { TableMeter } from './table-meter.ts';

/** Where what is asked of AWS now is written down, and in whose name it is asked. */
export interface Metering {
  ledger: Ledger;
  table: TableMeter;
  stage: Stage;
}

/** `ingest` is a sender's request, `process` an invocation of the event-processor, `view` a reader's request. */
export type Stage = 'ingest' | 'process' | 'view';

const current = new AsyncLocalStorage<Metering | undefined>();

/** Counts every call to AWS that `run` makes, by whichever client: the functions make theirs themselves. */
export function metered<T>(metering: Metering, run: () => Promise<T>): Promise<T> {
  install();
  return current.run(metering, run);
}

/** What is asked here is no part of what is measured. */
export const unmetered = <T>(run: () => Promise<T>): Promise<T> => current.run(undefined, run);

let installed = false;

/** Once a process: gives every client a middleware that counts. */
function install(): void {
  if (installed) return;
  installed = true;
  connectEveryClient((client) => {
    const isTable = client instanceof DynamoDBClient;
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const metering = current.getStore();
        if (!metering) return next(args);
        const operation = operationOf(context);
        if (isTable) return metering.table.count(operation, args, next, metering);
        const result = await next(args);
        countQueueCall(operation, args.input, result.output, metering.ledger);
        return result;
      },
      { step: 'initialize', name: 'metered' },
    );
  });
}
