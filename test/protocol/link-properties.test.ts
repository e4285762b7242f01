import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factOf, type StoredEvent, type Submission } from '../../lib/domain/event.ts';
import type { Settlement } from '../../lib/protocol/link.ts';
import { eventsOfMessage, inTwoOrders } from '../arbitraries.ts';
import { CAMPAIGN } from '../factories.ts';
import { linking, ME, toldLinks } from './linking.ts';

/** The submissions of a message, each with its own number; several may state one fact. */
const submissions = eventsOfMessage().map((events) =>
  events.map(({ tag, ...event }): Submission => ({ ...event, campaign: CAMPAIGN })),
);

interface Attempt {
  submitted: Submission[];
  settlement: Settlement;
}

/** Attempts at parts of them, one after the other, each of which committed or was aborted in the end. */
const attempts: fc.Arbitrary<Attempt[]> = submissions.chain((all) =>
  fc.array(
    fc.record({
      submitted: fc.subarray(all),
      settlement: fc.constantFrom<Settlement>('counted', 'not-counted'),
    }),
    { maxLength: 6 },
  ),
);

/** What a chain says happened. */
const factsIn = (events: readonly (StoredEvent | Submission)[]): string[] =>
  events.map((event) => factOf(event) ?? `submission ${event.number}`);

/** Links each attempt's submissions into what the attempts before it have left. */
function replay(history: readonly Attempt[]) {
  let stored: StoredEvent[] = [];
  const tags: Record<string, Settlement> = {};
  return history.map(({ submitted, settlement }, position) => {
    const before = stored;
    const result = linking({ stored, submitted, tags });
    stored = retag(result.events, `t${position}`);
    tags[`t${position}`] = settlement;
    return { before, submitted, result, settlement };
  });
}

/** My events, as the next attempt meets them. */
const retag = (events: readonly StoredEvent[], as: string): StoredEvent[] =>
  events.map((event) => (event.tag === ME ? { ...event, tag: as } : event));

describe('whatever attempts come and go', () => {
  it('a chain is only appended to, and has every submission and every fact once', () => {
    fc.assert(
      fc.property(attempts, (history) => {
        const withoutTags = (all: readonly StoredEvent[]) => all.map(({ tag, ...event }) => event);
        for (const { before, submitted, result } of replay(history)) {
          const { events, linked } = result;
          expect(withoutTags(events.slice(0, before.length))).toEqual(withoutTags(before));
          expect(new Set(events.map(({ number }) => number)).size).toBe(events.length);
          expect(new Set(factsIn(events)).size).toBe(events.length);
          expect(factsIn(events)).toEqual(expect.arrayContaining(factsIn(submitted)));
          expect(linked.size).toBe(submitted.length);
        }
      }),
    );
  });

  it('no event is ever counted twice, and whatever a commit was asked for is counted', () => {
    fc.assert(
      fc.property(attempts, (history) => {
        const counted: StoredEvent[] = [];
        for (const { submitted, result, settlement } of replay(history)) {
          if (settlement !== 'counted') continue;
          counted.push(...result.events.filter(({ tag }) => tag === ME));
          expect(factsIn(counted)).toEqual(expect.arrayContaining(factsIn(submitted)));
        }
        expect(new Set(counted.map(({ number }) => number)).size).toBe(counted.length);
      }),
    );
  });

  it('linking the same again changes nothing, before and after the commit', () => {
    fc.assert(
      fc.property(eventsOfMessage(), submissions, (stored, submitted) => {
        const tags: Record<string, Settlement> = { t1: 'counted', t2: 'not-counted', t3: 'busy' };
        const first = linking({ stored, submitted, tags });

        const again = linking({ stored: first.events, submitted, tags });
        expect(again.changed).toBe(false);
        expect(again.events).toEqual(first.events);
        expect(again.linked).toEqual(first.linked);

        const committed = retag(first.events, 't0');
        const later = linking({ stored: committed, submitted, tags: { ...tags, t0: 'counted' } });
        expect(later.changed).toBe(false);
        expect(later.events).toEqual(committed);
        expect(toldLinks(later)).toEqual(
          toldLinks(first).map((told) => told.replace('counted by me', 'counted by another')),
        );
      }),
    );
  });

  it('the same facts are stored, in whatever order they are submitted', () => {
    fc.assert(
      fc.property(inTwoOrders(submissions), ([one, other]) => {
        const [first, second] = [linking({ submitted: one }), linking({ submitted: other })];
        expect(factsIn(second.events).toSorted()).toEqual(factsIn(first.events).toSorted());
      }),
    );
  });
});
