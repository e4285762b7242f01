import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourOf } from '../../lib/domain/event.ts';
import type { JournalRow } from '../../lib/domain/journal.ts';
import { decodeRows, encodeRows } from '../../lib/store/journal-encoding.ts';
import { eventNumber, word } from '../arbitraries.ts';
import { HOUR_MS, NOW } from '../factories.ts';
import { deflatedSegment, plainSegment } from '../fixtures/stored-segments.ts';

const HOUR = hourOf(NOW);

const rowsOfHour = (hour: number, size: { minLength?: number; maxLength?: number } = {}) =>
  fc.uniqueArray(
    fc.record({
      number: eventNumber,
      person: fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 2 ** 34 - 1 })),
      created: fc.nat(HOUR_MS - 1).map((after) => hour * HOUR_MS + after),
      word,
    }),
    { selector: ({ number }) => number, size: 'max', ...size },
  );

const byNumber = (rows: readonly JournalRow[]) => rows.toSorted((a, b) => a.number - b.number);

describe('a journal segment', () => {
  it('is always read as it was written, in order of the numbers', () => {
    // From the first hour of 1970, and one before it, until the year 5138.
    const hours = fc.oneof(fc.constantFrom(-1, 0, 1, HOUR), fc.nat(27_777_777));
    const segments = hours.chain((hour) =>
      fc.tuple(
        fc.constant(hour),
        fc.oneof(rowsOfHour(hour, { maxLength: 5 }), rowsOfHour(hour, { maxLength: 300 })),
      ),
    );
    fc.assert(
      fc.property(segments, ([hour, rows]) => {
        expect(decodeRows(encodeRows(rows, hour), hour)).toEqual(byNumber(rows));
      }),
    );
  });

  it('of two submissions of one event has both', () => {
    const row: JournalRow = { number: 1, person: 7, created: NOW, word: 'open' };
    const rows = [row, { ...row, number: 2 }];
    expect(decodeRows(encodeRows(rows, HOUR), HOUR)).toEqual(rows);
  });

  it('of a blast takes about five bytes an event', () => {
    const rows = Array.from(
      { length: 250 },
      (_, position): JournalRow => ({
        number: 1_234_567 + position,
        // As people stand in a sender's list, and not in the order in which we met them.
        person: 10_000 + ((position * 7_919) % 50_021),
        created: HOUR * HOUR_MS + ((position * 104_729) % HOUR_MS),
        word: position % 4 === 0 ? 'open' : 'delivered',
      }),
    );
    expect(encodeRows(rows, HOUR).length / rows.length).toBeLessThan(7);
    const atOnce = rows.map((row) => ({ ...row, created: NOW }));
    expect(encodeRows(atOnce, HOUR).length / rows.length).toBeLessThan(5);
  });
});

describe('a stored segment', () => {
  it.each([
    ['plain', plainSegment],
    ['deflated', deflatedSegment],
  ])('that is %s is read as ever', (_, { packed, hour, rows }) =>
    expect(decodeRows(packed, hour)).toEqual(rows),
  );

  const { packed } = plainSegment;
  it.each<[string, Uint8Array]>([
    ['of an unknown format', Buffer.concat([Buffer.of(3), packed.subarray(1)])],
    ['that ends too early', packed.subarray(0, -1)],
    ['with an unknown word', Buffer.concat([packed.subarray(0, -1), Buffer.of(99)])],
    ['that can’t be inflated', deflatedSegment.packed.subarray(0, 10)],
    ['of no bytes', new Uint8Array()],
  ])('%s is refused, not misread', (_, bytes) => expect(() => decodeRows(bytes, HOUR)).toThrow());
});
