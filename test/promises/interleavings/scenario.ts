import * as fc from 'fast-check';
import type { Operations } from '../../../lib/store/table.ts';
import type { Plan, Trouble } from './scheduled-table.ts';

/** One submission in a few words; `person: 2` is nobody. Without a minute, every submission is a fact. */
export interface Said {
  person: number;
  campaign: number;
  word: 'delivered' | 'open' | 'click' | 'hard-bounce' | 'unsubscribe';
  minute: number | undefined;
}

export interface Processor {
  /** Positions of the queue messages it is given. */
  messages: number[];
  /** How far its clock is ahead, ms. 25 s let it think that others must be dead. */
  ahead: number;
  stale: boolean;
  plans: Plan[];
}

/** Processors that work at the same time, on the same chains. */
export interface Scenario {
  /** By queue message. */
  requests: Said[][];
  processors: Processor[];
  /** How often the first message was clicked before; so often that its chain spills into a page, or only once. */
  before: number;
  /** Whether the first person's address goes to somebody else meanwhile. */
  moves: boolean;
  /** Whether meanwhile more time passes than an attempt may take. */
  lapses: boolean;
  /** Position of a queue message that is not delivered again: it waits in the dead-letter queue until the end. */
  dead: number | undefined;
  /** Whether the first chain is erased meanwhile. */
  erases: boolean;
  /** How long it takes until what failed is delivered again. */
  pause: 'a minute' | 'a month';
  /** Whether reads are stale also then. */
  stale: boolean;
  /** Whether all messages are delivered once more in the end, as if nobody had acknowledged them. */
  again: boolean;
  /** Of tags and pauses. */
  seed: number;
}

/** Some values more often than others, so that submissions meet. */
const said: fc.Arbitrary<Said> = fc.record({
  person: fc.constantFrom(0, 0, 0, 0, 1, 1, 2),
  campaign: fc.constantFrom(1, 1, 1, 2),
  word: fc.constantFrom('open', 'open', 'open', 'click', 'click', 'delivered', 'hard-bounce', 'unsubscribe'),
  minute: fc.constantFrom(0, 0, 0, 1, 2, undefined),
});

const plan = (operation: keyof Operations, ...troubles: [Trouble, ...Trouble[]]): fc.Arbitrary<Plan> =>
  fc.record({
    operation: fc.constant(operation),
    from: fc.constantFrom(0, 0, 0, 1, 2),
    // Three are all tries of a call.
    times: fc.constantFrom(3, 3, 1, 2, 4),
    trouble: fc.constantFrom(...troubles),
  });

const kills = ['killed-before', 'killed-after'] as const;
const anyPlan = fc.oneof(
  {
    weight: 4,
    arbitrary: plan(
      'BatchExecuteStatement',
      ...kills,
      'late',
      'gone',
      'throttled',
      'part-refused',
      'part-late',
    ),
  },
  { weight: 3, arbitrary: plan('TransactWriteItems', ...kills, 'late', 'gone', 'throttled', 'conflict') },
  { weight: 1, arbitrary: plan('PutItem', ...kills, 'late', 'gone') },
  { weight: 1, arbitrary: plan('BatchWriteItem', ...kills, 'late', 'gone') },
  { weight: 1, arbitrary: plan('UpdateItem', ...kills, 'late', 'gone') },
  { weight: 1, arbitrary: plan('BatchGetItem', ...kills, 'gone') },
);

/** True once in so many times. */
const oneIn = (times: number): fc.Arbitrary<boolean> =>
  fc.nat(times - 1).map((chosen) => chosen === times - 1);

const REQUESTS = 3;

const processor: fc.Arbitrary<Processor> = fc.record({
  messages: fc.uniqueArray(fc.nat(REQUESTS - 1), { minLength: 1 }),
  ahead: fc.constantFrom(0, 0, 25_000),
  stale: oneIn(4),
  plans: fc.oneof(
    { weight: 1, arbitrary: fc.constant<Plan[]>([]) },
    { weight: 2, arbitrary: fc.array(anyPlan, { minLength: 1, maxLength: 2 }) },
  ),
});

export const scenario: fc.Arbitrary<Scenario> = fc.record({
  requests: fc.array(fc.array(said, { minLength: 1, maxLength: 4 }), {
    minLength: REQUESTS,
    maxLength: REQUESTS,
  }),
  processors: fc.oneof(
    { weight: 3, arbitrary: fc.array(processor, { minLength: 2, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(processor, { minLength: 3, maxLength: 3 }) },
  ),
  before: fc.constantFrom(0, 0, 1, 12),
  moves: oneIn(4),
  lapses: oneIn(4),
  dead: fc.option(fc.nat(REQUESTS - 1), { nil: undefined, freq: 3 }),
  erases: oneIn(4),
  stale: oneIn(4),
  pause: oneIn(6).map((long) => (long ? 'a month' : 'a minute')),
  again: oneIn(4),
  seed: fc.nat(),
});
