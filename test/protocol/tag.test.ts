import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHUNK_EVENTS_MAX, TALLY_SHARDS } from '../../lib/limits.ts';
import { newTag, shardOf, tagShard, tagTime } from '../../lib/protocol/tag.ts';
import { time } from '../arbitraries.ts';
import { NOW } from '../factories.ts';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const shard = fc.nat(TALLY_SHARDS - 1);

describe('a tag', () => {
  it('always tells when its attempt started and where it counts', () => {
    fc.assert(
      fc.property(time, random, shard, (start, chance, place) => {
        const tag = newTag(start, chance, place);
        expect(tagTime(tag)).toBe(start);
        expect(tagShard(tag)).toBe(place);
        expect(tag).toMatch(/^[0-9a-z]{17}[0-9a-f]$/);
      }),
    );
  });

  it('always sorts behind the tags of earlier attempts', () => {
    fc.assert(
      fc.property(time, time, random, random, (one, other, chance, otherChance) => {
        fc.pre(one !== other);
        const tags = [newTag(one, chance, 3), newTag(other, otherChance, 12)];
        expect(tags.toSorted()).toEqual(one < other ? tags : tags.toReversed());
      }),
    );
  });

  it('is another at every attempt of the same millisecond', () => {
    // Neighbouring values of 41 of a random number's 53 bits.
    expect(newTag(NOW, 0.5, 0)).not.toBe(newTag(NOW, 0.5 + 2 ** -41, 0));
  });

  it.each([
    [0, '000000000000000000'],
    [0.999_999_999_999_999_9, '000000000zzzzzzzz0'],
  ])('has its digits also for %d', (chance, tag) => expect(newTag(0, chance, 0)).toBe(tag));

  it('that is stored is read as ever', () => {
    expect(tagTime('0mjwaezce1b3k9x0qf')).toBe(1_767_322_887_278);
    expect(tagShard('0mjwaezce1b3k9x0qf')).toBe(15);
  });
});

describe('a batch’s shard', () => {
  it('is another for the next batch, and each takes its turn', () => {
    const shards = Array.from({ length: 32 }, (_, n) => shardOf(1 + n * CHUNK_EVENTS_MAX, CHUNK_EVENTS_MAX));
    expect(shards).toEqual([...Array(16).keys(), ...Array(16).keys()]);
  });

  it('is always one of the sixteen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 48 }), (number) => {
        expect(shardOf(number, CHUNK_EVENTS_MAX)).toBeOneOf([...Array(TALLY_SHARDS).keys()]);
      }),
    );
  });
});
