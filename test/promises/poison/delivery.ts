import { setImmediate as turn } from 'node:timers/promises';
import type { Context, SQSEvent } from 'aws-lambda';
import { type Poller, type QueueFunction, startPoller } from '../../../infra/local/poller.ts';
import { withInvocation } from '../../../lib/invocation.ts';
import type { System } from '../system.ts';
import type { Input } from '../weather/calls.ts';
import { onTheWire, type Wire } from '../weather/on-the-wire.ts';

/** The real processor, fed by the real poller from the real queue, and what went through it. */
export interface Delivery extends Poller {
  /** The bodies of each invocation's messages, with how often they had been received. */
  invocations: { body: string; receiveCount: number }[][];
  /** The seconds after which messages were told to come back. */
  delays: number[];
}

/** Messages come back at once instead of after seconds; what they were told is kept. */
function impatient(delays: number[]): Wire {
  return {
    split(operation, input, send) {
      if (operation !== 'ChangeMessageVisibilityBatch') return send(input);
      const entries = (input.Entries ?? []) as ({ VisibilityTimeout?: number } & object)[];
      delays.push(...entries.map(({ VisibilityTimeout = 0 }) => VisibilityTimeout));
      return send({
        ...input,
        Entries: entries.map((entry) => ({ ...entry, VisibilityTimeout: 0 })),
      } as Input);
    },
  };
}

export function deliver({ local, queue }: System, eventProcessor: QueueFunction): Delivery {
  const invocations: Delivery['invocations'] = [];
  const delays: number[] = [];
  const handler = (event: SQSEvent, context: Context): Promise<unknown> => {
    invocations.push(
      event.Records.map(({ body, attributes }) => ({
        body,
        receiveCount: Number(attributes.ApproximateReceiveCount),
      })),
    );
    return onTheWire(impatient(delays), () =>
      withInvocation({ sleep: () => turn() }, () => eventProcessor(event, context)),
    );
  };
  const poller = startPoller({
    queue,
    queueArn: local.arn,
    functionName: 'event-processor',
    handler,
    windowMs: 100,
  });
  return {
    invocations,
    delays,
    async stop() {
      const waking = setInterval(local.wake, 20);
      await poller.stop();
      clearInterval(waking);
    },
  };
}

/** A run of a command of which no call to the queue waits for messages, or hides them from the next one. */
export const hasty = <T>(run: () => Promise<T>): Promise<T> =>
  onTheWire(
    {
      split: (operation, input, send) =>
        send(
          operation === 'ReceiveMessage'
            ? { ...input, ...{ WaitTimeSeconds: 0, VisibilityTimeout: 0 } }
            : input,
        ),
    },
    run,
  );
