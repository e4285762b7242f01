import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changedLately,
  claimAddress,
  currentOwner,
  type Ownership,
  ownerAt,
  releaseAddress,
} from '../../lib/domain/address.ts';
import { CLOCK_DIFFERENCE_MS } from '../../lib/limits.ts';
import { NOW, SECOND_MS } from '../factories.ts';
import '../seed.ts';

const ANN = 1;
const BOB = 2;

/** Ann had the address until an hour ago, then Bob. */
const ANN_THEN_BOB: Ownership[] = [
  { person: ANN, from: NOW - 7_200_000, until: NOW - 3_600_000 },
  { person: BOB, from: NOW - 3_600_000 },
];
const CHANGE = NOW - 3_600_000;

describe('an address led at a time', () => {
  it.each<[string, Ownership[], number, number | undefined]>([
    ['to nobody, if nobody ever had it', [], NOW, undefined],
    ['to its owner', [{ person: ANN, from: NOW }], NOW + 1, ANN],
    ['to its owner, since 5 s before', [{ person: ANN, from: NOW }], NOW - 5 * SECOND_MS, ANN],
    ['to nobody, longer before', [{ person: ANN, from: NOW }], NOW - 5 * SECOND_MS - 1, undefined],
    ['to its former owner', ANN_THEN_BOB, CHANGE - 60 * SECOND_MS, ANN],
    ['to its present owner', ANN_THEN_BOB, CHANGE + 60 * SECOND_MS, BOB],
    ['to the earlier of two, around the change', ANN_THEN_BOB, CHANGE + 5 * SECOND_MS - 1, ANN],
    ['to the later of two, 5 s after the change', ANN_THEN_BOB, CHANGE + 5 * SECOND_MS, BOB],
  ])('%s', (_, owners, at, owner) => expect(ownerAt(owners, at)).toBe(owner));
});

/** Something that happens to the address, by a clock that is ahead of the slowest one. */
type Step = { kind: 'claim' | 'release' | 'ingest'; person: number; afterMs: number; aheadMs: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('claim', 'release', 'ingest'),
    person: fc.integer({ min: 1, max: 3 }),
    // From the next millisecond on; mostly while clocks matter.
    afterMs: fc.oneof(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 60_000 })),
    aheadMs: fc.integer({ min: 0, max: CLOCK_DIFFERENCE_MS }),
  }),
  { minLength: 1, maxLength: 12 },
);

/** An ingest by its own clock, the owners it saw, and the owners after each later step. */
interface Ingest {
  at: number;
  saw: Ownership[];
  later: Ownership[][];
}

function happen(history: readonly Step[]): Ingest[] {
  const ingests: Ingest[] = [];
  let owners: Ownership[] = [];
  let trueTime = NOW;
  for (const { kind, person, afterMs, aheadMs } of history) {
    trueTime += afterMs;
    const clock = trueTime + aheadMs;
    if (kind === 'ingest') ingests.push({ at: clock, saw: owners, later: [] });
    else owners = (kind === 'claim' ? claimAddress : releaseAddress)(owners, person, clock);
    for (const { later } of ingests) later.push(owners);
  }
  return ingests;
}

describe('whatever happens to an address after an ingest, with clocks 5 s apart', () => {
  it('every attempt finds whom ingest saw, told so only if the address changed hands lately', () => {
    fc.assert(
      fc.property(steps, (history) => {
        for (const { at, saw, later } of happen(history)) {
          const seen = currentOwner(saw);
          // What ingest did not find is final and is never resolved.
          if (seen === undefined) continue;
          const hint = changedLately(saw, at) ? seen : undefined;
          expect(later.map((owners) => hint ?? ownerAt(owners, at))).toEqual(later.map(() => seen));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('every attempt after one that found somebody finds the same, also if ingest did not look', () => {
    fc.assert(
      fc.property(steps, (history) => {
        for (const { at, later } of happen(history)) {
          const found = later.map((owners) => ownerAt(owners, at));
          const first = found.find((owner) => owner !== undefined);
          const since = found.slice(found.indexOf(first));
          expect(since).toEqual(since.map(() => first));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
