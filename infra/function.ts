import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { codeOf } from './bundle.ts';
import type { FunctionNeeds, TableCall } from './function-needs.ts';
import type { Settings } from './settings.ts';

/** What SQS is asked. The batch calls go by the names of the single ones. */
const QUEUE_CALLS = {
  sends: ['sqs:SendMessage'],
  // Lambda receives and deletes in the function's name; the function itself lets messages come back sooner.
  receives: [
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:ChangeMessageVisibility',
  ],
} as const;

export interface ChainmailFunctionProps {
  name: string;
  needs: FunctionNeeds;
  settings: Settings;
}

/** One Lambda function, whose role allows nothing but writing its log until it is told more. */
export class ChainmailFunction extends Construct {
  readonly name: string;
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, { name, needs, settings }: ChainmailFunctionProps) {
    super(scope, id);
    this.name = name;
    const logGroup = new LogGroup(this, 'Log', {
      retention: settings.logDays,
      removalPolicy: settings.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    // Not AWSLambdaBasicExecutionRole: it lets a function write to every log of the account.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);

    const reserved = settings.reservedConcurrency[name];
    this.function = new LambdaFunction(this, 'Function', {
      description: `Chainmail: functions/${name}.ts`,
      code: codeOf(name),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: needs.memory,
      timeout: Duration.millis(needs.timeoutMs ?? settings.processorTimeoutSeconds * 1_000),
      role: this.role,
      logGroup,
      ...(reserved !== undefined && { reservedConcurrentExecutions: reserved }),
    });
  }

  mayCallTable(arn: string, calls: readonly TableCall[]): void {
    this.allow(
      calls.map((call) => `dynamodb:${call}`),
      arn,
    );
  }

  mayUseQueue(arn: string, use: keyof typeof QUEUE_CALLS): void {
    this.allow(QUEUE_CALLS[use], arn);
  }

  private allow(actions: readonly string[], arn: string): void {
    this.role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [arn] }));
  }
}
