import { expect, it } from 'vitest';
import { decodeChunk, encodeChunk } from '../../lib/queue/chunk-encoding.ts';
import { decodeErasure, encodeErasure } from '../../lib/queue/erasure-encoding.ts';
import { aChunk } from '../factories.ts';

/** As it was once sent: it may wait in the dead-letter queue for two weeks. */
const body = '{"format":"erasure-1","account":3,"person":4711,"due":1767323045678}';
const erasure = { account: 3, person: 4_711, due: 1_767_323_045_678 };

it('an erasure is read as it was sent, and for good', () => {
  expect(encodeErasure(erasure)).toBe(body);
  expect(decodeErasure(body)).toEqual(erasure);
});

it('a chunk is no erasure, and an erasure no chunk', () => {
  expect(decodeErasure(encodeChunk(aChunk()))).toBeUndefined();
  expect(() => decodeChunk(body)).toThrow();
});

it.each([body.replace('erasure-1', 'erasure-2'), body.replace('4711', '"4711"'), body.slice(0, -1)])(
  'what can’t be read as the erasure it says it is throws: %s',
  (broken) => {
    expect(() => decodeErasure(broken)).toThrow();
  },
);
