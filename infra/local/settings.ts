/** What the local system sets where AWS has the stack. Times are short: a developer waits for them. */

/** Names of the table and the queues; in AWS the stack makes names up. */
export const TABLE_NAME = 'chainmail';
export const QUEUE_NAME = 'chainmail-events';
export const DEAD_LETTER_QUEUE_NAME = 'chainmail-events-dead';

export const REGION = 'us-east-1';
/** The account number that emulators use. */
export const AWS_ACCOUNT = '000000000000';

/** Timeout of the functions behind the gateway, which itself gives up after 30 s (API Gateway). */
export const API_TIMEOUT_MS = 29_000;

/** Timeout of the event-processor; 60 s in AWS. It bounds how long a batch of a killed process is waited for. */
export const PROCESSOR_TIMEOUT_MS = 15_000;

/** The visibility timeout AWS recommends for a queue that feeds a function: six times the function's timeout. */
export const visibilitySeconds = (processorTimeoutMs: number): number =>
  Math.ceil((6 * processorTimeoutMs) / 1_000);

/** Receives before a message is a dead letter. */
export const RECEIVES_MAX = 5;

/** How long messages are kept: 14 days, the most SQS allows. */
export const RETENTION_SECONDS = 14 * 24 * 60 * 60;

/**
 * Messages of one invocation of the event-processor: two full batches. With 100 of them, which may be ten, the
 * last started too late on a busy machine, gave up, and its messages came back (189 of 244 in a blast of 40,000
 * events, with 20 it was 36).
 */
export const INVOCATION_MESSAGES_MAX = 20;

/** How long an invocation's messages are gathered, from the first one. */
export const BATCHING_WINDOW_MS = 200;

/** Invocations of the event-processor at the same time. */
export const PROCESSORS = 2;

/** Size of one invocation's payload, in and out (Lambda). */
export const INVOCATION_BYTES_MAX = 6 * 1024 * 1024;

/** Requests a minute of the demo account: its demo makes a thousand people in a few seconds. */
export const DEMO_RATE_PER_MINUTE = 12_000;
