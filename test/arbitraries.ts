import * as fc from 'fast-check';
import type { StoredEvent } from '../lib/domain/event.ts';
import type { Json, Properties } from '../lib/domain/event-properties.ts';
import { propertyNames } from '../lib/domain/event-properties.ts';
import { words } from '../lib/domain/event-types.ts';
import type { Evidence } from '../lib/domain/machine.ts';
import type { Suppression } from '../lib/domain/suppression.ts';
import { anyCharacter } from './any-character.ts';
import { NOW, SECOND_MS } from './factories.ts';
import './seed.ts';

export const word = fc.constantFrom(...words);

/** Any address, link or tag: of the usual kind, empty, long, or of characters that encodings trip over. */
export const text = fc.oneof(
  fc.constantFrom('', 'ann@example.com', 'jörg@bücher.example', 'https://example.com/?a=1&b="2"#\\3'),
  fc.string({ unit: anyCharacter, maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  // Halves of surrogate pairs and characters that XML and SQS refuse.
  fc.string({ unit: fc.constantFrom('\ud800', '\udc00', '\ufffe', '\uffff', '\u0000', '🎉'), maxLength: 5 }),
  fc.integer({ min: 1_000, max: 2_048 }).map((length) => `https://example.com/${'x'.repeat(length)}`),
);

/** Numbers as far as an event id has room for them, 40 bits. */
export const eventNumber = fc.oneof(
  fc.integer({ min: 1, max: 1_000 }),
  fc.integer({ min: 1, max: 2 ** 40 - 1 }),
);

/** Times from 1970 until a day in the year 5138. */
export const time = fc.oneof(
  fc.integer({ min: NOW - 1_000_000, max: NOW + 1_000_000 }),
  fc.integer({ min: 0, max: 1e14 }),
);

type Optional = 'url' | 'sourceId' | 'properties' | 'evidence';
const required: Exclude<keyof StoredEvent, Optional>[] = [
  ...(['number', 'word', 'created', 'dated', 'received', 'user', 'recipient', 'tag'] as const),
];

/** What a sender may say besides, of any shape that JSON has. */
export const properties: fc.Arbitrary<Properties> = fc.dictionary(
  fc.constantFrom(...propertyNames),
  fc.oneof(
    text,
    fc.json({ maxDepth: 2 }).map((json) => JSON.parse(json) as Json),
  ),
  { minKeys: 1, maxKeys: 5, noNullPrototype: true },
);

/** What ingest may have found out. */
export const evidence: fc.Arbitrary<Evidence> = fc.record(
  {
    decided: fc.record({
      verdict: fc.constantFrom('yes', 'no'),
      reason: fc.constantFrom('sender', 'image-proxy'),
    }),
    trap: fc.constant(true),
    manyLinks: fc.constant(true),
    network: fc.constantFrom('certain', 'probable'),
  },
  { requiredKeys: [] },
);

/** Any event that a chain might hold. */
export const storedEvent: fc.Arbitrary<StoredEvent> = fc.record(
  {
    number: eventNumber,
    word,
    created: time,
    dated: fc.boolean(),
    received: time,
    user: fc.integer({ min: 0, max: 2 ** 47 }),
    recipient: text,
    tag: text,
    url: text,
    sourceId: text,
    properties,
    evidence,
  },
  { requiredKeys: required },
);

/**
 * Events as one message may have them: each number once, and few times, links, addresses and tags, so that
 * they often coincide.
 */
export const eventsOfMessage = (options: { minLength?: number } = {}): fc.Arbitrary<StoredEvent[]> =>
  fc.uniqueArray(
    fc.record(
      {
        number: fc.integer({ min: 1, max: 50 }),
        word,
        created: instant,
        dated: fc.boolean(),
        received: instant,
        user: fc.constant(1),
        recipient: address,
        tag: fc.constantFrom('t1', 't2', 't3'),
        url: fc.constantFrom(...['a', 'b', 'c'].map((page) => `https://example.com/${page}`)),
        evidence,
      },
      { requiredKeys: required },
    ),
    { selector: ({ number }) => number, maxLength: 12, ...options },
  );

const instant = fc.integer({ min: 0, max: 4 }).map((seconds) => NOW + seconds * SECOND_MS);
const address = fc.constantFrom('ann@example.com', 'anna@example.org');

/** What suppressed the two addresses of `eventsOfMessage`: each event once. */
export const suppressionsByAddress: fc.Arbitrary<Map<string, Suppression[]>> = fc
  .uniqueArray(
    fc.record({
      address,
      kind: fc.constantFrom('bounce', 'hard-bounce', 'spam', 'unsubscribe', 'unbounce', 'subscribe'),
      created: instant,
      number: fc.integer({ min: 1, max: 100 }),
      person: fc.constantFrom(7, 8),
      campaign: fc.constantFrom(2, 3),
    }),
    { selector: ({ number }) => number, maxLength: 8 },
  )
  .map((all) => {
    const groups = Map.groupBy(all, (suppression) => suppression.address);
    return new Map([...groups].map(([name, group]) => [name, group.map(({ address: _, ...rest }) => rest)]));
  });

/** The same values in two orders. */
export const inTwoOrders = <T>(values: fc.Arbitrary<T[]>): fc.Arbitrary<[T[], T[]]> =>
  values.chain((one) =>
    fc.tuple(fc.constant(one), fc.shuffledSubarray(one, { minLength: one.length, maxLength: one.length })),
  );
