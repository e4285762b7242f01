import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Functions } from './functions.ts';
import type { EventQueue } from './queue.ts';
import type { Settings } from './settings.ts';

/**
 * How long messages are gathered for one invocation: a hundred one-event requests then share one commit, and
 * neighbouring events of a message one write. It is also how much later a lone event is seen.
 */
const WINDOW_SECONDS = 2;

/** A function of 60 s has time for more than the local one, whose invocations are short. */
const INVOCATION_MESSAGES_MAX = 100;

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
      maxBatchingWindow: Duration.seconds(WINDOW_SECONDS),
      maxConcurrency: settings.processors,
      reportBatchItemFailures: true,
    });
    // Lambda refuses a mapping whose function may not receive yet.
    mapping.node.addDependency(processor.role);
  }
}
