import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Chunk, cutIntoChunks, gatherBatches, type QueuedEvent } from '../../lib/domain/chunk.ts';
import { hourOf } from '../../lib/domain/event.ts';
import { BATCH_EVENTS_MAX, BATCH_GROUPS_MAX, CHUNK_EVENTS_MAX } from '../../lib/limits.ts';
import { aChunk, aQueuedEvent, HOUR_MS, NOW } from '../factories.ts';
import '../seed.ts';

/** An event's bytes stand in its link's place, so that a test can say what it weighs. */
const weigh = ({ url }: QueuedEvent): number => Number(url ?? 1);
const bytesIn = (events: readonly QueuedEvent[]): number =>
  events.reduce((sum, event) => sum + weigh(event), 0);
const groupsIn = (events: readonly QueuedEvent[]): number =>
  new Set(events.map(({ campaign, created }) => `${campaign} ${hourOf(created)}`)).size;

const numbered = (count: number, given: (position: number) => Partial<QueuedEvent> = () => ({})) =>
  Array.from({ length: count }, (_, position) =>
    aQueuedEvent({ number: position + 1, position, ...given(position) }),
  );

describe('a request is cut into chunks', () => {
  it.each<[string, QueuedEvent[], number[]]>([
    ['of at most 250 events', numbered(600), [250, 250, 100]],
    ['of at most 1,000 bytes', numbered(5, () => ({ url: '400' })), [2, 2, 1]],
    ['of at most 40 campaigns', numbered(100, (position) => ({ campaign: position })), [40, 40, 20]],
    ['of at most 40 hours', numbered(50, (position) => ({ created: NOW + position * HOUR_MS })), [40, 10]],
    [
      'with one too large for any in one of its own',
      numbered(3, (n) => ({ url: n === 1 ? '1001' : '1' })),
      [1, 1, 1],
    ],
    ['with nothing in them, if there is nothing', [], []],
  ])('%s', (_, events, sizes) =>
    expect(cutIntoChunks(events, 1_000, weigh).map(({ length }) => length)).toEqual(sizes),
  );

  it('so that none is ever above a limit, nothing is lost or repeated, and the order stays', () => {
    const campaignsAndHours = fc.tuple(fc.constantFrom(1, 5, 45), fc.constantFrom(1, 5, 45));
    const requests = campaignsAndHours.chain(([campaigns, hours]) =>
      fc.array(
        fc.record({
          campaign: fc.nat(campaigns - 1),
          hour: fc.nat(hours - 1),
          bytes: fc.oneof(
            { weight: 9, arbitrary: fc.integer({ min: 1, max: 30 }) },
            fc.integer({ min: 1, max: 900 }),
          ),
        }),
        { maxLength: 1_000, size: 'max' },
      ),
    );
    fc.assert(
      fc.property(requests, fc.integer({ min: 100, max: 5_000 }), (drafts, bytesMax) => {
        const events = drafts.map(({ campaign, hour, bytes }, position) =>
          aQueuedEvent({ number: position + 1, campaign, created: NOW + hour * HOUR_MS, url: String(bytes) }),
        );
        const chunks = cutIntoChunks(events, bytesMax, weigh);

        expect(chunks.flat()).toEqual(events);
        const tooMuch = (chunk: readonly QueuedEvent[]) =>
          chunk.length > CHUNK_EVENTS_MAX || bytesIn(chunk) > bytesMax || groupsIn(chunk) > BATCH_GROUPS_MAX;
        expect(chunks.filter((chunk) => chunk.length > 1 && tooMuch(chunk))).toEqual([]);
        // And none is cut before it has to be: each is a queue message to pay for.
        const early = chunks.filter((chunk, position) => {
          const [next] = chunks[position + 1] ?? [];
          return next && !tooMuch([...chunk, next]);
        });
        expect(early).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

interface Received {
  id: number;
  chunk: Chunk;
}

describe('received chunks are gathered into batches', () => {
  const received = (...chunks: Chunk[]): Received[] => chunks.map((chunk, id) => ({ id, chunk }));
  const idsOf = (batches: Received[][]) => batches.map((batch) => batch.map(({ id }) => id));

  it.each<[string, Chunk[], number[][]]>([
    ['all of one account in one', [aChunk(), aChunk(), aChunk()], [[0, 1, 2]]],
    ['each account’s apart', [aChunk(), aChunk({ account: 2 }), aChunk()], [[0, 2], [1]]],
    [
      'at most 2,500 events in each',
      Array.from({ length: 11 }, () => aChunk({ events: numbered(250) })),
      [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [10]],
    ],
    [
      'at most 40 groups of campaign and hour in each',
      [0, 20, 40].map((first) => aChunk({ events: numbered(20, (n) => ({ campaign: first + n })) })),
      [[0, 1], [2]],
    ],
    ['none, if nothing came', [], []],
  ])('%s', (_, chunks, batches) => expect(idsOf(gatherBatches(received(...chunks)))).toEqual(batches));

  it('so that no batch ever mixes accounts or is above a limit, and no chunk is lost or repeated', () => {
    const chunk = fc.record({
      account: fc.integer({ min: 1, max: 3 }),
      events: fc.integer({ min: 1, max: CHUNK_EVENTS_MAX }),
      campaigns: fc.integer({ min: 1, max: BATCH_GROUPS_MAX }),
      first: fc.nat(60),
    });
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 40, size: 'max' }), (drafts) => {
        const chunks = received(
          ...drafts.map(({ account, events, campaigns, first }) =>
            aChunk({ account, events: numbered(events, (n) => ({ campaign: first + (n % campaigns) })) }),
          ),
        );
        const batches = gatherBatches(chunks);

        expect(batches.flat().toSorted((a, b) => a.id - b.id)).toEqual(chunks);
        for (const batch of batches) {
          const events = batch.flatMap(({ chunk }) => chunk.events);
          expect(new Set(batch.map(({ chunk }) => chunk.account)).size).toBe(1);
          expect(events.length).toBeLessThanOrEqual(BATCH_EVENTS_MAX);
          expect(groupsIn(events)).toBeLessThanOrEqual(BATCH_GROUPS_MAX);
          expect(batch.map(({ id }) => id)).toEqual(batch.map(({ id }) => id).toSorted((a, b) => a - b));
        }
      }),
      { numRuns: 50 },
    );
  });
});
