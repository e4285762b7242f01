import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { INVOCATION_MESSAGES_MAX } from './event-source.ts';
import type { Functions } from './functions.ts';
import type { EventQueue } from './queue.ts';
import type { Settings } from './settings.ts';

/** What takes messages from the queue to the event-processor, some at a time, and heeds which of them failed. */
export class Processing extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { settings, queue, functions }: { settings: Settings; queue: EventQueue; functions: Functions },
  ) {
    super(scope, id);
    const processor = functions.byName('event-processor');
    const mapping = new EventSourceMapping(this, 'EventSource', {
      target: processor.function,
      eventSourceArn: queue.queue.queueArn,
      batchSize: INVOCATION_MESSAGES_MAX,
      maxBatchingWindow: Duration.seconds(settings.gatherSeconds),
      maxConcurrency: settings.processors,
      reportBatchItemFailures: true,
    });
    // Lambda refuses a mapping whose function may not receive yet.
    mapping.node.addDependency(processor.role);
  }
}
