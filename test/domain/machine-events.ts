import * as fc from 'fast-check';
import type { Evidence, Judged } from '../../lib/domain/machine.ts';
import { NOW } from '../factories.ts';

// Events as verdicts are made from them, for the tests of verdicts and of what they add up to.

/** A dated event, by a browser. `created` counts from NOW, ms. */
export const anEvent = (type: Judged['type'], created: number, given: Partial<Judged> = {}): Judged => ({
  type,
  created: NOW + created,
  dated: true,
  agent: true,
  ...given,
});

/** A click on the link of a number. */
export const aClick = (created: number, link = 1, given: Partial<Judged> = {}): Judged =>
  anEvent('CLICK', created, { url: `https://shop.example.com/${link}`, ...given });

const evidence: fc.Arbitrary<Evidence> = fc.constantFrom<Evidence[]>(
  { decided: { verdict: 'yes', reason: 'scanner' } },
  { decided: { verdict: 'no', reason: 'image-proxy' } },
  { trap: true },
  { manyLinks: true },
  { trap: true, manyLinks: true },
  { network: 'certain' },
  { network: 'probable' },
);

/** Times where rules begin and end, and others. */
const times = (within: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: 0, max: within }),
    fc
      .tuple(fc.nat(within / 1_000), fc.constantFrom(-1, 0, 1))
      .map(([second, off]) => Math.max(0, second * 1_000 + off)),
  );

/** Any event that counts, within so many ms from NOW. */
export const judgedEvent = (within: number): fc.Arbitrary<Judged> =>
  fc
    .record({
      type: fc.constantFrom<Judged['type'][]>(
        'OPEN',
        'OPEN',
        'CLICK',
        'CLICK',
        'CLICK',
        'STATUSCHANGE',
        'DELIVERED',
      ),
      created: times(within),
      dated: fc.integer({ min: 0, max: 9 }).map((chance) => chance > 0),
      link: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
      agent: fc.boolean(),
      evidence: fc.option(evidence, { freq: 3, nil: undefined }),
    })
    .map(({ type, created, dated, link, agent, evidence }) => ({
      ...anEvent(type, created, { dated, agent }),
      ...(type === 'CLICK' && link !== undefined && { url: `https://shop.example.com/${link}` }),
      ...(evidence && type !== 'DELIVERED' && { evidence }),
    }));

/** Clicks on few links so close together that what is a burst, and where it ends, hangs on each. */
const bursts: fc.Arbitrary<Judged[]> = fc.array(
  fc
    .tuple(
      fc.constantFrom<Judged['type'][]>('OPEN', 'CLICK', 'CLICK', 'CLICK', 'CLICK', 'STATUSCHANGE'),
      fc.nat(16).map((step) => step * 500),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom<(Evidence | undefined)[]>(undefined, undefined, undefined, { manyLinks: true }),
    )
    .map(([type, created, link, evidence]) =>
      type === 'CLICK' ? aClick(created, link, evidence && { evidence }) : anEvent(type, created),
    ),
  { maxLength: 12 },
);

const trap = (created: number) => aClick(created, 4, { evidence: { trap: true } });

/** Events as far from each other as rules reach, one after the other. */
const farthest: readonly Judged[][] = [
  [trap(0), anEvent('OPEN', 10_000), aClick(70_000, 1), aClick(70_000, 2), aClick(72_000, 3), trap(20_000)],
  [
    aClick(72_000, 1),
    aClick(70_000, 2),
    aClick(70_000, 3),
    anEvent('OPEN', 10_000),
    trap(0),
    aClick(68_000, 1),
  ],
  [
    ...[1, 2, 3].map((link) => aClick(62_000, link)),
    aClick(60_000, 1),
    anEvent('OPEN', 0),
    aClick(64_000, 2),
  ],
];

/** Some of them, some a little off. */
const edges: fc.Arbitrary<Judged[]> = fc
  .constantFrom(...farthest)
  .chain((events) => fc.shuffledSubarray([...events], { minLength: 3 }))
  .chain((events) =>
    fc.tuple(
      ...events.map((event) =>
        fc.constantFrom(-1, 0, 0, 0, 0, 1).map((off) => ({ ...event, created: event.created + off })),
      ),
    ),
  );

/** A chain that is so busy that rules meet: all within some seconds, or over some minutes. */
export const busyChain: fc.Arbitrary<Judged[]> = fc.oneof(
  fc
    .constantFrom(4_000, 15_000, 90_000, 300_000)
    .chain((within) => fc.array(judgedEvent(within), { maxLength: 24 })),
  bursts,
  edges,
);
