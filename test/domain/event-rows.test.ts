import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowOf, rowsOf } from '../../lib/domain/event-rows.ts';
import { eventsOfMessage, inTwoOrders } from '../arbitraries.ts';
import { aChain, aStoredEvent, CAMPAIGN, NOW, PERSON } from '../factories.ts';

const message = { person: PERSON, campaign: CAMPAIGN };

describe('the rows of a message', () => {
  it('are one for each word: how often, when it happened first, when we last heard of it', () => {
    const events = [
      aStoredEvent({ number: 1, word: 'open', created: NOW + 5, received: NOW + 9 }),
      aStoredEvent({ number: 2, word: 'delivered', created: NOW + 1, received: NOW + 2 }),
      aStoredEvent({ number: 3, word: 'open', created: NOW + 4, received: NOW + 11 }),
      aStoredEvent({ number: 4, word: 'open', created: NOW + 6, received: NOW + 10 }),
    ];
    expect(rowsOf(aChain({ events }))).toEqual([
      { ...message, word: 'delivered', count: 1, created: NOW + 1, updated: NOW + 2 },
      { ...message, word: 'open', count: 3, created: NOW + 4, updated: NOW + 11 },
    ]);
  });

  it('are told by the sender’s own words', () => {
    const words = ['hard-bounce', 'bounced', 'soft-bounce'] as const;
    const events = words.map((word, number) => aStoredEvent({ number, word }));
    expect(rowsOf(aChain({ events })).map(({ word }) => word)).toEqual([
      'bounced',
      'soft-bounce',
      'hard-bounce',
    ]);
  });

  it('are none without events', () => expect(rowsOf(aChain({ events: [] }))).toEqual([]));

  it('are always the same, in whatever order the events arrived', () => {
    fc.assert(
      fc.property(inTwoOrders(eventsOfMessage()), ([events, order]) => {
        expect(rowsOf(aChain({ events: order }))).toEqual(rowsOf(aChain({ events })));
      }),
    );
  });

  it('of a message that a robot opened 10,000 times count all of them', () => {
    const events = Array.from({ length: 10_000 }, (_, number) => aStoredEvent({ number, word: 'open' }));
    expect(rowOf(aChain({ events }), 'open').count).toBe(10_000);
  });
});
