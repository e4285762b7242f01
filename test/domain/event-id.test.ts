import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventAddress, eventId, parseEventId } from '../../lib/domain/event-id.ts';
import { lifecycle } from '../../lib/domain/event-types.ts';
import '../seed.ts';

const eventAddress: fc.Arbitrary<EventAddress> = fc.record({
  number: fc.oneof(fc.nat(), fc.integer({ min: 0, max: 2 ** 48 - 1 })),
  type: fc.constantFrom(...lifecycle),
  campaign: fc.oneof(fc.nat(1_000), fc.integer({ min: 0, max: 2 ** 28 - 1 })),
  person: fc.oneof(fc.nat(1_000), fc.integer({ min: 0, max: 2 ** 34 - 1 })),
});

/** RFC 9562, sections 4 and 5.8. */
const UUID_V8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const LARGEST: EventAddress = {
  number: 2 ** 48 - 1,
  type: 'SPAMREPORT',
  campaign: 2 ** 28 - 1,
  person: 2 ** 34 - 1,
};

describe('an event id', () => {
  it('is always a UUID of version 8 that leads back to its event', () => {
    fc.assert(
      fc.property(eventAddress, (event) => {
        const id = eventId(event);
        expect(id).toMatch(UUID_V8);
        expect(parseEventId(id)).toEqual(event);
        expect(parseEventId(id.toUpperCase())).toEqual(event);
      }),
    );
  });

  it('is another for every other event', () => {
    fc.assert(
      fc.property(eventAddress, eventAddress, (one, other) => {
        const same = (Object.keys(one) as (keyof EventAddress)[]).every((name) => one[name] === other[name]);
        expect(eventId(one) === eventId(other)).toBe(same);
      }),
    );
  });

  // Clients keep ids, so what was given out once has to lead to the same event for good.
  it.each<[string, EventAddress]>([
    ['00000000-0001-8000-8000-000c00000007', { number: 1, type: 'SENT', campaign: 3, person: 7 }],
    ['00000000-0001-8001-8000-000c00000007', { number: 1, type: 'DELIVERED', campaign: 3, person: 7 }],
    ['00000000-0002-8002-8000-000c00000007', { number: 2, type: 'DROPPED', campaign: 3, person: 7 }],
    ['00000000-0003-8003-8000-000c00000007', { number: 3, type: 'BOUNCE', campaign: 3, person: 7 }],
    ['00000000-0004-8004-8000-000c00000007', { number: 4, type: 'OPEN', campaign: 3, person: 7 }],
    ['00000000-0005-8005-8000-000c00000007', { number: 5, type: 'CLICK', campaign: 3, person: 7 }],
    ['00000000-0006-8006-8000-000c00000007', { number: 6, type: 'STATUSCHANGE', campaign: 3, person: 7 }],
    ['ffffffff-ffff-8007-bfff-ffffffffffff', LARGEST],
  ])('%s has led to %j ever since', (id, event) => {
    expect(parseEventId(id)).toEqual(event);
    expect(eventId(event)).toBe(id);
  });

  it.each([
    '',
    'x',
    '1',
    '00000000-0001-8000-8000-000c0000000',
    '00000000-0001-8000-8000-000c000000070',
    '00000000-0001-4000-8000-000c00000007',
    '00000000-0001-8000-c000-000c00000007',
    '00000000-0001-8008-8000-000c00000007',
    '00000000-0001-8fff-8000-000c00000007',
    '0000000000018000800000000c00000007',
    ' 00000000-0001-8000-8000-000c00000007',
    '00000000-0001-8000-8000-000c00000007\n',
    'g0000000-0001-8000-8000-000c00000007',
  ])('is not %j', (text) => expect(parseEventId(text)).toBeUndefined());
});
