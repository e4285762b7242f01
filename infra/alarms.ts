import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Api } from './api.ts';
import type { Functions } from './functions.ts';
import type { EventQueue } from './queue.ts';
import type { Settings } from './settings.ts';
import type { ChainmailTable } from './table.ts';

const PERIOD = Duration.minutes(5);
/** A blast of a million events is through in about five minutes; after this something holds it up. */
const OLDEST_MESSAGE_SECONDS = 15 * 60;
/** In five minutes. One can be a function that AWS replaced; more are ours. */
const SERVER_ERRORS = 5;
/** In five minutes. DynamoDB splits partitions under load, and the SDK tries again. */
const TABLE_THROTTLES = 100;

export interface Watched {
  settings: Settings;
  api: Api;
  functions: Functions;
  queue: EventQueue;
  table: ChainmailTable;
}

/** What an operator has to hear of, and the topic that says it. Each alarm's description says what to do. */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, { settings, api, queue, table }: Watched) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: settings.stackName, enforceSSL: true });
    if (settings.alarmEmail) this.topic.addSubscription(new EmailSubscription(settings.alarmEmail));

    this.all = [
      this.alarm(
        'DeadLetters',
        'Events were given up. See why in the log of event-processor, then redrive.',
        {
          metric: queue.deadLetters.metricApproximateNumberOfMessagesVisible({
            period: PERIOD,
            statistic: 'Maximum',
          }),
          above: 0,
        },
      ),
      this.alarm('OldestMessage', 'Events wait. Look for errors and throttles of event-processor.', {
        metric: queue.queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: 'Maximum' }),
        above: OLDEST_MESSAGE_SECONDS,
      }),
      this.alarm('ServerErrors', 'Requests fail. The id in an answer leads to the line in the log.', {
        metric: api.api.metricServerError({ period: PERIOD, statistic: 'Sum' }),
        above: SERVER_ERRORS,
      }),
      // Of all functions of the account: they share its concurrency.
      this.alarm(
        'FunctionThrottles',
        'Too many functions run at once for the account or for what is reserved.',
        {
          metric: LambdaFunction.metricAllThrottles({ period: PERIOD, statistic: 'Sum' }),
          above: 0,
        },
      ),
      ...tableThrottles(table).map(({ id, metric }) =>
        this.alarm(
          id,
          'DynamoDB refuses calls. Give the table warm throughput, or the queue fewer processors.',
          {
            metric,
            above: TABLE_THROTTLES,
          },
        ),
      ),
    ];
  }

  private alarm(
    id: string,
    description: string,
    { metric, above }: { metric: IMetric; above: number },
  ): Alarm {
    const alarm = new Alarm(this, id, {
      alarmDescription: description,
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      // No traffic is no trouble.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
    return alarm;
  }
}

/** What was refused to the table and to its indexes, which throttle apart from it. */
export function tableThrottles({ table, indexNames }: ChainmailTable): { id: string; metric: Metric }[] {
  const throttled = (metricName: string, index?: string) => ({
    id: `${index ?? 'Table'}-${metricName}`,
    metric: new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      period: PERIOD,
      statistic: 'Sum',
      dimensionsMap: { TableName: table.tableName, ...(index && { GlobalSecondaryIndexName: index }) },
    }),
  });
  return [
    throttled('ReadThrottleEvents'),
    throttled('WriteThrottleEvents'),
    ...indexNames.map((index) => throttled('WriteThrottleEvents', index)),
  ];
}
