import type { BatchStatementRequest } from '@aws-sdk/client-dynamodb';
import type { Scheduler } from 'fast-check';
import { retry } from '../../../lib/retry.ts';
import type { Operations, Table } from '../../../lib/store/table.ts';

/**
 * What happens to a call. After `late` and `killed-after` it takes effect at any later time, at once included.
 * - `throttled`: refused, nothing happens
 * - `gone`: no answer, and it never takes effect
 * - `late`: no answer
 * - `killed-before`, `killed-after`: its processor is no more
 * - `conflict`: another transaction held one of the items
 * - `part-refused`, `part-late`: one statement of a BatchExecuteStatement is throttled, or gets no answer
 */
export type Trouble =
  | 'throttled'
  | 'gone'
  | 'late'
  | 'killed-before'
  | 'killed-after'
  | 'conflict'
  | 'part-refused'
  | 'part-late';

/** Trouble for some calls of one operation: from the how manieth on, and for how many. */
export interface Plan {
  operation: keyof Operations;
  from: number;
  times: number;
  trouble: Trouble;
}

/** What a processor has to put up with. */
export interface Weather {
  plans?: readonly Plan[];
  /** Its eventually consistent reads find nothing of what was ever written. */
  stale?: boolean;
}

export interface ScheduledTable extends Table {
  /** For whatever else the processor waits for. */
  pass(label: string): Promise<void>;
  /** Resolves when the processor is killed. */
  readonly death: Promise<void>;
}

/**
 * One processor's way to the table. Each of its calls has two points that the scheduler puts in order with all
 * others': when it is sent, at which it takes effect, and when its answer arrives.
 */
export function scheduledTable(
  table: Table,
  scheduler: Scheduler,
  processor: string,
  { plans = [], stale = false }: Weather = {},
): ScheduledTable {
  const { promise: death, resolve: die } = Promise.withResolvers<void>();
  const calls = new Map<keyof Operations, number>();
  let dead = false;

  async function pass(label: string): Promise<void> {
    await scheduler.schedule(Promise.resolve(), `${processor}: ${label}`);
    if (dead) await never();
  }

  function kill(): Promise<never> {
    dead = true;
    die();
    return never();
  }

  function planned(operation: keyof Operations): Trouble | undefined {
    const call = calls.get(operation) ?? 0;
    calls.set(operation, call + 1);
    return plans.find((one) => one.operation === operation && one.from <= call && call < one.from + one.times)
      ?.trouble;
  }

  async function send<O extends keyof Operations>(
    operation: O,
    input: Operations[O][0],
  ): Promise<Operations[O][1]> {
    if (dead) return never();
    const trouble = planned(operation);
    if (trouble === 'killed-before') return kill();
    await pass(`${operation} is sent`);
    const outcome = await answer(operation, input, trouble).then(
      (output) => () => output,
      (error: unknown) => () => {
        throw error;
      },
    );
    await pass(`${operation} is answered${trouble ? ` (${trouble})` : ''}`);
    return outcome();
  }

  async function answer<O extends keyof Operations>(
    operation: O,
    input: Operations[O][0],
    trouble: Exclude<Trouble, 'killed-before'> | undefined,
  ): Promise<Operations[O][1]> {
    switch (trouble) {
      case undefined:
        return stale && isEventual(input) ? {} : table.call(operation, input);
      case 'throttled':
        throw named('ThrottlingException');
      case 'gone':
        throw named('TimeoutError');
      case 'late':
        land(operation, input);
        throw named('TimeoutError');
      case 'killed-after':
        land(operation, input);
        return kill();
      case 'conflict':
        throw Object.assign(named('TransactionCanceledException'), {
          CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
        });
      case 'part-refused':
      case 'part-late':
        return { Responses: await inParts(input as Operations['BatchExecuteStatement'][0], trouble) };
      default:
        return trouble satisfies never;
    }
  }

  /** The first of the statements gets no definite answer. */
  async function inParts(
    { Statements = [] }: Operations['BatchExecuteStatement'][0],
    trouble: 'part-refused' | 'part-late',
  ) {
    const [first, ...others]: BatchStatementRequest[] = Statements;
    if (first && trouble === 'part-late') land('BatchExecuteStatement', { Statements: [first] });
    const { Responses = [] } =
      others.length > 0 ? await table.call('BatchExecuteStatement', { Statements: others }) : {};
    const Code = trouble === 'part-late' ? ('InternalServerError' as const) : ('ThrottlingError' as const);
    return [{ Error: { Code } }, ...Responses];
  }

  /** Nobody waits for it, and nobody hears of it. */
  function land<O extends keyof Operations>(operation: O, input: Operations[O][0]): void {
    const sent = structuredClone(input);
    void scheduler
      .schedule(Promise.resolve(), `${processor}: ${operation} arrives late`)
      .then(() => table.call(operation, sent))
      .catch(() => undefined);
  }

  return {
    name: table.name,
    death,
    pass,
    // As `openTable` does.
    call: (operation, input, { once = false } = {}) =>
      once ? send(operation, input) : retry(() => send(operation, input)),
  };
}

const isEventual = (input: object): boolean =>
  'RequestItems' in input &&
  Object.values(input.RequestItems ?? {}).every(({ ConsistentRead }) => ConsistentRead === false);

const named = (name: string): Error => Object.assign(new Error('injected'), { name });

/** Who is dead neither goes on nor throws. */
const never = (): Promise<never> => new Promise(() => {});
