import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  LogQueryWidget,
  Metric,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Operation } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { METRICS_SERVICE } from '../lib/metrics.ts';
import { type Alarms, tableThrottles, type Watched } from './alarms.ts';
import { METRICS_NAMESPACE } from './functions.ts';

const PERIOD = Duration.minutes(1);
const WIDTH = 24;
const HEIGHT = 6;

/** One page that answers: is it well, and if not, where? From top to bottom it follows an event's way. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { alarms, ...parts }: Watched & { alarms: Alarms }) {
    super(scope, id);
    const dashboard = new CloudWatchDashboard(this, 'Dashboard', { defaultInterval: Duration.hours(3) });
    dashboard.addWidgets(
      new TextWidget({ markdown: HOW_TO_READ, width: 8, height: 4 }),
      new AlarmStatusWidget({ title: 'Is it well?', alarms: [...alarms.all], width: 16, height: 4 }),
    );
    dashboard.addWidgets(...row([...apiGraphs(parts), functionErrors(parts)]));
    dashboard.addWidgets(...row([...queueGraphs(parts), functionDurations(parts)]));
    dashboard.addWidgets(...row(eventGraphs()));
    dashboard.addWidgets(...row(tableGraphs(parts)));
    dashboard.addWidgets(
      new LogQueryWidget({
        title: 'Errors in the logs',
        logGroupNames: parts.functions.all.map(({ function: lambda }) => lambda.logGroup.logGroupName),
        queryLines: [
          'fields @timestamp, message, error.name, error.code, @logStream',
          'filter level in ["ERROR", "CRITICAL"]',
          'sort @timestamp desc',
          'limit 20',
        ],
        width: WIDTH,
        height: HEIGHT,
      }),
    );
  }
}

const HOW_TO_READ = `An event goes from the **API** to the **queue** to **event-processor** to the **table**.
The first row that looks wrong is where to look: what is below it only waits.`;

/** Side by side over the whole width. */
const row = (graphs: readonly { title: string; left: IMetric[]; right?: IMetric[] }[]): GraphWidget[] =>
  graphs.map((graph) => new GraphWidget({ ...graph, width: WIDTH / graphs.length, height: HEIGHT }));

function apiGraphs({ api: { api } }: Watched) {
  const sum = { period: PERIOD, statistic: Stats.SUM };
  return [
    {
      title: 'API: requests and errors',
      left: [
        api.metricCount({ ...sum, label: 'requests' }),
        api.metricClientError({ ...sum, label: '4xx' }),
        api.metricServerError({ ...sum, label: '5xx' }),
      ],
    },
    {
      title: 'API: latency, ms',
      left: [50, 99].map((percentile) =>
        api.metricLatency({
          period: PERIOD,
          statistic: Stats.percentile(percentile),
          label: `p${percentile}`,
        }),
      ),
    },
  ];
}

const functionErrors = ({ functions }: Watched) => ({
  title: 'Functions: errors, and throttles on the right',
  left: functions.all.map(({ name, function: lambda }) =>
    lambda.metricErrors({ period: PERIOD, label: name }),
  ),
  right: functions.all.map(({ name, function: lambda }) =>
    lambda.metricThrottles({ period: PERIOD, label: name }),
  ),
});

const functionDurations = ({ functions }: Watched) => ({
  title: 'Functions: duration, p99, ms',
  left: functions.all.map(({ name, function: lambda }) =>
    lambda.metricDuration({ period: PERIOD, statistic: Stats.p(99), label: name }),
  ),
});

function queueGraphs({ queue: { queue, deadLetters } }: Watched) {
  const most = { period: PERIOD, statistic: Stats.MAXIMUM };
  return [
    {
      title: 'Queue: messages',
      left: [
        queue.metricApproximateNumberOfMessagesVisible({ ...most, label: 'waiting' }),
        queue.metricApproximateNumberOfMessagesNotVisible({ ...most, label: 'in work' }),
        deadLetters.metricApproximateNumberOfMessagesVisible({ ...most, label: 'dead letters' }),
      ],
    },
    {
      title: 'Queue: age of the oldest message, s',
      left: [queue.metricApproximateAgeOfOldestMessage({ ...most, label: 'age' })],
    },
  ];
}

function eventGraphs() {
  const metric = (metricName: string, statistic: string = Stats.SUM, label = metricName) =>
    new Metric({
      namespace: METRICS_NAMESPACE,
      metricName,
      dimensionsMap: { service: METRICS_SERVICE },
      period: PERIOD,
      statistic,
      label,
    });
  return [
    {
      title: 'event-processor: events',
      left: ['eventsReceived', 'eventsStored', 'eventsDuplicate', 'eventsSkipped'].map((name) =>
        metric(name),
      ),
    },
    { title: 'event-processor: lost races', left: [metric('lostRaces')] },
    {
      title: 'event-processor: from ingest to commit, ms',
      left: [50, 99].map((percentile) => metric('age', Stats.percentile(percentile), `p${percentile}`)),
    },
  ];
}

function tableGraphs({ table }: Watched) {
  const sum = { period: PERIOD, statistic: Stats.SUM };
  return [
    {
      title: 'Table: units a minute',
      left: [
        table.table.metricConsumedReadCapacityUnits({ ...sum, label: 'read' }),
        table.table.metricConsumedWriteCapacityUnits({ ...sum, label: 'written' }),
      ],
    },
    {
      title: 'Table: throttled, and errors of its own',
      left: [
        ...tableThrottles(table).map(({ id, metric }) => metric.with({ period: PERIOD, label: id })),
        table.table.metricSystemErrorsForOperations({
          ...sum,
          operations: [Operation.GET_ITEM, Operation.PUT_ITEM, Operation.UPDATE_ITEM, Operation.QUERY],
        }),
      ],
    },
    {
      title: 'Table: latency of a transaction and of a query, ms',
      left: ['TransactWriteItems', 'Query'].map((operation) =>
        table.table.metricSuccessfulRequestLatency({
          period: PERIOD,
          statistic: Stats.AVERAGE,
          dimensionsMap: { TableName: table.table.tableName, Operation: operation },
          label: operation,
        }),
      ),
    },
  ];
}
