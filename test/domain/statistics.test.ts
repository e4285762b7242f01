import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Word } from '../../lib/domain/event-types.ts';
import { addFigures, type Figures, foldEvents } from '../../lib/domain/figures.ts';
import { type Statistics, statisticsOf } from '../../lib/domain/statistics.ts';
import { eventsOfMessage, inTwoOrders } from '../arbitraries.ts';
import { aStoredEvent, HOUR_MS, NOW } from '../factories.ts';

const NOTHING: Statistics = {
  sent: 0,
  delivered: 0,
  opens: 0,
  uniqueOpens: 0,
  clicks: 0,
  uniqueClicks: 0,
  bounces: 0,
  hardBounces: 0,
  softBounces: 0,
  unsubscribes: 0,
  spamReports: 0,
  drops: 0,
  human: { opens: 0, uniqueOpens: 0, clicks: 0, uniqueClicks: 0 },
  rates: { delivery: null, open: null, click: null, bounce: null, unsubscribe: null, complaint: null },
};

/** The figures of a campaign whose messages had these events. */
function campaignOf(...messages: Word[][]): Figures {
  const figures: Figures = {};
  for (const message of messages) {
    const events = message.map((word, number) =>
      aStoredEvent({ number, word, created: NOW + number * HOUR_MS }),
    );
    addFigures(figures, foldEvents(events));
  }
  return figures;
}

describe('a campaign’s statistics', () => {
  it('are zeros without events, and rates of nothing are null', () =>
    expect(statisticsOf({})).toEqual(NOTHING));

  it('count events, messages, and rates of them', () => {
    const figures = campaignOf(
      ['delivered', 'open', 'open', 'open', 'click', 'click'],
      ['delivered', 'open', 'unsubscribe'],
      ['delivered', 'spamreport'],
      ['delivered', 'hard-bounce'],
      ['delivered', 'soft-bounce', 'bounced'],
      ['dropped'],
    );
    expect(statisticsOf(figures)).toEqual({
      sent: 5,
      delivered: 5,
      opens: 4,
      uniqueOpens: 2,
      clicks: 2,
      uniqueClicks: 1,
      bounces: 3,
      hardBounces: 1,
      softBounces: 1,
      unsubscribes: 1,
      spamReports: 1,
      drops: 1,
      human: { opens: 4, uniqueOpens: 2, clicks: 2, uniqueClicks: 1 },
      rates: { delivery: 1, open: 0.4, click: 0.2, bounce: 0.6, unsubscribe: 0.2, complaint: 0.2 },
    });
  });

  it('tell apart what people did, and rate only that', () => {
    const figures = { SENT: 10, delivered: 10, open: 9, 'messages:open': 6, 'machine:open': 5 };
    expect(
      statisticsOf({ ...figures, 'machine:messages:open': 2, click: 3, 'messages:click': 3 }),
    ).toMatchObject({
      ...{ opens: 9, uniqueOpens: 6, clicks: 3, uniqueClicks: 3 },
      human: { opens: 4, uniqueOpens: 4, clicks: 3, uniqueClicks: 3 },
      rates: { open: 0.4, click: 0.3 },
    });
  });

  it.each<[Word, Partial<Statistics>]>([
    ['BOUNCE', { bounces: 1 }],
    ['BOUNCE:soft', { bounces: 1, softBounces: 1 }],
    ['BOUNCE:hard', { bounces: 1, hardBounces: 1 }],
    ['STATUSCHANGE:unsubscribe', { unsubscribes: 1 }],
    ['STATUSCHANGE:subscribe', {}],
    ['SENT', { sent: 1, rates: { ...NOTHING.rates, delivery: 0, bounce: 0 } }],
    ['SPAMREPORT', { spamReports: 1 }],
    ['DROPPED', { drops: 1 }],
    ['bounced', { bounces: 1, hardBounces: 0, softBounces: 0 }],
    ['hard-bounce', { bounces: 1, hardBounces: 1, softBounces: 0 }],
    ['soft-bounce', { bounces: 1, hardBounces: 0, softBounces: 1 }],
  ])('count a %s as %j', (word, counts) =>
    expect(statisticsOf(campaignOf([word]))).toEqual({ ...NOTHING, ...counts }),
  );

  it('are always the same, in whatever order the events arrived', () => {
    fc.assert(
      fc.property(inTwoOrders(eventsOfMessage()), ([events, order]) => {
        expect(statisticsOf(foldEvents(order))).toEqual(statisticsOf(foldEvents(events)));
      }),
    );
  });
});
