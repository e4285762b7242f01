import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { RECEIVES_MAX, RETENTION_SECONDS, visibilitySeconds } from './local/settings.ts';
import type { Settings } from './settings.ts';

/** What SQS takes at most. A chunk has 200 KB as we count it, but what SQS can't carry travels escaped. */
const MESSAGE_BYTES_MAX = 1024 * 1024;

/** The events on their way to the event-processor, and those that it could not take. */
export class EventQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { settings }: { settings: Settings }) {
    super(scope, id);
    const kept = {
      // 14 days, the most SQS allows: time to find out why.
      retentionPeriod: Duration.seconds(RETENTION_SECONDS),
      maxMessageSizeBytes: MESSAGE_BYTES_MAX,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    };
    this.deadLetters = new Queue(this, 'DeadLetters', kept);
    this.queue = new Queue(this, 'Events', {
      ...kept,
      // Lambda keeps a message while it retries a throttled function: six times its timeout, AWS advises.
      // Messages are received before they are gathered.
      visibilityTimeout: Duration.seconds(
        visibilitySeconds(settings.processorTimeoutSeconds * 1_000) + settings.gatherSeconds,
      ),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: RECEIVES_MAX },
    });
  }
}
