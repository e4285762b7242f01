import { readdirSync, readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadFunctions } from '../../infra/local/functions.ts';
import { DEFAULT_FUNCTION, routes } from '../../lib/http/routes.ts';
import { tableSchema } from '../../lib/store/schema.ts';
import { type Synthesized, synthesize } from './a-synthesized-stack.ts';
import { functionsOf, type Properties, policiesOf, routesOf, theOnly } from './read-template.ts';

let stacks: Synthesized;
beforeAll(() => {
  stacks = synthesize();
}, 120_000);

const files = readdirSync(new URL('../../functions', import.meta.url)).map((file) => file.replace('.ts', ''));

describe('every function', () => {
  it('is a file in functions/, and every file a function', () => {
    expect(Object.keys(functionsOf(stacks.development)).sort()).toEqual([...files].sort());
  });

  it('runs Node 24 on arm64', () => {
    for (const properties of Object.values(functionsOf(stacks.production))) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
      });
    }
  });

  it('has a memory and a timeout', () => {
    const sizes = Object.entries(functionsOf(stacks.production)).map(([name, { MemorySize, Timeout }]) => [
      name,
      MemorySize,
      Timeout,
    ]);
    expect(sizes).toEqual([
      ['campaigns', 1024, 29],
      ['event-processor', 1769, 60],
      ['followupboss-document', 1024, 5],
      ['health', 256, 5],
      ['hubspot-campaigns', 1024, 29],
      ['hubspot-document', 1024, 5],
      ['hubspot-events', 1024, 29],
      ['hubspot-ingest', 1024, 29],
      ['hubspot-subscriptions', 1024, 29],
      ['ingest-events', 1024, 29],
      ['not-found', 1024, 29],
      ['people', 1024, 29],
      ['view-campaigns', 1024, 29],
      ['view-events', 1024, 29],
    ]);
  });

  it('finds the table and the queue by the variables that its code reads, and has no others', () => {
    for (const [name, { Environment }] of Object.entries(functionsOf(stacks.production))) {
      const code = readFileSync(new URL(`../../functions/${name}.ts`, import.meta.url), 'utf8');
      const read = [...code.matchAll(/required\('(\w+)'\)/g)].map(([, variable]) => variable);
      const given = Object.keys(Environment?.Variables ?? {});
      const theMetrics = name === 'event-processor' ? ['POWERTOOLS_METRICS_NAMESPACE'] : [];
      expect([name, ...given.sort()]).toEqual([name, ...[...read, ...theMetrics].sort()]);
    }
  });

  it('keeps its log, and the API its own, for a week in development and 90 days in production', () => {
    stacks.development.resourcePropertiesCountIs(
      'AWS::Logs::LogGroup',
      { RetentionInDays: 7 },
      files.length + 1,
    );
    stacks.production.resourcePropertiesCountIs(
      'AWS::Logs::LogGroup',
      { RetentionInDays: 90 },
      files.length + 1,
    );
  });

  it('may do exactly this', () => {
    expect(policiesOf(stacks.production)).toMatchInlineSnapshot(`
      {
        "campaigns": [
          "Allow logs:CreateLogStream logs:PutLogEvents on FunctionscampaignsLog",
          "Allow dynamodb:BatchGetItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on Table",
        ],
        "event-processor": [
          "Allow logs:CreateLogStream logs:PutLogEvents on FunctionseventprocessorLog",
          "Allow dynamodb:BatchGetItem dynamodb:BatchWriteItem dynamodb:DeleteItem dynamodb:PartiQLInsert dynamodb:PartiQLUpdate dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on Table",
          "Allow sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage sqs:SendMessage on QueueEvents",
        ],
        "followupboss-document": [
          "Allow logs:CreateLogStream logs:PutLogEvents on FunctionsfollowupbossdocumentLog",
        ],
        "health": [
          "Allow logs:CreateLogStream logs:PutLogEvents on FunctionshealthLog",
        ],
        "hubspot-campaigns": [
          "Allow logs:CreateLogStream logs:PutLogEvents on FunctionshubspotcampaignsLog",
          "Allow dynamodb:BatchGetItem dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem on Table",
          "Allow dynamodb:Query on Table/index/byUpdated",
        ],
        "hubspot-document": [
          "Allow logs:CreateLogStream logs:PutLogEvents on FunctionshubspotdocumentLog",
        ],
        "hubspot-events": [
          "Allow logs:CreateLogStream logs:PutLogEvents on FunctionshubspoteventsLog",
          "Allow dynamodb:BatchGetItem dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem on Table",
          "Allow dynamodb:Query on Table/index/byCreated",
        ],
        "hubspot-ingest": [
          "Allow logs:CreateLogStream logs:PutLogEvents on FunctionshubspotingestLog",
          "Allow dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on Table",
          "Allow sqs:SendMessage on QueueEvents",
        ],
        "hubspot-subscriptions": [
          "Allow logs:CreateLogStream logs:PutLogEvents on FunctionshubspotsubscriptionsLog",
          "Allow dynamodb:BatchGetItem dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem on Table",
          "Allow dynamodb:Query on Table/index/byCreated",
        ],
        "ingest-events": [
          "Allow logs:CreateLogStream logs:PutLogEvents on FunctionsingesteventsLog",
          "Allow dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on Table",
          "Allow sqs:SendMessage on QueueEvents",
        ],
        "not-found": [
          "Allow logs:CreateLogStream logs:PutLogEvents on FunctionsnotfoundLog",
          "Allow dynamodb:GetItem dynamodb:UpdateItem on Table",
        ],
        "people": [
          "Allow logs:CreateLogStream logs:PutLogEvents on FunctionspeopleLog",
          "Allow dynamodb:BatchGetItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on Table",
          "Allow sqs:SendMessage on QueueEvents",
        ],
        "view-campaigns": [
          "Allow logs:CreateLogStream logs:PutLogEvents on FunctionsviewcampaignsLog",
          "Allow dynamodb:BatchGetItem dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem on Table",
        ],
        "view-events": [
          "Allow logs:CreateLogStream logs:PutLogEvents on FunctionsvieweventsLog",
          "Allow dynamodb:BatchGetItem dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem on Table",
          "Allow dynamodb:Query on Table/index/byUpdated",
        ],
      }
    `);
  });
});

