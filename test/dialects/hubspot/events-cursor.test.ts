import { describe, expect, it } from 'vitest';
import { type ListedEvents, parseOffset, renderOffset } from '../../../lib/dialects/hubspot/events-cursor.ts';
import { FEED_END, FEED_START } from '../../../lib/views/feed-place.ts';

const list: ListedEvents = { account: 7, campaign: 3, types: ['OPEN'], from: 1, excludeFiltered: false };
const place = { created: 1_767_268_860_000, number: 4_711, type: 4 };
const offset = renderOffset(list, place);
const refused = /'offset'/;

describe('an offset', () => {
  it.each([place, FEED_START, FEED_END])('leads back to its place %j', (any) => {
    expect(parseOffset(list, renderOffset(list, any))).toEqual(any);
    expect(renderOffset(list, any)).toMatch(/^[\w-]+$/);
  });

  it.each<[string, Partial<ListedEvents>]>([
    ['account', { account: 8 }],
    ['recipient', { recipient: 'ann@example.com' }],
    ['campaign', { campaign: 4 }],
    ['app', { app: 1 }],
    ['type', { types: ['CLICK'] }],
    ['start', { from: 2 }],
    ['end', { until: 2 }],
    ['choice of filtered events', { excludeFiltered: true }],
  ])('is refused with another %s', (_, other) => {
    expect(() => parseOffset({ ...list, ...other }, offset)).toThrow(refused);
  });

  it('is refused with any character changed, added or taken away', () => {
    for (let position = 0; position < offset.length; position++) {
      const [before, after] = [offset.slice(0, position), offset.slice(position + 1)];
      const other = offset[position] === 'A' ? 'B' : 'A';
      expect(() => parseOffset(list, `${before}${other}${after}`)).toThrow(refused);
      expect(() => parseOffset(list, `${before}${after}`)).toThrow(refused);
      expect(() => parseOffset(list, `${before}A${offset.slice(position)}`)).toThrow(refused);
    }
  });

  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each([
    ...['0', 'null', 'a b', '🎉', 'MTc2NzI2ODg2MDAwMDoyYzFm', 'x'.repeat(100_000)],
    ...[
      encoded(null),
      encoded([]),
      encoded([-1, 0, 0, '']),
      encoded([1, 1, 99, '']),
      encoded({ __proto__: 1 }),
    ],
  ])('is refused if it is none: %.40s', (text) => {
    expect(() => parseOffset(list, text)).toThrow(refused);
  });
});
