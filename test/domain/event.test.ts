import { describe, expect, it } from 'vitest';
import { factOf, hourOf, messageName, type Submission } from '../../lib/domain/event.ts';
import {
  eventTypes,
  lifecycle,
  listedAs,
  propertiesOf,
  typesOf,
  words,
} from '../../lib/domain/event-types.ts';
import { aSubmission, HOUR_MS, NOW } from '../factories.ts';

describe('a word', () => {
  it.each([
    ['delivered', ['SENT', 'DELIVERED'], {}],
    ['open', ['OPEN'], {}],
    ['click', ['CLICK'], {}],
    ['bounced', ['BOUNCE'], {}],
    ['soft-bounce', ['BOUNCE'], { category: 'TEMPORARY_PROBLEM' }],
    ['hard-bounce', ['BOUNCE'], {}],
    [
      'unsubscribe',
      ['STATUSCHANGE'],
      { source: 'SOURCE_RECIPIENT', portalSubscriptionStatus: 'UNSUBSCRIBED' },
    ],
    ['spamreport', ['SPAMREPORT'], {}],
    ['dropped', ['DROPPED'], {}],
  ] as const)('%s stands for %j with %j', (word, types, properties) => {
    expect(typesOf(word)).toEqual(types);
    expect(propertiesOf(word)).toEqual(properties);
  });

  it.each([
    ['DELIVERED', ['DELIVERED'], 'delivered'],
    ['BOUNCE', ['BOUNCE'], 'bounced'],
    ['BOUNCE:soft', ['BOUNCE'], 'soft-bounce'],
    ['BOUNCE:hard', ['BOUNCE'], 'hard-bounce'],
    ['STATUSCHANGE', ['STATUSCHANGE'], undefined],
    ['STATUSCHANGE:unsubscribe', ['STATUSCHANGE'], 'unsubscribe'],
    ['STATUSCHANGE:subscribe', ['STATUSCHANGE'], undefined],
    ['SENT', ['SENT'], undefined],
    ['UNBOUNCE', ['UNBOUNCE'], undefined],
  ] as const)('%s stands for %j, which Follow Up Boss calls %s', (word, types, listed) => {
    expect(typesOf(word)).toEqual(types);
    expect(listedAs(word)).toBe(listed);
  });

  it('keeps its position in the list, which stored chains and journals hold', () =>
    expect(words).toEqual([
      'delivered',
      'open',
      'click',
      'bounced',
      'soft-bounce',
      'hard-bounce',
      'unsubscribe',
      'spamreport',
      'dropped',
      'SENT',
      'PROCESSED',
      'DELIVERED',
      'DEFERRED',
      'DROPPED',
      'BOUNCE',
      'BOUNCE:soft',
      'BOUNCE:hard',
      'OPEN',
      'CLICK',
      'PRINT',
      'FORWARD',
      'REPLY',
      'STATUSCHANGE',
      'STATUSCHANGE:unsubscribe',
      'STATUSCHANGE:subscribe',
      'SPAMREPORT',
      'SUPPRESSED',
      'UNBOUNCE',
    ]));

  it('stands for types that all have their place in a message’s life', () => {
    expect(new Set(words.flatMap(typesOf))).toEqual(new Set(lifecycle));
    expect(new Set(eventTypes)).toEqual(new Set(lifecycle));
  });
});

describe('a fact', () => {
  const opened = aSubmission({ word: 'open', created: NOW });

  it.each<[string, Partial<Submission>]>([
    ['number', { number: 2 }],
    ['time of ingest', { received: NOW + 1 }],
    ['user', { user: 2 }],
    ['recipient', { recipient: 'anna@example.org' }],
  ])('is the same whatever the %s', (_, other) =>
    expect(factOf({ ...opened, ...other })).toBe(factOf(opened)),
  );

  it.each<[string, Partial<Submission>]>([
    ['word', { word: 'click' }],
    ['time', { created: NOW + 1 }],
    ['link', { url: 'https://example.com/' }],
  ])('is another with another %s', (_, other) =>
    expect(factOf({ ...opened, ...other })).not.toBe(factOf(opened)),
  );

  it('is told apart by the sender’s own word, not by what that stands for', () =>
    expect(factOf(aSubmission({ word: 'bounced' }))).not.toBe(factOf(aSubmission({ word: 'hard-bounce' }))));

  it('is told apart by its link, whatever that is made of', () => {
    const links = ['', 'null', '"', '\\', ',', '\u0000', 'a', 'A'];
    const facts = links.map((url) => factOf({ ...opened, url }));
    expect(new Set([...facts, factOf(opened)]).size).toBe(links.length + 1);
  });

  it('is known by the sender’s own id of it, whatever else is said', () => {
    const fact = factOf({ ...opened, sourceId: 'a1' });
    expect(factOf(aSubmission({ word: 'OPEN', created: NOW + 1, dated: false, sourceId: 'a1' }))).toBe(fact);
    expect(factOf({ ...opened, sourceId: 'a2' })).not.toBe(fact);
    expect(factOf(opened)).not.toBe(fact);
  });

  it('is not known again if the sender did not say when it happened', () =>
    expect(factOf(aSubmission({ dated: false }))).toBeUndefined());
});

describe('an hour', () => {
  it.each([
    [0, 0],
    [HOUR_MS - 1, 0],
    [HOUR_MS, 1],
    [NOW, 490_923],
  ])('%i ms are in hour %i', (time, hour) => expect(hourOf(time)).toBe(hour));
});

it('a message’s name tells person and campaign apart', () =>
  expect(messageName({ person: 1, campaign: 23 })).not.toBe(messageName({ person: 12, campaign: 3 })));
