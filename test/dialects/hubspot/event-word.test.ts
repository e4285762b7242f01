import { describe, expect, test } from 'vitest';
import { wordOf } from '../../../lib/dialects/hubspot/event-word.ts';
import type { Properties } from '../../../lib/domain/event-properties.ts';
import { eventTypes, type Word } from '../../../lib/domain/event-types.ts';

describe('a bounce', () => {
  test.each<[Properties, Word]>([
    [{}, 'BOUNCE'],
    [{ category: 'TEMPORARY_PROBLEM' }, 'BOUNCE:soft'],
    [{ category: 'MAILBOX_FULL' }, 'BOUNCE:soft'],
    [{ category: 'GREYLISTING' }, 'BOUNCE:soft'],
    [{ category: 'TIMEOUT' }, 'BOUNCE:soft'],
    [{ category: 'THROTTLED' }, 'BOUNCE:soft'],
    [{ category: 'DNS_FAILURE' }, 'BOUNCE:soft'],
    [{ category: 'UNKNOWN_USER' }, 'BOUNCE:hard'],
    [{ category: 'MAILBOX_MISCONFIGURATION' }, 'BOUNCE:hard'],
    [{ category: 'CONTENT' }, 'BOUNCE'],
    [{ category: 'SPAM' }, 'BOUNCE'],
    [{ category: 'POLICY' }, 'BOUNCE'],
    [{ category: 'ISP_MISCONFIGURATION' }, 'BOUNCE'],
    [{ category: 'DOMAIN_REPUTATION' }, 'BOUNCE'],
    [{ category: 'DMARC' }, 'BOUNCE'],
    [{ category: 'SENDING_DOMAIN_MISCONFIGURATION' }, 'BOUNCE'],
    [{ category: 'UNCATEGORIZED' }, 'BOUNCE'],
    [{ category: 'IP_REPUTATION' }, 'BOUNCE'],
    [{ status: '4.2.2' }, 'BOUNCE:soft'],
    [{ status: ' 4.7.1 try later' }, 'BOUNCE:soft'],
    [{ status: '5.1.1' }, 'BOUNCE:hard'],
    [{ status: '5.1.10' }, 'BOUNCE:hard'],
    [{ status: '5.10.1' }, 'BOUNCE'],
    [{ status: '5.7.1' }, 'BOUNCE'],
    [{ status: '45' }, 'BOUNCE'],
    [{ status: '' }, 'BOUNCE'],
    // What says that it passes is believed first.
    [{ category: 'UNKNOWN_USER', status: '4.1.1' }, 'BOUNCE:soft'],
    [{ category: 'MAILBOX_FULL', status: '5.2.2' }, 'BOUNCE:soft'],
    [{ category: 'CONTENT', status: '5.1.1' }, 'BOUNCE:hard'],
  ])('with %j is a %s', (properties, word) => expect(wordOf('BOUNCE', properties)).toBe(word));
});

describe('a status change', () => {
  const lists = (...statuses: string[]): Properties => ({
    subscriptions: statuses.map((status, position) => ({ id: position + 1, status })),
  });
  const all = (portalSubscriptionStatus: string) => ({ portalSubscriptionStatus });
  test.each<[string, Properties, Word]>([
    ['that says nothing', {}, 'STATUSCHANGE'],
    ['of no lists', lists(), 'STATUSCHANGE'],
    ['away from all mail', all('UNSUBSCRIBED'), 'STATUSCHANGE:unsubscribe'],
    [
      'away from all mail, whatever the lists say',
      { ...all('UNSUBSCRIBED'), ...lists('SUBSCRIBED') },
      'STATUSCHANGE:unsubscribe',
    ],
    ['away from one list', lists('UNSUBSCRIBED'), 'STATUSCHANGE:unsubscribe'],
    ['away from one list of two', lists('SUBSCRIBED', 'UNSUBSCRIBED'), 'STATUSCHANGE:unsubscribe'],
    ['to all mail', all('SUBSCRIBED'), 'STATUSCHANGE:subscribe'],
    ['to all mail and a list', { ...all('SUBSCRIBED'), ...lists('SUBSCRIBED') }, 'STATUSCHANGE:subscribe'],
    ['to two lists', lists('SUBSCRIBED', 'SUBSCRIBED'), 'STATUSCHANGE:subscribe'],
    [
      'away from one list, but not from all mail',
      { ...all('SUBSCRIBED'), ...lists('UNSUBSCRIBED') },
      'STATUSCHANGE',
    ],
  ])('%s is as it says', (_, properties, word) => expect(wordOf('STATUSCHANGE', properties)).toBe(word));
});

test('every other event goes by its type, whatever else it says', () => {
  const properties = { category: 'UNKNOWN_USER', status: '5.1.1', portalSubscriptionStatus: 'UNSUBSCRIBED' };
  const others = eventTypes.filter((type) => type !== 'BOUNCE' && type !== 'STATUSCHANGE');
  expect(others.map((type) => wordOf(type, properties))).toEqual(others);
});
