import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueuedEvent } from '../../lib/domain/chunk.ts';
import { factOf, messageName } from '../../lib/domain/event.ts';
import { aQueuedEvent } from '../factories.ts';
import { audit, factsOf } from './audit.ts';
import { type Fault, Faults } from './faults.ts';
import { messageOf, openRig, own, type Rig, START } from './rig.ts';

const RUNS = 15;
const MINUTE = 60_000;

/** One submission in a few words: who, which campaign, what, when (or no time given). */
interface Said {
  person: number;
  campaign: number;
  word: 'delivered' | 'open' | 'click' | 'hard-bounce';
  minute: number | undefined;
}

const said: fc.Arbitrary<Said> = fc.record({
  person: fc.integer({ min: 0, max: 2 }),
  campaign: fc.integer({ min: 1, max: 2 }),
  word: fc.constantFrom('delivered', 'open', 'click', 'hard-bounce'),
  minute: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined, freq: 3 }),
});

const faultOf: fc.Arbitrary<Fault | undefined> = fc.oneof(
  { weight: 7, arbitrary: fc.constant(undefined) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Fault>(
      'kill-before',
      'kill-after',
      'fail-before',
      'lost',
      'throttled',
      'conflict',
    ),
  },
);

/** Several processors at once, each with some of the messages and its own faults; then time passes. */
const round = fc.record({
  processors: fc.array(
    fc.record({
      messages: fc.uniqueArray(fc.nat({ max: 3 }), { minLength: 1 }),
      faults: fc.infiniteStream(faultOf),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  pause: fc.constantFrom(0, 1_000, 25_000),
});

let rig: Rig;
let people = 0;
let numbers = 0;

beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());

describe('processors that meet on the same chains, with faults and repeats', () => {
  it('store each fact once and count it once', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(said, { minLength: 1, maxLength: 4 }), { minLength: 4, maxLength: 4 }),
        fc.array(round, { minLength: 1, maxLength: 3 }),
        async (requests, rounds) => {
          const { messages, expected } = await submit(requests);
          // What one processor has acknowledged is never delivered again; others may have it at the same time.
          let open = messages;
          for (const { processors, pause } of rounds) {
            const failures = await Promise.all(
              processors.map(async ({ messages: positions, faults }) => {
                const chosen = open.filter((_, position) => positions.includes(position));
                const failed = await rig.deliver(chosen, new Faults(() => faults.next().value));
                return chosen.filter(({ id }) => !failed.has(id));
              }),
            );
            const acknowledged = new Set(failures.flat());
            open = open.filter((message) => !acknowledged.has(message));
            rig.clock.now += pause;
          }
          await rig.drain(open);

          const found = await audit(rig.embedded);
          expect(found.journal).toEqual(found.stored);
          expect(found.tallies).toEqual(found.folds);
          const stored = new Map(found.chains.map((chain) => [messageName(chain), factsOf(chain.events)]));
          for (const [name, facts] of expected) expect(stored.get(name)).toEqual(facts);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

/** @returns the queue messages, and the model: what each chain must hold in the end, each dated fact once */
async function submit(requests: readonly Said[][]) {
  const first = people + 1;
  people += 3;
  for (let person = first; person <= people; person++) await own(rig.table, addressOf(person), person);
  const facts = new Map<string, Map<string, QueuedEvent>>();
  const messages = requests.map((events, request) =>
    messageOf(
      `${first}.${request}`,
      events.map(({ person, campaign, word, minute }, position) => {
        const event = aQueuedEvent({
          number: ++numbers,
          position,
          word,
          campaign,
          recipient: addressOf(first + person),
          received: START,
          created: START + (minute ?? 0) * MINUTE,
          dated: minute !== undefined,
        });
        const name = messageName({ person: first + person, campaign });
        const known = facts.get(name) ?? new Map<string, QueuedEvent>();
        facts.set(name, known.set(factOf(event) ?? String(event.number), event));
        return event;
      }),
    ),
  );
  const expected = [...facts].map(([name, events]) => {
    const tagged = [...events.values()].map((event) => ({ ...event, tag: '' }));
    return [name, factsOf(tagged)] as const;
  });
  return { messages, expected };
}

const addressOf = (person: number): string => `p${person}@example.com`;
