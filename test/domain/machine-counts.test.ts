import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Judged, judge, NEIGHBOURHOOD_MS } from '../../lib/domain/machine.ts';
import { HumanCounts } from '../../lib/domain/machine-counts.ts';
import { inTwoOrders } from '../arbitraries.ts';
import { SECOND_MS } from '../factories.ts';
import { aClick, anEvent, busyChain } from './machine-events.ts';

interface Counts {
  opens: number;
  clicks: number;
}

/** What verdicts on all events come to. */
function countsOf(events: readonly Judged[]): Counts {
  const judgements = judge(events);
  const people = (type: Judged['type']) =>
    events.filter((event, position) => event.type === type && judgements[position]?.verdict !== 'yes').length;
  return { opens: people('OPEN'), clicks: people('CLICK') };
}

const minus = (after: Counts, before: Counts): Counts => ({
  opens: after.opens - before.opens,
  clicks: after.clicks - before.clicks,
});

function counted(events: readonly Judged[], known?: { deliveredAt?: number }): HumanCounts {
  const counts = new HumanCounts(known);
  for (const event of events) counts.add(event);
  return counts;
}

const earliestDelivery = (events: readonly Judged[]): number | undefined =>
  events
    .filter(({ type, dated }) => type === 'DELIVERED' && dated)
    .map(({ created }) => created)
    .sort((a, b) => a - b)[0];

describe('the counts of what people did', () => {
  it('start at nothing', () => {
    const { opens, clicks, deliveredAt } = new HumanCounts();
    expect({ opens, clicks, deliveredAt }).toEqual({ opens: 0, clicks: 0, deliveredAt: undefined });
  });

  it('take back what a burst gives away once it is complete', () => {
    const counts = new HumanCounts();
    expect(counts.add(anEvent('OPEN', 0))).toEqual({ opens: 1, clicks: 0 });
    expect(counts.add(aClick(30_000, 1))).toEqual({ opens: 0, clicks: 1 });
    expect(counts.add(aClick(30_400, 2))).toEqual({ opens: 0, clicks: 1 });
    expect(counts.add(aClick(30_200, 3))).toEqual({ opens: -1, clicks: -2 });
    expect(counts.add(aClick(30_300, 1))).toEqual({ opens: 0, clicks: 0 });
    expect(counts.add(aClick(60_000, 1))).toEqual({ opens: 0, clicks: 1 });
  });

  it('give back what was before a delivery that turns out to be earlier', () => {
    const counts = counted([anEvent('DELIVERED', 60_000), anEvent('OPEN', 30_000), aClick(30_000)]);
    expect(counts.add(anEvent('DELIVERED', 0))).toEqual({ opens: 1, clicks: 1 });
  });

  it('know of a delivery that is told to them', () => {
    const { created } = anEvent('DELIVERED', 0);
    expect(new HumanCounts({ deliveredAt: created }).add(anEvent('OPEN', 1_999))).toEqual({
      opens: 0,
      clicks: 0,
    });
  });

  it('leave changes of status out', () =>
    expect(new HumanCounts().add(anEvent('STATUSCHANGE', 0))).toEqual({ opens: 0, clicks: 0 }));

  it('are always what the verdicts come to, after each event, in whatever order they are added', () => {
    fc.assert(
      fc.property(inTwoOrders(busyChain), ([, order]) => {
        const counts = new HumanCounts();
        for (const [position, event] of order.entries()) {
          const [before, after] = [order.slice(0, position), order.slice(0, position + 1)].map(countsOf);
          expect(counts.add(event)).toEqual(minus(after as Counts, before as Counts));
        }
        expect(minus(counts, countsOf(order))).toEqual({ opens: 0, clicks: 0 });
        expect(counts.deliveredAt).toBe(earliestDelivery(order));
      }),
      { numRuns: 200 },
    );
  });

  it('always change by the same where only the neighbours of what is added are known', () => {
    const inTwoParts = busyChain.chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc.uniqueArray(fc.nat(Math.max(0, events.length - 1)), { minLength: 1, maxLength: 3 }),
      ),
    );
    fc.assert(
      fc.property(inTwoParts, ([events, added]) => {
        const news = events.filter(({ type }, position) => added.includes(position) && type !== 'DELIVERED');
        const known = events.filter((event) => !news.includes(event));
        const deliveredAt = earliestDelivery(known);
        const neighbours = known.filter(
          ({ type, created }) =>
            type !== 'DELIVERED' &&
            news.some((event) => Math.abs(event.created - created) <= NEIGHBOURHOOD_MS),
        );
        const counts = counted(neighbours, deliveredAt === undefined ? {} : { deliveredAt });
        const sum = { opens: 0, clicks: 0 };
        for (const event of news) {
          const { opens, clicks } = counts.add(event);
          sum.opens += opens;
          sum.clicks += clicks;
        }
        expect(sum).toEqual(minus(countsOf([...known, ...news]), countsOf(known)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('hang on the event at the very end of the neighbourhood', () => {
    const trap = aClick(0, 1, { evidence: { trap: true } });
    const open = anEvent('OPEN', 10_000);
    const burst = [aClick(70_000, 2), aClick(70_000, 3), aClick(72_000, 4)];
    const neighbours = [open, ...burst].filter(({ created }) => created - trap.created <= NEIGHBOURHOOD_MS);
    expect(counted(neighbours).add(trap)).toEqual({ opens: 0, clicks: 0 });
    expect(counted(neighbours.slice(0, -1)).add(trap)).toEqual({ opens: -1, clicks: 0 });
  });
});

/** Events of a robot: so many within a minute. */
const aMinuteOf = (count: number, event: (at: number, index: number) => Judged): Judged[] =>
  Array.from({ length: count }, (_, index) => event(Math.floor((index * 60 * SECOND_MS) / count), index));

describe('a robot', () => {
  const scanner = { evidence: { decided: { verdict: 'yes', reason: 'scanner' } } } as const;
  const person = [anEvent('DELIVERED', -3_600_000), anEvent('OPEN', -600_000), aClick(-590_000)];

  it('that opens a mail 10,000 times in a minute leaves the counts of people alone', () => {
    const robot = aMinuteOf(10_000, (at) => anEvent('OPEN', at, scanner));
    expect(minus(counted([...person, ...robot]), { opens: 1, clicks: 1 })).toEqual({ opens: 0, clicks: 0 });
    expect(countsOf([...person, ...robot])).toEqual({ opens: 1, clicks: 1 });
  });

  it.each<[string, Judged[]]>([
    ['on five links', aMinuteOf(10_000, (at, index) => aClick(at, index % 5))],
    ['each on a link of its own', aMinuteOf(10_000, (at, index) => aClick(at, index))],
    ['within a millisecond, each on a link of its own', aMinuteOf(10_000, (_, index) => aClick(0, index))],
  ])('that clicks 10,000 times in a minute, %s, does so too', (_, robot) => {
    const opens = aMinuteOf(10_000, (at) => anEvent('OPEN', at - 60_000));
    for (const order of [robot, robot.toReversed()]) {
      const counts = counted([...person, ...opens, ...order]);
      expect([counts.opens, counts.clicks]).toEqual([1, 1]);
    }
    expect(countsOf([...person, ...opens, ...robot])).toEqual({ opens: 1, clicks: 1 });
  });

  it('that clicks on two links only is counted', () => {
    const robot = aMinuteOf(10_000, (at, index) => aClick(at, index % 2));
    expect(countsOf(robot).clicks).toBe(10_000);
    expect(counted(robot.toReversed()).clicks).toBe(10_000);
  });
});
