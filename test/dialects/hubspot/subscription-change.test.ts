import { describe, expect, it } from 'vitest';
import { changesOf } from '../../../lib/dialects/hubspot/subscription-change.ts';
import { parseEventId } from '../../../lib/domain/event-id.ts';
import { words } from '../../../lib/domain/event-types.ts';
import { suppressionKind } from '../../../lib/domain/suppression.ts';
import { aStoredEvent, CAMPAIGN, NOW, PERSON } from '../../factories.ts';

type Given = Parameters<typeof aStoredEvent>[0];

const ACCOUNT = 40_001;
const shown = (given: Given) => {
  const event = aStoredEvent({ number: 5, ...given });
  const kind = suppressionKind(event.word);
  if (!kind) throw new Error(`${event.word} befalls no address`);
  const message = { person: PERSON, campaign: CAMPAIGN };
  return changesOf(ACCOUNT, event, { ...message, kind, created: event.created, number: event.number });
};
/** Without what is the same of all. */
const brief = (given: Given) => shown(given).map(({ causedByEvent: _, portalId, ...change }) => change);

describe('a change', () => {
  it('leads to the event that caused it', () => {
    const [change] = shown({ word: 'BOUNCE:hard' });
    expect(change).toMatchObject({ portalId: ACCOUNT, causedByEvent: { created: NOW } });
    expect(parseEventId(ACCOUNT, change?.causedByEvent.id ?? '')).toEqual({
      ...{ account: ACCOUNT, number: 5, type: 'BOUNCE', person: PERSON, campaign: CAMPAIGN },
    });
  });

  const bounced = {
    change: 'BOUNCED',
    source: 'SOURCE_NON_DELIVERY_REPORT',
    changeType: 'PORTAL_BOUNCE',
  };
  const unbounced = { change: 'UNBOUNCED', source: 'SOURCE_HUBSPOT_CUSTOMER', changeType: 'PORTAL_BOUNCE' };
  const spam = { change: 'REPORTED_SPAM', source: 'SOURCE_SPAM_REPORT', changeType: 'PORTAL_SPAMREPORT' };
  const out = { change: 'UNSUBSCRIBED', source: 'SOURCE_RECIPIENT', changeType: 'PORTAL_STATUS' };

  it.each<[string, Given, object[]]>([
    ['a bounce', { word: 'bounced' }, [bounced]],
    ['a hard bounce', { word: 'hard-bounce' }, [bounced]],
    ['an unbounce', { word: 'UNBOUNCE' }, [unbounced]],
    ['a spam report', { word: 'SPAMREPORT' }, [spam]],
    ['an unsubscribe from all', { word: 'unsubscribe' }, [out]],
    [
      'an unsubscribe without a source',
      { word: 'STATUSCHANGE:unsubscribe' },
      [{ change: 'UNSUBSCRIBED', changeType: 'PORTAL_STATUS' }],
    ],
    [
      'an unsubscribe from all that speaks of two kinds of mail',
      {
        word: 'STATUSCHANGE:unsubscribe',
        properties: {
          source: 'SOURCE_RECIPIENT',
          portalSubscriptionStatus: 'UNSUBSCRIBED',
          subscriptions: [
            { id: 7, status: 'UNSUBSCRIBED', legalBasisChange: { optState: 'OPT_OUT' } },
            { id: 8, status: 'SUBSCRIBED' },
          ],
        },
      },
      [
        { ...out, subscriptionId: 7, changeType: 'SUBSCRIPTION_STATUS' },
        { ...out, change: 'SUBSCRIBED', subscriptionId: 8, changeType: 'SUBSCRIPTION_STATUS' },
        out,
      ],
    ],
    [
      'a new subscription by import',
      { word: 'STATUSCHANGE:subscribe', properties: { source: 'SOURCE_IMPORT' } },
      [{ change: 'SUBSCRIBED', source: 'SOURCE_IMPORT', changeType: 'PORTAL_STATUS' }],
    ],
    [
      'a change of one kind of mail alone',
      {
        word: 'STATUSCHANGE',
        properties: { source: 'SOURCE_RECIPIENT', subscriptions: [{ id: 7, status: 'UNSUBSCRIBED' }] },
      },
      [{ ...out, subscriptionId: 7, changeType: 'SUBSCRIPTION_STATUS' }],
    ],
    ['a change that says nothing', { word: 'STATUSCHANGE' }, []],
  ])('%s', (_, given, expected) => expect(brief(given)).toEqual(expected));

  it('is shown of whatever befalls an address, whatever word it came under', () => {
    const befalling = words.filter((word) => suppressionKind(word) && word !== 'STATUSCHANGE');
    for (const word of befalling) expect(brief({ word })).toHaveLength(1);
  });
});
