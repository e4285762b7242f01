import type { Node } from 'constructs';
import * as z from 'zod';

/** What differs between installations: `development` and `production` in the context of `cdk.json`. */
export interface Settings {
  stackName: string;
  /** The table can't be deleted, and stays when the stack is deleted. */
  keepsData: boolean;
  /** How long logs are kept; CloudWatch takes 1, 3, 5, 7, 14, 30, 60, 90 … days. */
  logDays: number;
  /** What the API takes in all, over the rates of the keys; beyond it the gateway answers 429 itself. */
  requestsPerSecond: number;
  requestsBurst: number;
  /**
   * Event-processors at the same time, at least 2 (SQS). One writes 900 units a second (measured), and a new
   * table takes 4,000: with four, a blast waits in the queue rather than failing. More once the table has grown.
   */
  processors: number;
  /**
   * How long messages are gathered for one invocation, unless there are a hundred before: neighbouring events of a
   * message then share one write, and small requests one commit. It is also how much later a lone event is seen.
   * With 2 s an event of a steady stream costs a fifth more than with 10 s (`npm run bench -- life`).
   */
  gatherSeconds: number;
  /** Timeout of the event-processor. A full batch takes a fifth of 60; a shorter one is for tests. */
  processorTimeoutSeconds: number;
  /** By function. A new AWS account has 10 in all, so there is none to reserve: leave it out there. */
  reservedConcurrency: Record<string, number>;
  /** Who hears of alarms, once they have confirmed it. */
  alarmEmail?: string | undefined;
  /** A domain of one's own for the API, and its certificate in AWS Certificate Manager, of the same region. */
  domainName?: string | undefined;
  certificateArn?: string | undefined;
  /** What links in answers begin with where the request's host is no help; `{apiId}` stands for the API's id. */
  publicUrl?: string | undefined;
}

const settingsSchema = z
  .strictObject({
    stackName: z.string().regex(/^[A-Za-z][\w-]*$/),
    keepsData: z.boolean(),
    logDays: z.int().positive(),
    requestsPerSecond: z.int().positive(),
    requestsBurst: z.int().positive(),
    processors: z.int().min(2).max(1_000),
    gatherSeconds: z.coerce.number().int().min(0).max(300),
    processorTimeoutSeconds: z.coerce.number().int().min(15).max(900).default(60),
    reservedConcurrency: z.record(z.string(), z.int().positive()).default({}),
    alarmEmail: z.email().optional(),
    domainName: z.string().optional(),
    certificateArn: z.string().startsWith('arn:').optional(),
    publicUrl: z.string().startsWith('http').optional(),
  })
  .refine(({ domainName, certificateArn }) => !domainName === !certificateArn, {
    error: 'domainName and certificateArn go together',
  })
  .refine(
    ({ processors, reservedConcurrency }) =>
      (reservedConcurrency['event-processor'] ?? processors) >= processors,
    { error: 'the event-processor needs at least as much reserved concurrency as there are processors' },
  );

/** What may also be given on the command line: `-c alarmEmail=…`. */
const ON_THE_COMMAND_LINE = [
  'stackName',
  'gatherSeconds',
  'processorTimeoutSeconds',
  'alarmEmail',
  'domainName',
  'certificateArn',
  'publicUrl',
] as const;

/**
 * Reads the settings of the environment that the context names.
 * @throws Error if there is no such environment or a setting is wrong
 */
export function readSettings(node: Node, environment: string = node.tryGetContext('environment')): Settings {
  const settings: unknown = node.tryGetContext(environment);
  if (typeof settings !== 'object') throw new Error(`cdk.json has no settings for ${environment}.`);
  const given = ON_THE_COMMAND_LINE.map((name) => [name, node.tryGetContext(name)] as const);
  const parsed = settingsSchema.safeParse({
    ...settings,
    ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
  });
  if (!parsed.success) {
    throw new Error(`The settings for ${environment} are wrong:\n${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}
