import { API_TIMEOUT_MS } from './local/settings.ts';

/** What a function needs of AWS. */
export interface FunctionNeeds {
  /** MB. A function gets a share of a processor by it: a whole one at 1,769. */
  memory: number;
  /** Absent for the event-processor, whose timeout is a setting: SQS and the code go by it too. */
  timeoutMs?: number;
  /** The calls it makes to the table. A transaction is allowed by the names of its actions. */
  table: readonly TableCall[];
  /** The indexes it queries. */
  indexes?: readonly string[];
  /** What it does with the queue. */
  queue?: readonly ('sends' | 'receives')[];
  /** It goes by the event-processor's timeout. */
  knowsProcessorTimeout?: true;
}

/** As IAM names them: a statement of `BatchExecuteStatement` has a name of its own. */
export type TableCall =
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'DeleteItem'
  | 'GetItem'
  | 'PartiQLInsert'
  | 'PartiQLUpdate'
  | 'PutItem'
  | 'Query'
  | 'UpdateItem';

/** Every request: the key is looked up and its rate counted. */
const SERVING = ['GetItem', 'UpdateItem'] as const;
/** Every POST: an `Idempotency-Key` is claimed, and forgotten if the request fails. */
const IDEMPOTENCY = ['PutItem', 'DeleteItem'] as const;

/** 128 MB is enough where nothing but JavaScript runs; twice of it starts twice as fast. */
const NOTHING_TO_DO = 256;
/**
 * A cold start is 0.1 s of a whole processor, and a page of a thousand chains a few tenths. Half of one doubles
 * that, for half the price while it waits for DynamoDB, which is most of the time.
 */
const ANSWERING = 1_024;
/** Answers at once or is broken. */
const AT_ONCE_MS = 5_000;

/**
 * What each function needs, by its file in `functions/`. The policies are made from this; a test holds it
 * against the calls in the bundles.
 */
export const functionNeeds: Record<string, FunctionNeeds> = {
  // The gateway gives up after 30 s: an answer of ours must come before it.
  'ingest-events': {
    // A request of 1,000 events is 40 ms of a processor and at most 4 MB, held three times while it is read.
    memory: ANSWERING,
    timeoutMs: API_TIMEOUT_MS,
    table: [...SERVING, 'PutItem', 'BatchGetItem'],
    queue: ['sends'],
  },
  'hubspot-ingest': {
    memory: ANSWERING,
    timeoutMs: API_TIMEOUT_MS,
    table: [...SERVING, 'PutItem', 'BatchGetItem'],
    queue: ['sends'],
  },
  'event-processor': {
    // A whole processor: it computes a third of the time, and what a batch holds up is other batches.
    memory: 1_769,
    table: [
      ...['BatchGetItem', 'Query'],
      ...['PartiQLInsert', 'PartiQLUpdate'],
      ...['PutItem', 'UpdateItem', 'BatchWriteItem', 'DeleteItem'],
    ] as TableCall[],
    // An erasure that takes longer goes on by a message of its own.
    queue: ['receives', 'sends'],
    knowsProcessorTimeout: true,
  },
  campaigns: {
    memory: ANSWERING,
    timeoutMs: API_TIMEOUT_MS,
    table: [...SERVING, ...IDEMPOTENCY, 'BatchGetItem', 'Query'],
  },
  people: {
    memory: ANSWERING,
    timeoutMs: API_TIMEOUT_MS,
    table: [...SERVING, ...IDEMPOTENCY, 'BatchGetItem', 'Query'],
    // What is erased is deleted by the event-processor, later than it can be at work with it.
    queue: ['sends'],
    knowsProcessorTimeout: true,
  },
  'view-campaigns': {
    memory: ANSWERING,
    timeoutMs: API_TIMEOUT_MS,
    table: [...SERVING, 'BatchGetItem', 'Query'],
  },
  'view-events': {
    memory: ANSWERING,
    timeoutMs: API_TIMEOUT_MS,
    table: [...SERVING, 'BatchGetItem', 'Query'],
    indexes: ['byUpdated'],
  },
  'hubspot-events': {
    memory: ANSWERING,
    timeoutMs: API_TIMEOUT_MS,
    table: [...SERVING, 'BatchGetItem', 'Query'],
    indexes: ['byCreated'],
  },
  'hubspot-campaigns': {
    memory: ANSWERING,
    timeoutMs: API_TIMEOUT_MS,
    table: [...SERVING, 'BatchGetItem', 'Query'],
    indexes: ['byUpdated'],
  },
  'hubspot-subscriptions': {
    memory: ANSWERING,
    timeoutMs: API_TIMEOUT_MS,
    table: [...SERVING, 'BatchGetItem', 'Query'],
    indexes: ['byCreated'],
  },
  // Most of what comes here is nowhere; what came with a slash at the end is served as everywhere.
  'not-found': { memory: ANSWERING, timeoutMs: API_TIMEOUT_MS, table: SERVING },
  // Half a second of a processor at the first request, nothing after it.
  'followupboss-document': { memory: ANSWERING, timeoutMs: AT_ONCE_MS, table: [] },
  'hubspot-document': { memory: ANSWERING, timeoutMs: AT_ONCE_MS, table: [] },
  health: { memory: NOTHING_TO_DO, timeoutMs: AT_ONCE_MS, table: [] },
};
