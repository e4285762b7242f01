import { describe, expect, it } from 'vitest';
import type { StoredEvent, Submission } from '../../lib/domain/event.ts';
import { link } from '../../lib/protocol/link.ts';
import { aChain, aStoredEvent, aSubmission, CAMPAIGN, NOW } from '../factories.ts';
import { type Given, linking, ME, toldEvents, toldLinks } from './linking.ts';

const open = (number: number, given: Partial<Submission> = {}) =>
  aSubmission({ number, word: 'open', ...given });
const storedOpen = (number: number, tag: string, given: Partial<StoredEvent> = {}) =>
  aStoredEvent({ number, tag, word: 'open', ...given });

describe('rule 4: what the chain does not have is appended under my tag', () => {
  it.each<[string, Given, string[]]>([
    ['to a chain without events', { submitted: [open(1)] }, ['open 1 under me']],
    [
      'behind those there are',
      { stored: [storedOpen(1, 't1')], submitted: [open(2, { created: NOW - 1 })] },
      ['open 1 under t1', 'open 2 under me'],
    ],
    [
      'for each fact',
      { submitted: [open(1), open(2, { created: NOW + 1 })] },
      ['open 1 under me', 'open 2 under me'],
    ],
    [
      'for each word of the sender’s, whatever it stands for',
      { submitted: [open(1, { word: 'bounced' }), open(2, { word: 'hard-bounce' })] },
      ['bounced 1 under me', 'hard-bounce 2 under me'],
    ],
    [
      'for each link',
      { submitted: [open(1, { word: 'click', url: 'a' }), open(2, { word: 'click', url: 'b' })] },
      ['click 1 under me', 'click 2 under me'],
    ],
    [
      'for each submission that does not say when it happened',
      { stored: [storedOpen(1, 't1', { dated: false })], submitted: [open(2, { dated: false })] },
      ['open 1 under t1', 'open 2 under me'],
    ],
  ])('%s', (_, given, events) => {
    const result = linking(given);
    expect(toldEvents(result)).toEqual(events);
    expect(toldLinks(result)).toEqual(given.submitted.map(({ number }) => `${number} stored, counted by me`));
    expect(result.changed).toBe(true);
  });

  it('with all that was submitted, but the campaign, which is the chain’s', () => {
    const submission = open(1, { url: 'https://example.com/', user: 9, received: NOW + 5 });
    const { campaign, ...event } = submission;
    expect(linking({ submitted: [submission] }).events).toEqual([{ ...event, tag: ME }]);
    expect(campaign).toBe(CAMPAIGN);
  });
});

describe('rule 5: what stands under my tag is mine, and never a duplicate that needs nothing', () => {
  it.each<[string, Given, string[], string[]]>([
    [
      'the same submission: a save that I never heard of',
      { stored: [storedOpen(1, ME)], submitted: [open(1)] },
      ['open 1 under me'],
      ['1 stored, counted by me'],
    ],
    [
      'the same fact',
      { stored: [storedOpen(1, ME)], submitted: [open(2)] },
      ['open 1 under me'],
      ['2 duplicate, counted by me'],
    ],
    [
      'a twin in this batch',
      { submitted: [open(1), open(2)] },
      ['open 1 under me'],
      ['1 stored, counted by me', '2 duplicate, counted by me'],
    ],
    [
      'a queue message that was delivered twice into this batch',
      { submitted: [open(1, { dated: false }), open(1, { dated: false })] },
      ['open 1 under me'],
      ['1 stored, counted by me'],
    ],
  ])('%s', (_, given, events, links) => {
    const result = linking(given);
    expect(toldEvents(result)).toEqual(events);
    expect(toldLinks(result)).toEqual(links);
    expect(result.changed).toBe(given.stored === undefined);
  });
});