describe('the API', () => {
  it('leads where the table of routes says, and everything else to not-found', () => {
    expect(routesOf(stacks.development)).toEqual(
      Object.fromEntries([
        ...routes.map(({ method, path, function: name }) => [`${method} ${path}`, name]),
        ['$default', DEFAULT_FUNCTION],
      ]),
    );
  });

  it('leads to the same functions as the local server, and the queue to the rest', async () => {
    process.env.CHAINMAIL_TABLE = 'none';
    process.env.CHAINMAIL_QUEUE_URL = 'http://127.0.0.1/none';
    process.env.CHAINMAIL_PROCESSOR_TIMEOUT_MS = '1000';
    const local = await loadFunctions();
    const deployed = new Set(Object.values(routesOf(stacks.development)));
    expect([...deployed].sort()).toEqual([...local.api.keys()].sort());
    expect([...deployed, 'event-processor'].sort()).toEqual([...files].sort());
  });

  it('answers 429 beyond 500 requests a second in production', () => {
    stacks.production.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000 },
    });
  });

  it('logs every request, without its path, query or address', () => {
    const { AccessLogSettings } = theOnly(stacks.production, 'AWS::ApiGatewayV2::Stage');
    expect(AccessLogSettings.DestinationArn).toBeDefined();
    expect(AccessLogSettings.Format).not.toMatch(/path|querystring|sourceIp|identity/i);
  });

  it('has a domain of its own if one is given, which its links then name', () => {
    stacks.production.resourceCountIs('AWS::ApiGatewayV2::DomainName', 0);
    stacks.withDomain.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainName: 'events.example.com',
    });
    stacks.withDomain.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
    expect(functionsOf(stacks.withDomain).people?.Environment?.Variables).toMatchObject({
      CHAINMAIL_PUBLIC_URL: 'https://events.example.com',
    });
    stacks.withDomain.hasOutput('ApiUrl', { Value: 'https://events.example.com' });
  });
});

