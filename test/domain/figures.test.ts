import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../lib/domain/event.ts';
import { isOfType, type Word } from '../../lib/domain/event-types.ts';
import {
  addFigures,
  contributionOf,
  type Figures,
  type Foundation,
  foldEvents,
} from '../../lib/domain/figures.ts';
import { eventsOfMessage, inTwoOrders } from '../arbitraries.ts';
import { aStoredEvent, HOUR_MS, NOW } from '../factories.ts';

const TAGS = ['t1', 't2', 't3'];

function events(...rows: [word: Word, tag: string][]): StoredEvent[] {
  return rows.map(([word, tag], position) =>
    aStoredEvent({ number: position + 1, word, tag, created: NOW + position * HOUR_MS }),
  );
}

function sum(all: readonly Figures[]): Figures {
  const total: Figures = {};
  for (const figures of all) addFigures(total, figures);
  return total;
}

describe('the figures of a message', () => {
  it('count its events, and the message once for each word', () =>
    expect(foldEvents(events(['delivered', 't1'], ['open', 't1'], ['open', 't2'], ['click', 't2']))).toEqual({
      SENT: 1,
      delivered: 1,
      'messages:delivered': 1,
      open: 2,
      'messages:open': 1,
      click: 1,
      'messages:click': 1,
    }));

  it('count apart what machines did, and the messages where nobody else did it', () => {
    const bot = { evidence: { decided: { verdict: 'yes', reason: 'scanner' } } } as const;
    const open = (number: number, more: Partial<StoredEvent> = {}) =>
      aStoredEvent({ number, word: 'OPEN', created: NOW + number * HOUR_MS, ...more });
    const machines = { 'machine:open': 1, 'machine:messages:open': 1 };
    expect(foldEvents([open(1, bot)])).toEqual({ open: 1, 'messages:open': 1, ...machines });
    expect(foldEvents([open(1, bot), open(2)])).toEqual({ open: 2, 'messages:open': 1, 'machine:open': 1 });
  });

  it('take back what was counted as a person’s when a burst is complete', () => {
    const click = (number: number, tag: string) =>
      aStoredEvent({
        number,
        word: 'click',
        tag,
        created: NOW + number * 100,
        url: `https://example.com/${number}`,
      });
    const stored = [click(1, 't1'), click(2, 't1'), click(3, 't2')];
    expect(contributionOf(stored, 't1')).toEqual({ click: 2, 'messages:click': 1 });
    expect(contributionOf(stored, 't2')).toEqual({
      click: 1,
      'machine:click': 3,
      'machine:messages:click': 1,
    });
  });

  it('are none without events', () => expect(foldEvents([])).toEqual({}));

  it('are always the same, in whatever order the events were stored', () => {
    fc.assert(
      fc.property(inTwoOrders(eventsOfMessage()), ([stored, order]) => {
        expect(foldEvents(order)).toEqual(foldEvents(stored));
      }),
    );
  });
});

describe('a contribution', () => {
  it('has the message for whoever stored the first event of a word', () => {
    const stored = events(['open', 't1'], ['open', 't2'], ['click', 't2']);
    expect(contributionOf(stored, 't1')).toEqual({ open: 1, 'messages:open': 1 });
    expect(contributionOf(stored, 't2')).toEqual({ open: 1, click: 1, 'messages:click': 1 });
  });

  it('of a tag that stored nothing is nothing', () =>
    expect(contributionOf(events(['open', 't1']), 't2')).toEqual({}));

  it('of all tags together is always the figures, however the events are shared out', () => {
    fc.assert(
      fc.property(eventsOfMessage(), (stored) => {
        expect(sum(TAGS.map((tag) => contributionOf(stored, tag)))).toEqual(foldEvents(stored));
      }),
    );
  });

  it('is always the same whoever computes it and whenever: what is stored later takes nothing from it', () => {
    fc.assert(
      fc.property(eventsOfMessage(), fc.constantFrom(...TAGS), (stored, tag) => {
        const last = stored.findLastIndex((event) => event.tag === tag);
        expect(contributionOf(stored.slice(0, last + 1), tag)).toEqual(contributionOf(stored, tag));
      }),
    );
  });

  it('passes whole to whoever takes the events over in their places', () => {
    fc.assert(
      fc.property(eventsOfMessage(), (stored) => {
        const taken = stored.map((event) => (event.tag === 't1' ? { ...event, tag: 't4' } : event));
        expect(contributionOf(taken, 't4')).toEqual(contributionOf(stored, 't1'));
        expect(contributionOf(taken, 't2')).toEqual(contributionOf(stored, 't2'));
      }),
    );
  });
});

describe('what stands in pages, before the other events,', () => {
  const split = eventsOfMessage().chain((stored) => fc.tuple(fc.constant(stored), fc.nat(stored.length)));
  const foundation = (events: readonly StoredEvent[]): Foundation => {
    const deliveries = events.filter(({ word, dated }) => dated && isOfType(word, 'DELIVERED'));
    const [delivered] = deliveries.map(({ created }) => created).sort((a, b) => a - b);
    return { figures: foldEvents(events), delivered, events };
  };

  it('always adds to the same figures as it did among them', () => {
    fc.assert(
      fc.property(split, ([stored, paged]) => {
        const past = foundation(stored.slice(0, paged));
        expect(foldEvents(stored.slice(paged), past)).toEqual(foldEvents(stored));
      }),
    );
  });

  it('never changes what a later tag contributes', () => {
    fc.assert(
      fc.property(split, ([stored, paged]) => {
        const past = foundation(stored.slice(0, paged));
        const rest = stored.slice(paged).map((event) => ({ ...event, tag: 'me' }));
        const whole = [...stored.slice(0, paged), ...rest];
        expect(contributionOf(rest, 'me', past)).toEqual(contributionOf(whole, 'me'));
      }),
    );
  });
});

describe('a sum', () => {
  it('keeps only what is not zero', () => {
    const total: Figures = { open: 1, click: 2 };
    addFigures(total, { open: 1 }, { open: 2, bounced: 0 });
    expect(total).toEqual({ click: 2 });
  });

  it('leaves what is added as it is', () => {
    const after = Object.freeze({ open: 2 });
    const before = Object.freeze({ open: 1 });
    const total: Figures = {};
    addFigures(total, after, before);
    expect(total).toEqual({ open: 1 });
  });
});