describe('rule 6: what stands under another tag', () => {
  const same: [string, Submission, 'stored' | 'duplicate'][] = [
    ['the same submission', open(1), 'stored'],
    ['the same fact', open(2), 'duplicate'],
  ];
  // In the middle, to see that it keeps its place.
  const stored = [
    storedOpen(7, 't7', { created: NOW + 7 }),
    storedOpen(1, 't1'),
    storedOpen(8, 't8', { created: NOW + 8 }),
  ];
  const asStored = ['open 7 under t7', 'open 1 under t1', 'open 8 under t8'];

  describe.each(same)('%s', (_, submission, as) => {
    const { number } = submission;

    it.each<[string, Omit<Given, 'submitted'>, string]>([
      ['is left as it is, if it is counted', { tags: { t1: 'counted' } }, 'another'],
      ['is left alone, if its owner may yet commit', { tags: { t1: 'busy' } }, 'left-alone'],
      [
        'is left alone, if my commit has no room for it',
        { tags: { t1: 'not-counted' }, room: false },
        'left-alone',
      ],
    ])('%s', (_, given, countedBy) => {
      const result = linking({ stored, submitted: [submission], ...given });
      expect(toldLinks(result)).toEqual([`${number} ${as}, counted by ${countedBy}`]);
      expect(toldEvents(result)).toEqual(asStored);
      expect(result.changed).toBe(false);
    });

    it('is taken over in its place and under its own number, if it is not counted', () => {
      const result = linking({ stored, submitted: [submission], tags: { t1: 'not-counted' } });
      expect(toldLinks(result)).toEqual([`${number} ${as}, counted by me`]);
      expect(result.events).toEqual(stored.toSpliced(1, 1, storedOpen(1, ME)));
      expect(result.changed).toBe(true);
    });

    it('has to be settled first, if nothing is known', () => {
      const result = linking({ stored, submitted: [submission] });
      expect(result.unsettled).toEqual([stored[1]]);
      expect(result.linked).toEqual(new Map());
      expect(toldEvents(result)).toEqual(asStored);
    });
  });

  it('is found by its own number before any fact', () => {
    const result = linking({
      stored: [storedOpen(1, 't1'), storedOpen(2, 't2')],
      submitted: [open(2)],
      tags: { t1: 'counted', t2: 'not-counted' },
    });
    expect(toldLinks(result)).toEqual(['2 stored, counted by me']);
    expect(toldEvents(result)).toEqual(['open 1 under t1', 'open 2 under me']);
  });

  it('is taken over once for all that say the same', () => {
    const result = linking({
      stored: [storedOpen(1, 't1')],
      submitted: [open(2), open(1), open(3)],
      tags: { t1: 'not-counted' },
    });
    expect(toldEvents(result)).toEqual(['open 1 under me']);
    expect(toldLinks(result)).toEqual([
      '2 duplicate, counted by me',
      '1 stored, counted by me',
      '3 duplicate, counted by me',
    ]);
  });

  it('keeps nothing else from being linked while it waits to be settled', () => {
    const result = linking({
      stored: [storedOpen(1, 't1')],
      submitted: [open(1), open(2, { word: 'click' })],
    });
    expect(toldLinks(result)).toEqual(['2 stored, counted by me']);
  });
});

describe('what stands in a page is counted', () => {
  const past = [storedOpen(1, '')];

  it.each<[string, Given, string[], string[]]>([
    ['the same submission', { past, submitted: [open(1)] }, [], ['1 stored, counted by another']],
    ['the same fact', { past, submitted: [open(2)] }, [], ['2 duplicate, counted by another']],
    [
      'also where a stale load shows it in the item',
      { past, stored: [storedOpen(1, 't1')], submitted: [open(1)], tags: { t1: 'busy' } },
      ['open 1 under t1'],
      ['1 stored, counted by another'],
    ],
    [
      'but a submission’s own number in the item comes first',
      { past, stored: [storedOpen(2, 't2')], submitted: [open(2)], tags: { t2: 'not-counted' } },
      ['open 2 under me'],
      ['2 stored, counted by me'],
    ],
    [
      'and nothing else is among them',
      { past, submitted: [open(2, { created: NOW + 1 })] },
      ['open 2 under me'],
      ['2 stored, counted by me'],
    ],
  ])('%s', (_, given, events, links) => {
    const result = linking(given);
    expect(toldEvents(result)).toEqual(events);
    expect(toldLinks(result)).toEqual(links);
  });
});

it('a submission whose linking throws fails alone', () => {
  const stored = [storedOpen(1, 't1'), storedOpen(2, 't2', { created: NOW + 2 })];
  const broken = new Error('broken');
  const result = link(
    aChain({ events: stored }),
    [],
    [open(1), open(2, { created: NOW + 2 }), open(3, { created: NOW + 3 })],
    {
      tag: ME,
      settlementOf: ({ tag }) => {
        if (tag === 't1') throw broken;
        return 'counted';
      },
      mayTakeOver: () => true,
    },
  );
  expect(result.failed).toEqual(new Map([[1, broken]]));
  expect(toldLinks(result)).toEqual(['2 stored, counted by another', '3 stored, counted by me']);
  expect(toldEvents(result)).toEqual(['open 1 under t1', 'open 2 under t2', 'open 3 under me']);
});
