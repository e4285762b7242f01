import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../lib/domain/event.ts';
import { parseEventId } from '../../lib/domain/event-id.ts';
import type { EventType, Word } from '../../lib/domain/event-types.ts';
import { type CanonicalEvent, historyOf, stateOf } from '../../lib/domain/history.ts';
import type { Suppression } from '../../lib/domain/suppression.ts';
import { eventsOfMessage, inTwoOrders, suppressionsByAddress } from '../arbitraries.ts';
import {
  ADDRESS,
  aChain,
  aStoredEvent,
  aSuppression,
  CAMPAIGN,
  NOW,
  PERSON,
  SECOND_MS,
} from '../factories.ts';

const ACCOUNT = 5;
const NOTHING = new Map<string, Suppression[]>();

/** Events a second apart, numbered from 1. */
const inTurn = (...words: Word[]): StoredEvent[] =>
  words.map((word, position) =>
    aStoredEvent({ number: position + 1, word, created: NOW + position * SECOND_MS }),
  );

const historyOfEvents = (events: StoredEvent[], suppressions: Suppression[] = []): CanonicalEvent[] =>
  historyOf(
    ACCOUNT,
    aChain({ events }),
    suppressions.length > 0 ? new Map([[ADDRESS, suppressions]]) : NOTHING,
  );

/** `SENT 1`: the type and number that a reference leads to. */
function told(reference: { id: string } | undefined): string | undefined {
  const event = reference && parseEventId(ACCOUNT, reference.id);
  return event && `${event.type} ${event.number}`;
}

describe('a history', () => {
  it('tells each event with its id, its type and HubSpot’s properties', () => {
    const click = aStoredEvent({ number: 9, word: 'click', url: 'https://example.com/', user: 4 });
    const [event] = historyOfEvents([click]);
    expect(event).toEqual({
      id: '00000500-0000-8000-a4a0-0000c0000007',
      created: NOW,
      type: 'CLICK',
      word: 'click',
      number: 9,
      recipient: ADDRESS,
      user: 4,
      url: 'https://example.com/',
      properties: {},
      judgement: { verdict: 'no', reasons: [] },
    });
    expect(parseEventId(ACCOUNT, event?.id ?? '')).toEqual({
      account: ACCOUNT,
      number: 9,
      type: 'CLICK',
      person: PERSON,
      campaign: CAMPAIGN,
    });
  });

  it('tells one delivered as sent and delivered, each under an id of its own', () => {
    const events = historyOfEvents(inTurn('delivered'));
    expect(events.map(({ type }) => type)).toEqual(['SENT', 'DELIVERED']);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });

  it('is in order of time', () => {
    const events = historyOfEvents(inTurn('delivered', 'open', 'click', 'unsubscribe').toReversed());
    expect(events.map(({ type }) => type)).toEqual(['SENT', 'DELIVERED', 'OPEN', 'CLICK', 'STATUSCHANGE']);
  });

  it('puts what happened at one time in the order of a message’s life', () => {
    const words: Word[] = ['spamreport', 'unsubscribe', 'click', 'open', 'dropped', 'bounced', 'delivered'];
    const events = historyOfEvents(words.map((word, number) => aStoredEvent({ number, word })));
    expect(events.map(({ type }) => type)).toEqual([
      'SENT',
      'DELIVERED',
      'BOUNCE',
      'DROPPED',
      'OPEN',
      'CLICK',
      'STATUSCHANGE',
      'SPAMREPORT',
    ]);
  });

  it('puts what is of one type and time in the order of what it says, not of its arrival', () => {
    const words: Word[] = ['soft-bounce', 'hard-bounce', 'bounced'];
    const bounces = words.map((word, number) => aStoredEvent({ number, word }));
    const links = ['b', 'a'].map((url, number) => aStoredEvent({ number: 5 + number, word: 'click', url }));
    expect(historyOfEvents([...bounces, ...links]).map(({ word, url }) => url ?? word)).toEqual([
      'bounced',
      'hard-bounce',
      'soft-bounce',
      'a',
      'b',
    ]);
  });

  it('is always the same, in whatever order events and suppressions arrived', () => {
    const suppressionsInTwoOrders = suppressionsByAddress.chain((byAddress) =>
      inTwoOrders(fc.constant([...byAddress])).chain(([one, other]) =>
        fc.tuple(
          fc.constant(new Map(one)),
          fc
            .tuple(...other.map(([, list]) => inTwoOrders(fc.constant(list))))
            .map((lists) => new Map(other.map(([name], position) => [name, lists[position]?.[1] ?? []]))),
        ),
      ),
    );
    fc.assert(
      fc.property(
        inTwoOrders(eventsOfMessage()),
        suppressionsInTwoOrders,
        ([events, otherEvents], [suppressions, otherSuppressions]) => {
          const one = historyOf(ACCOUNT, aChain({ events }), suppressions);
          const other = historyOf(ACCOUNT, aChain({ events: otherEvents }), otherSuppressions);
          expect(other).toEqual(one);
          expect(stateOf(other)).toBe(stateOf(one));
        },
      ),
    );
  });

  it('always refers to events of its own chain, or to what suppressed the address before', () => {
    fc.assert(
      fc.property(eventsOfMessage(), suppressionsByAddress, (events, suppressions) => {
        const history = historyOf(ACCOUNT, aChain({ events }), suppressions);
        const ids = new Map(history.map(({ id, created }) => [id, created]));
        for (const { created, recipient, sentBy, obsoletedBy, causedBy, cause } of history) {
          for (const reference of [sentBy, obsoletedBy]) {
            if (reference) expect(ids.get(reference.id)).toBe(reference.created);
          }
          if (cause) expect(suppressions.get(recipient)).toContain(cause);
          if (causedBy) expect(causedBy.created).toBeLessThanOrEqual(created);
        }
      }),
    );
  });
});

