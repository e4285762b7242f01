import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { acknowledgeExceptions } from './acknowledge-exceptions.ts';
import { Alarms } from './alarms.ts';
import { Api } from './api.ts';
import { Dashboard } from './dashboard.ts';
import { Functions } from './functions.ts';
import { Processing } from './processing.ts';
import { EventQueue } from './queue.ts';
import type { Settings } from './settings.ts';
import { ChainmailTable } from './table.ts';

export interface ChainmailStackProps extends StackProps {
  settings: Settings;
}

/**
 * Chainmail in an AWS account:
 *
 *     API > ingest-events > queue > event-processor > table > views > API
 *                             \ after 5 receives: dead-letter queue
 */
export class ChainmailStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: ChainmailStackProps) {
    super(scope, id, { description: 'Chainmail: an email-engagement ledger.', ...props });

    const table = new ChainmailTable(this, 'Table', { settings });
    const queue = new EventQueue(this, 'Queue', { settings });
    const functions = new Functions(this, 'Functions', { settings, table, queue });
    const api = new Api(this, 'Api', { settings, functions });
    const processing = new Processing(this, 'Processing', { settings, queue, functions });

    const parts = { settings, api, functions, queue, processing, table };
    const alarms = new Alarms(this, 'Alarms', parts);
    new Dashboard(this, 'Dashboard', { ...parts, alarms });
    acknowledgeExceptions(parts);

    // What clients need, and what `npm run account` and `npm run redrive` find this installation by.
    new CfnOutput(this, 'ApiUrl', { value: api.url });
    new CfnOutput(this, 'TableName', { value: table.table.tableName });
    new CfnOutput(this, 'QueueUrl', { value: queue.queue.queueUrl });
    new CfnOutput(this, 'QueueName', { value: queue.queue.queueName });
    new CfnOutput(this, 'DeadLetterQueueUrl', { value: queue.deadLetters.queueUrl });
    new CfnOutput(this, 'DeadLetterQueueName', { value: queue.deadLetters.queueName });
    new CfnOutput(this, 'AlarmTopicArn', { value: alarms.topic.topicArn });
    if (api.domainTarget) new CfnOutput(this, 'DomainTarget', { value: api.domainTarget });
  }
}
