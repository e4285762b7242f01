import * as fc from 'fast-check';
import { expect } from 'vitest';
import { decodeChunk, encodeChunk } from '../../lib/queue/chunk-encoding.ts';
import type { QueueMessage } from '../../lib/queue/queue-message.ts';
import { Random } from '../blast/random.ts';
import { readEverything } from './everything.ts';
import { allWords, type Said, typesOf } from './model.ts';
import { isHubSpot, makeAudience, post } from './sender.ts';
import type { Stage } from './stage.ts';
import type { System } from './system.ts';

const SIZE = { campaigns: 2, people: 3 };

const said: fc.Arbitrary<Said> = fc
  .record({
    person: fc.nat(SIZE.people - 1),
    campaign: fc.nat(SIZE.campaigns - 1),
    word: fc.constantFrom(...allWords),
    // Bursts of seconds, and an hour's change between them.
    at: fc.tuple(fc.nat(1), fc.nat(4)).map(([hour, seconds]) => (hour - 10) * 3_600_000 + seconds * 1_000),
    link: fc.constantFrom('https://example.com/a', 'https://example.com/b', 'https://example.com/c'),
  })
  .map(({ link, ...one }) => ({ ...one, ...(/click/i.test(one.word) && { url: link }) }));

/** What is told, and in which order, split and grouping it is told once more. */
export const story = fc.record({
  /** Of one message no two events of a type at one time: which of them is listed first is up to their arrival. */
  all: fc.uniqueArray(said, {
    minLength: 1,
    maxLength: 25,
    comparator: (a, b) =>
      a.person === b.person &&
      a.campaign === b.campaign &&
      a.at === b.at &&
      typesOf(a.word).some((type) => typesOf(b.word).includes(type)),
  }),
  seed: fc.integer(),
});

/** The same events to two tenants: to the one in a request for each dialect, to the other in any way. */
export async function tellTwice(
  { system, clock }: Pick<Stage, 'system' | 'clock'>,
  { all, seed }: { all: Said[]; seed: number },
): Promise<void> {
  const random = new Random(seed);
  const now = clock.now();
  const submissions = all.map((one) => ({ ...one, at: now + (one.at ?? 0) }));

  const atOnce = await system.aTenant();
  const first = await makeAudience(atOnce, SIZE);
  for (const request of byDialect(submissions)) expect((await post(atOnce, request, first)).status).toBe(200);
  await drain(system, await system.takeMessages());

  const inPieces = await system.aTenant();
  const second = await makeAudience(inPieces, SIZE);
  let waiting: QueueMessage[] = [];
  for (const request of split(random, random.shuffled(submissions)).flatMap(byDialect)) {
    expect((await post(inPieces, request, second)).status).toBe(200);
    waiting.push(...(await system.takeMessages()).flatMap((message) => recut(random, message)));
    if (random.chance(0.4)) {
      const [some = [], ...others] = split(random, random.shuffled(waiting));
      await drain(system, some);
      waiting = others.flat();
    }
  }
  for (const some of split(random, random.shuffled(waiting))) await drain(system, some);

  expect(await readEverything(inPieces, second)).toBe(await readEverything(atOnce, first));
}

const byDialect = (said: readonly Said[]): Said[][] =>
  [said.filter(isHubSpot), said.filter((one) => !isHubSpot(one))].filter(({ length }) => length > 0);

/** Pieces of any size. */
function split<T>(random: Random, values: readonly T[]): T[][] {
  const pieces: T[][] = [];
  for (const rest = [...values]; rest.length > 0; )
    pieces.push(rest.splice(0, 1 + random.below(rest.length)));
  return pieces;
}

/** A queue message's chunk, cut into smaller ones. */
function recut(random: Random, message: QueueMessage): QueueMessage[] {
  const chunk = decodeChunk(message.body);
  return split(random, chunk.events).map((events, piece) => ({
    ...message,
    id: `${message.id}.${piece}`,
    body: encodeChunk({ ...chunk, events }),
  }));
}

/** The clock stands still, so nothing may fail. */
async function drain(system: System, messages: readonly QueueMessage[]): Promise<void> {
  if (messages.length > 0) expect(await system.deliver(messages)).toEqual(new Set());
}