describe('references', () => {
  it.each<[string, StoredEvent[], (string | undefined)[]]>([
    ['the send', inTurn('delivered', 'open'), ['SENT 1', 'SENT 1', 'SENT 1']],
    ['the earliest of two sends', inTurn('delivered', 'delivered'), ['SENT 1', 'SENT 1', 'SENT 1', 'SENT 1']],
    ['nothing, where nothing was sent', inTurn('open', 'click'), [undefined, undefined]],
    ['itself, for a drop of what was never sent', inTurn('dropped'), ['DROPPED 1']],
    ['nothing, beside a drop of what was never sent', inTurn('dropped', 'open'), ['DROPPED 1', undefined]],
    ['the send, for a drop after it', inTurn('delivered', 'dropped'), ['SENT 1', 'SENT 1', 'SENT 1']],
    ['the send, also for what came before it', inTurn('open', 'delivered'), ['SENT 2', 'SENT 2', 'SENT 2']],
  ])('sentBy leads to %s', (_, events, expected) =>
    expect(historyOfEvents(events).map(({ sentBy }) => told(sentBy))).toEqual(expected),
  );

  it.each<[string, StoredEvent[], Partial<Record<EventType, string>>]>([
    ['a send to the drop', inTurn('delivered', 'dropped'), { SENT: 'DROPPED 2' }],
    ['a send to the earliest of two drops', inTurn('dropped', 'delivered', 'dropped'), { SENT: 'DROPPED 1' }],
    ['nothing where nothing was dropped', inTurn('delivered', 'bounced'), {}],
    ['nothing but a send', inTurn('dropped', 'open'), {}],
  ])('obsoletedBy leads %s', (_, events, expected) => {
    const links = historyOfEvents(events).flatMap(({ type, obsoletedBy }) =>
      obsoletedBy ? [[type, told(obsoletedBy)]] : [],
    );
    expect(Object.fromEntries(links)).toEqual(expected);
  });

  it.each<[string, Suppression[], string | undefined, string | undefined]>([
    ['a bounce in another campaign', [aSuppression()], 'BOUNCE 100', 'PREVIOUSLY_BOUNCED'],
    ['a spam report', [aSuppression({ kind: 'spam' })], 'SPAMREPORT 100', 'PREVIOUS_SPAM'],
    [
      'an unsubscribe',
      [aSuppression({ kind: 'unsubscribe' })],
      'STATUSCHANGE 100',
      'PREVIOUSLY_UNSUBSCRIBED_PORTAL',
    ],
    [
      'the latest of several',
      [aSuppression({ kind: 'spam', number: 101 }), aSuppression({ number: 100, created: NOW - 1 })],
      'BOUNCE 100',
      'PREVIOUSLY_BOUNCED',
    ],
    ['nothing that happened later', [aSuppression({ created: NOW + 1 })], undefined, undefined],
    ['nothing where nothing suppressed the address', [], undefined, undefined],
  ])('causedBy leads from a drop to %s', (_, suppressions, causedBy, dropReason) => {
    const [drop] = historyOfEvents(inTurn('dropped'), suppressions);
    expect(told(drop?.causedBy)).toBe(causedBy);
    expect(drop?.properties.dropReason).toBe(dropReason);
    if (causedBy) expect(parseEventId(ACCOUNT, drop?.causedBy?.id ?? '')?.campaign).toBe(CAMPAIGN - 1);
  });

  it('causedBy leads only from a drop, and only to what befell its own address', () => {
    const events = [
      ...inTurn('delivered', 'bounced'),
      aStoredEvent({ number: 3, word: 'dropped', recipient: 'anna@example.org' }),
    ];
    expect(historyOfEvents(events, [aSuppression()]).filter(({ causedBy }) => causedBy)).toEqual([]);
  });
});

describe('the state of a message', () => {
  it.each<[string, Word[]]>([
    ['delivered', ['delivered']],
    ['bounced', ['delivered', 'bounced']],
    ['bounced', ['delivered', 'soft-bounce']],
    ['delivered', ['soft-bounce', 'delivered']],
    ['dropped', ['dropped']],
    ['dropped', ['bounced', 'dropped']],
    ['opened', ['delivered', 'open']],
    ['opened', ['open', 'delivered']],
    ['opened', ['open', 'bounced']],
    ['clicked', ['click', 'open']],
    ['unsubscribed', ['unsubscribe', 'click', 'open']],
    ['reported-as-spam', ['spamreport', 'unsubscribe', 'open']],
  ])('is %s after %j', (state, words) => expect(stateOf(historyOfEvents(inTurn(...words)))).toBe(state));
});
