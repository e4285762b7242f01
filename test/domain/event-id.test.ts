import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventAddress, eventId, parseEventId } from '../../lib/domain/event-id.ts';
import { eventTypes } from '../../lib/domain/event-types.ts';
import '../seed.ts';

const eventAddress: fc.Arbitrary<EventAddress> = fc.record({
  account: fc.oneof(fc.nat(1_000), fc.integer({ min: 0, max: 2 ** 24 - 1 })),
  number: fc.oneof(fc.nat(), fc.integer({ min: 0, max: 2 ** 40 - 1 })),
  type: fc.constantFrom(...eventTypes),
  campaign: fc.oneof(fc.nat(1_000), fc.integer({ min: 0, max: 2 ** 23 - 1 })),
  person: fc.oneof(fc.nat(1_000), fc.integer({ min: 0, max: 2 ** 30 - 1 })),
});

/** RFC 9562, sections 4 and 5.8. */
const UUID_V8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const LARGEST: EventAddress = {
  account: 2 ** 24 - 1,
  number: 2 ** 40 - 1,
  type: 'UNBOUNCE',
  campaign: 2 ** 23 - 1,
  person: 2 ** 30 - 1,
};

describe('an event id', () => {
  it('is always a UUID of version 8 that leads back to its event', () => {
    fc.assert(
      fc.property(eventAddress, (event) => {
        const id = eventId(event);
        expect(id).toMatch(UUID_V8);
        expect(parseEventId(event.account, id)).toEqual(event);
        expect(parseEventId(event.account, id.toUpperCase())).toEqual(event);
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
    ['00000500-0000-8000-8400-0000c0000007', { account: 5, number: 1, type: 'SENT', campaign: 3, person: 7 }],
    [
      '00000500-0000-8000-8820-0000c0000007',
      { account: 5, number: 2, type: 'DELIVERED', campaign: 3, person: 7 },
    ],
    [
      '00000500-0000-8000-8c40-0000c0000007',
      { account: 5, number: 3, type: 'DROPPED', campaign: 3, person: 7 },
    ],
    [
      '00000500-0000-8000-9060-0000c0000007',
      { account: 5, number: 4, type: 'BOUNCE', campaign: 3, person: 7 },
    ],
    ['00000500-0000-8000-9480-0000c0000007', { account: 5, number: 5, type: 'OPEN', campaign: 3, person: 7 }],
    [
      '00000500-0000-8000-98a0-0000c0000007',
      { account: 5, number: 6, type: 'CLICK', campaign: 3, person: 7 },
    ],
    [
      '00000500-0000-8000-9cc0-0000c0000007',
      { account: 5, number: 7, type: 'STATUSCHANGE', campaign: 3, person: 7 },
    ],
    [
      '00000500-0000-8000-a0e0-0000c0000007',
      { account: 5, number: 8, type: 'SPAMREPORT', campaign: 3, person: 7 },
    ],
    [
      '00000500-0000-8000-a500-0000c0000007',
      { account: 5, number: 9, type: 'PROCESSED', campaign: 3, person: 7 },
    ],
    [
      '00000500-0000-8000-a920-0000c0000007',
      { account: 5, number: 10, type: 'DEFERRED', campaign: 3, person: 7 },
    ],
    [
      '00000500-0000-8000-ad40-0000c0000007',
      { account: 5, number: 11, type: 'PRINT', campaign: 3, person: 7 },
    ],
    [
      '00000500-0000-8000-b160-0000c0000007',
      { account: 5, number: 12, type: 'FORWARD', campaign: 3, person: 7 },
    ],
    [
      '00000500-0000-8000-b580-0000c0000007',
      { account: 5, number: 13, type: 'REPLY', campaign: 3, person: 7 },
    ],
    [
      '00000500-0000-8000-b9a0-0000c0000007',
      { account: 5, number: 14, type: 'SUPPRESSED', campaign: 3, person: 7 },
    ],
    [
      '00000500-0000-8000-bdc0-0000c0000007',
      { account: 5, number: 15, type: 'UNBOUNCE', campaign: 3, person: 7 },
    ],
    ['ffffffff-ffff-8fff-bddf-ffffffffffff', LARGEST],
  ])('%s has led to %j ever since', (id, event) => {
    expect(parseEventId(event.account, id)).toEqual(event);
    expect(eventId(event)).toBe(id);
  });

  it('is known by these examples, of which the following are misspellings', () =>
    expect(parseEventId(1, '00000100-0000-8000-8400-0000c0000007')).toMatchObject({
      account: 1,
      type: 'SENT',
    }));

  it.each([
    '',
    'x',
    '1',
    '00000100-0000-8000-8400-0000c000000',
    '00000100-0000-8000-8400-0000c00000070',
    '00000100-0000-4000-8400-0000c0000007',
    '00000100-0000-8000-c400-0000c0000007',
    // Types that there are not.
    '00000100-0000-8000-85e0-0000c0000007',
    '00000100-0000-8000-87e0-0000c0000007',
    '00000100000080008400000c00000007',
    ' 00000100-0000-8000-8400-0000c0000007',
    '00000100-0000-8000-8400-0000c0000007\n',
    'g0000100-0000-8000-8400-0000c0000007',
  ])('is not %j', (text) => expect(parseEventId(1, text)).toBeUndefined());

  it('leads to nothing in another account', () => {
    fc.assert(
      fc.property(eventAddress, fc.nat(2 ** 24 - 1), (event, account) => {
        fc.pre(account !== event.account);
        expect(parseEventId(account, eventId(event))).toBeUndefined();
      }),
    );
  });
});