describe('the queue', () => {
  const queue = (): Properties =>
    Object.values(
      stacks.production.findResources('AWS::SQS::Queue', {
        Properties: { RedrivePolicy: Match.anyValue() },
      }),
    )[0]?.Properties;

  it('gives a message up after 5 receives', () => {
    expect(queue().RedrivePolicy.maxReceiveCount).toBe(5);
  });

  it('hides a message for six times the timeout of the function, and while it is gathered', () => {
    expect(queue().VisibilityTimeout).toBe(370);
  });

  it('keeps messages for 14 days, dead ones too', () => {
    stacks.production.allResourcesProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
    });
  });

  it('takes messages of 1 MiB, which a chunk may become by escaping', () => {
    stacks.production.allResourcesProperties('AWS::SQS::Queue', { MaximumMessageSize: 1024 * 1024 });
  });

  it('feeds the event-processor 100 messages at a time, and heeds partial failures', () => {
    stacks.production.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 100,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('gathers them for 2 s in development and 10 in production', () => {
    const gathered = (MaximumBatchingWindowInSeconds: number) => ({ MaximumBatchingWindowInSeconds });
    stacks.development.hasResourceProperties('AWS::Lambda::EventSourceMapping', gathered(2));
    stacks.production.hasResourceProperties('AWS::Lambda::EventSourceMapping', gathered(10));
  });

  it('feeds it 2 at a time in development and 4 in production', () => {
    const concurrency = (MaximumConcurrency: number) => ({ ScalingConfig: { MaximumConcurrency } });
    stacks.development.hasResourceProperties('AWS::Lambda::EventSourceMapping', concurrency(2));
    stacks.production.hasResourceProperties('AWS::Lambda::EventSourceMapping', concurrency(4));
  });
});

describe('reserved concurrency', () => {
  const reserved = (functions: Record<string, Properties>) =>
    Object.entries(functions).flatMap(([name, { ReservedConcurrentExecutions: count }]) =>
      count === undefined ? [] : [[name, count]],
    );

  it('guards ingest and the processor in production', () => {
    expect(reserved(functionsOf(stacks.production))).toEqual([
      ['event-processor', 4],
      ['ingest-events', 50],
    ]);
  });

  it('is not asked for in development, where an account may have none', () => {
    expect(reserved(functionsOf(stacks.development))).toEqual([]);
  });
});

describe('the table', () => {
  it('has the keys and indexes of lib/store/schema.ts', () => {
    const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } = theOnly(
      stacks.production,
      'AWS::DynamoDB::Table',
    );
    expect({ AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode }).toEqual(tableSchema);
  });

  it('can be put back to any second, and forgets by `ttl`', () => {
    stacks.development.hasResourceProperties('AWS::DynamoDB::Table', {
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    });
  });

  it('is kept in production, whatever becomes of the stack', () => {
    stacks.production.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { DeletionProtectionEnabled: true },
    });
  });

  it('goes with the stack in development', () => {
    stacks.development.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Delete',
      Properties: { DeletionProtectionEnabled: false },
    });
  });
});

describe('an operator', () => {
  it.each([
    ['a dead letter', 'ApproximateNumberOfMessagesVisible', 0],
    ['a message of a quarter of an hour', 'ApproximateAgeOfOldestMessage', 900],
    ['failing requests', '5xx', 5],
    ['throttled functions', 'Throttles', 0],
    ['a table that refuses reads', 'ReadThrottleEvents', 100],
    ['a table that refuses writes', 'WriteThrottleEvents', 100],
  ])('hears of %s', (_, MetricName, Threshold) => {
    stacks.production.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName,
      Threshold,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: Match.stringLikeRegexp('Topic') }],
    });
  });

  it('finds every alarm and every function on the dashboard', () => {
    const page = JSON.stringify(theOnly(stacks.production, 'AWS::CloudWatch::Dashboard').DashboardBody);
    for (const id of Object.keys(stacks.production.findResources('AWS::CloudWatch::Alarm'))) {
      expect(page).toContain(id);
    }
    for (const name of files) expect(page).toContain(name);
  });

  it('is told what leads to the installation', () => {
    expect(Object.keys(stacks.production.findOutputs('*')).sort()).toEqual([
      'AlarmTopicArn',
      'ApiUrl',
      'DeadLetterQueueName',
      'DeadLetterQueueUrl',
      'QueueName',
      'QueueUrl',
      'TableName',
    ]);
  });
});

it('cdk-nag finds nothing that is not acknowledged with a reason', () => {
  expect(stacks.findings).toEqual([]);
});
