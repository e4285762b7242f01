import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
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

  constructor(scope: Construct, id: string, { settings, api, functions, queue, table }: Watched) {
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
      this.alarm(
        'FunctionThrottles',
        'Too many functions run at once for the account or for what is reserved.',
        {
          metric: sumOf(
            functions.all.map(({ function: lambda }) => lambda.metricThrottles({ statistic: 'Sum' })),
            'throttled invocations',
          ),
          above: 0,
        },
      ),
      this.alarm('TableThrottles', 'DynamoDB refuses calls. Set warm throughput, or fewer processors.', {
        metric: tableThrottles(table),
        above: TABLE_THROTTLES,
      }),
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
export function tableThrottles({ table, indexNames }: ChainmailTable): IMetric {
  const metric = (metricName: string, index?: string) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      statistic: 'Sum',
      dimensionsMap: { TableName: table.tableName, ...(index && { GlobalSecondaryIndexName: index }) },
    });
  return sumOf(
    [
      metric('ReadThrottleEvents'),
      metric('WriteThrottleEvents'),
      ...indexNames.map((index) => metric('WriteThrottleEvents', index)),
    ],
    'throttled reads and writes',
  );
}

function sumOf(metrics: readonly IMetric[], label: string): IMetric {
  const usingMetrics = Object.fromEntries(metrics.map((metric, position) => [`m${position}`, metric]));
  const expression = `SUM([${Object.keys(usingMetrics)
    .map((name) => `FILL(${name}, 0)`)
    .join(', ')}])`;
  return new MathExpression({ expression, usingMetrics, label, period: PERIOD });
}
