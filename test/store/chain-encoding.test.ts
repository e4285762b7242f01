import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../lib/domain/event.ts';
import { newTag } from '../../lib/protocol/tag.ts';
import { chainDictionaries } from '../../lib/store/chain-dictionaries.ts';
import { decodeEvents, encodeEvents } from '../../lib/store/chain-encoding.ts';
import { eventsOfMessage, storedEvent } from '../arbitraries.ts';
import { aStoredEvent, NOW, SECOND_MS } from '../factories.ts';
import { deflatedChain, plainChain } from '../fixtures/stored-chains.ts';

/** DynamoDB counts a text as its UTF-8 bytes. */
const bytesOf = ({ S, B }: AttributeValue): number => B?.byteLength ?? Buffer.byteLength(S ?? '');

/** What an item of a chain takes beside its events: names, keys of large ids, the version. */
const OTHER_BYTES =
  'PKSKversionevents'.length +
  'A#1234567#P#123456789'.length +
  'M#1234567'.length +
  '0mjwaezce1b3k9x0q7.12'.length;
const WRITE_UNIT_BYTES = 1_024;
const ITEM_BYTES_MAX = 400 * 1_024;

const TAGS = ['0mjwaezce1b3k9x0q7', '0mjwaf0f5c5d8y2k1f', '0mjwb1c5h7h2m4t9p0'];
const LINK =
  'https://www.example.com/listings/4711-elm-street-12?utm_source=newsletter&utm_medium=email&utm_campaign=spring';

/** A message as most of those that get a reaction: sent, opened thrice, two links clicked, unsubscribed. */
const TYPICAL: StoredEvent[] = (
  [
    ['delivered', 0, undefined],
    ['open', 62_311, undefined],
    ['click', 71_502, LINK],
    ['open', 3_604_120, undefined],
    ['click', 3_611_733, `${LINK}&id=2`],
    ['unsubscribe', 86_400_517, undefined],
  ] as const
).map(([word, after, url], position) => ({
  number: 1_234_567 + 251 * position,
  word,
  created: NOW + after,
  dated: true,
  received: NOW + after + 431 + 97 * position,
  user: 12,
  recipient: 'alexandra.mustermann@mail.example.com',
  ...(url && { url }),
  tag: TAGS[position % 3] ?? '',
}));

describe('a chain', () => {
  it('is always read as it was written, whatever is in it', () => {
    const events = fc.oneof(
      fc.array(storedEvent, { maxLength: 3 }),
      fc.array(storedEvent, { minLength: 10, maxLength: 40, size: 'max' }),
      eventsOfMessage(),
    );
    fc.assert(
      fc.property(events, (written) => expectToReadBack(written)),
      { numRuns: 200 },
    );
  });

  it.each<[string, StoredEvent[]]>([
    ['no events', []],
    ['times before 1970', [aStoredEvent({ created: -5, received: -86_400_000 })]],
    [
      'times that go back and forth',
      [5, 0, 9, -3].map((created, number) => aStoredEvent({ number, created })),
    ],
    [
      'numbers up to the largest of an id',
      [2 ** 48 - 1, 1, 2 ** 47].map((number) => aStoredEvent({ number })),
    ],
    ['halves of surrogate pairs', [aStoredEvent({ url: '\ud83c' }), aStoredEvent({ url: '\udf89' })]],
    ['a link that is empty, and none', [aStoredEvent({ url: '' }), aStoredEvent()]],
    ['one text in three roles', [aStoredEvent({ url: 'x', tag: 'x', recipient: 'x' })]],
    ['a tag that is the name of a property', [aStoredEvent({ tag: '__proto__', recipient: 'constructor' })]],
  ])('with %s is read as it was written', (_, events) => expectToReadBack(events));

  it('that a robot opened 10,000 times is read as it was written, and fits into an item', () => {
    // Park and Miller's generator: nothing in it repeats, so that it deflates no better than a robot's opens do.
    let state = 1;
    const random = (below: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    let time = NOW;
    const events = Array.from({ length: 10_000 }, (_, position) => {
      time += random(1_000_000);
      return aStoredEvent({
        number: 500 * position + random(500),
        word: 'open',
        created: time,
        received: time + random(5 * SECOND_MS),
        tag: newTag(time, random(1_000_000) / 1_000_000, position % 16),
      });
    });
    expectToReadBack(events);
    expect(bytesOf(encodeEvents(events)) + OTHER_BYTES).toBeLessThan(ITEM_BYTES_MAX);
  });

  it('of six typical events costs one write unit', () => {
    expectToReadBack(TYPICAL);
    expect(bytesOf(encodeEvents(TYPICAL)) + OTHER_BYTES).toBeLessThan(WRITE_UNIT_BYTES);
  });

  it('of one typical event is plain, and takes about a hundred bytes', () => {
    const { S = '' } = encodeEvents(TYPICAL.slice(0, 1));
    expect(S).toContain('alexandra.mustermann');
    expect(S.length).toBeLessThan(130);
  });

  it('is deflated only where that is needed', () => {
    const long = TYPICAL.flatMap((event, position) => [event, { ...event, url: `${LINK}&n=${position}` }]);
    expect(encodeEvents(TYPICAL.slice(0, 2)).S).toBeDefined();
    expect(encodeEvents(long).B).toBeDefined();
  });
});

describe('a stored chain', () => {
  it.each([
    ['plain', plainChain],
    ['deflated', deflatedChain],
  ])('that is %s is read as ever', (_, { attribute, events }) =>
    expect(decodeEvents(attribute)).toEqual(events),
  );

  it('finds the dictionary that it was deflated with as it was', () => {
    const hashes = chainDictionaries.map(
      (bytes) => bytes && createHash('sha256').update(bytes).digest('hex'),
    );
    expect(hashes.slice(0, 2)).toEqual([
      undefined,
      '5eb2221013823f0ac2a2e3b9a73f0ff4e048e2ae516b9709a54efed023acc593',
    ]);
  });

  const { B: deflated = new Uint8Array() } = deflatedChain.attribute;
  it.each<[string, AttributeValue]>([
    ['of an unknown format', { S: '[2,[],[],[],[],[],[],[],[],[]]' }],
    ['with a short column', { S: '[1,["a","t"],[1],[0],[5],[1],[0],[1],[],[1]]' }],
    ['with an unknown word', { S: '[1,["a","t"],[1],[99],[5],[1],[0],[1],[0],[1]]' }],
    ['that is no text', { N: '1' }],
    ['that is no JSON', { S: '[1,' }],
    ['with an unknown dictionary', { B: Buffer.concat([Buffer.of(99), deflated.subarray(1)]) }],
    ['that ends too early', { B: deflated.subarray(0, 50) }],
    ['of no bytes', { B: new Uint8Array() }],
  ])('%s is refused, not misread', (_, attribute) => expect(() => decodeEvents(attribute)).toThrow());
});

function expectToReadBack(events: StoredEvent[]): void {
  expect(decodeEvents(encodeEvents(events))).toEqual(events);
}
