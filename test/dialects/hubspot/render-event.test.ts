import { describe, expect, it } from 'vitest';
import { renderEvent } from '../../../lib/dialects/hubspot/render-event.ts';
import type { CampaignHead } from '../../../lib/domain/campaign.ts';
import { NO_CAMPAIGN, type StoredEvent } from '../../../lib/domain/event.ts';
import type { EventType } from '../../../lib/domain/event-types.ts';
import { historyOf } from '../../../lib/domain/history.ts';
import { ADDRESS, aChain, aStoredEvent, aSuppression, CAMPAIGN, NOW } from '../../factories.ts';
import { wireEvent } from './wire-event.ts';

const ACCOUNT = 40_001;
const campaignHead: CampaignHead = {
  ...{ id: CAMPAIGN, appId: 113, origin: 'Batch', originId: '1', name: 'Spring 2026', subject: 'Spring' },
  ...{ created: NOW, updated: NOW },
};

/** The events of a chain as they are given, by their types; each has the schema of its type. */
function rendered(events: Partial<StoredEvent>[], campaign = CAMPAIGN, suppressions = [aSuppression()]) {
  const chain = aChain({
    campaign,
    events: events.map((event, position) => aStoredEvent({ number: position + 1, ...event })),
  });
  const history = historyOf(ACCOUNT, chain, new Map([[ADDRESS, suppressions]]));
  const given = history.map((event) => {
    const head = campaign === NO_CAMPAIGN ? undefined : campaignHead;
    return renderEvent(ACCOUNT, { person: chain.person, campaign, event, campaignHead: head });
  });
  for (const event of given) expect(wireEvent.parse(event)).toEqual(event);
  return new Map(given.map((event) => [event.type, event]));
}

const reference = (event: { id: string; created: number } | undefined) => ({
  id: event?.id,
  created: event?.created,
});

/** What every event of a message says. */
const common = {
  id: expect.any(String),
  created: NOW,
  recipient: ADDRESS,
  portalId: ACCOUNT,
  appId: 113,
  appName: 'Batch',
  emailCampaignId: CAMPAIGN,
};

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0';

describe('an event', () => {
  it('that says that a message was sent has its subject and whatever the sender knows', () => {
    const events = rendered([{ word: 'delivered' }]);
    const [sent, delivered] = [events.get('SENT'), events.get('DELIVERED')];
    const sentBy = reference(sent);
    const empty = { replyTo: [], cc: [], bcc: [], smtpId: null };
    expect(sent).toEqual({ ...common, type: 'SENT', subject: 'Spring', ...empty, sentBy });
    expect(delivered).toEqual({ ...common, type: 'DELIVERED', sentBy });

    const own = {
      subject: 'Hello',
      from: 'news@example.com',
      replyTo: ['re@example.com'],
      cc: ['cc@example.com'],
    };
    const full = rendered([{ word: 'SENT', properties: { ...own, smtpId: '<1@example.com>' } }]).get('SENT');
    expect(full).toEqual({ ...common, type: 'SENT', ...own, bcc: [], smtpId: '<1@example.com>', sentBy });
  });

  it.each<[EventType, Partial<StoredEvent>, object]>([
    ['PROCESSED', {}, { smtpId: null }],
    [
      'DELIVERED',
      { properties: { response: '250 OK', smtpId: '<1@x>' } },
      { response: '250 OK', smtpId: '<1@x>' },
    ],
    ['DEFERRED', { properties: { response: '451', attempt: 2 } }, { response: '451', attempt: 2 }],
    [
      'BOUNCE',
      { word: 'BOUNCE:hard', properties: { category: 'UNKNOWN_USER', response: '550', status: '5.1.1' } },
      { category: 'UNKNOWN_USER', response: '550', status: '5.1.1' },
    ],
    ['BOUNCE', { word: 'soft-bounce' }, { category: 'TEMPORARY_PROBLEM' }],
    ['BOUNCE', { word: 'bounced' }, {}],
    ['OPEN', {}, { smtpId: null, browser: {}, location: {}, filteredEvent: false }],
    ['PRINT', {}, { browser: {}, location: {}, filteredEvent: false }],
    ['FORWARD', {}, { browser: {}, location: {}, filteredEvent: false }],
    [
      'CLICK',
      { url: 'https://example.com/' },
      {
        ...{ smtpId: null, browser: {}, location: {}, filteredEvent: false },
        ...{ url: 'https://example.com/', referer: '', linkId: 0 },
      },
    ],
    ['REPLY', {}, {}],
    ['SPAMREPORT', { word: 'spamreport' }, {}],
    [
      'SUPPRESSED',
      { properties: { suppressedReason: 'UNENGAGED' } },
      { suppressedReason: 'UNENGAGED', causedBy: expect.anything() },
    ],
    [
      'STATUSCHANGE',
      { word: 'unsubscribe' },
      { source: 'SOURCE_RECIPIENT', portalSubscriptionStatus: 'UNSUBSCRIBED' },
    ],
    [
      'SENT',
      { properties: { hmid: '0b7c', sendId: 's', emailCampaignGroupId: 7, ipAddress: '192.0.2.1' } },
      {
        ...{ subject: 'Spring', replyTo: [], cc: [], bcc: [], smtpId: null, sentBy: expect.anything() },
        ...{ hmid: '0b7c', sendId: 's', emailCampaignGroupId: 7, ipAddress: '192.0.2.1' },
      },
    ],
  ])('of the type %s with %j says what it has to say, and nothing else', (type, given, says) => {
    const word = given.word ?? (type as StoredEvent['word']);
    expect(rendered([{ ...given, word }]).get(type)).toEqual({ ...common, type, ...says });
  });

  it('that was dropped says why: in the sender’s words, else by what suppressed the address', () => {
    const own = rendered([{ word: 'DROPPED', properties: { dropReason: 'MTA_IGNORE', dropMessage: 'no' } }]);
    expect(own.get('DROPPED')).toMatchObject({
      dropReason: 'MTA_IGNORE',
      dropMessage: 'no',
      smtpId: null,
      cc: [],
    });
    expect(own.get('DROPPED')).not.toHaveProperty('causedBy');
    expect(own.get('DROPPED')).toHaveProperty('sentBy', reference(own.get('DROPPED')));

    const cause = aSuppression();
    const dropped = rendered([{ word: 'dropped' }], CAMPAIGN, [cause]).get('DROPPED');
    expect(dropped).toMatchObject({ dropReason: 'PREVIOUSLY_BOUNCED', causedBy: { created: cause.created } });
    expect(rendered([{ word: 'dropped' }], CAMPAIGN, []).get('DROPPED')).not.toHaveProperty('dropReason');
  });

  it('of a user agent tells browser and device, unless the sender does', () => {
    const parsed = rendered([{ word: 'OPEN', properties: { userAgent: AGENT } }]).get('OPEN');
    expect(parsed).toMatchObject({ userAgent: AGENT, browser: { name: 'Firefox' }, deviceType: 'COMPUTER' });
    const properties = {
      userAgent: AGENT,
      browser: { name: 'Ours' },
      deviceType: 'MOBILE',
      location: { city: 'Porto' },
    };
    expect(rendered([{ word: 'OPEN', properties }]).get('OPEN')).toMatchObject(properties);
  });

  it('that a machine made is filtered', () => {
    const evidence = { decided: { verdict: 'yes', reason: 'sender' } } as const;
    expect(rendered([{ word: 'OPEN', evidence }]).get('OPEN')).toHaveProperty('filteredEvent', true);
  });

  it('of no campaign has neither a campaign nor an app', () => {
    const given = rendered(
      [{ word: 'STATUSCHANGE', properties: { source: 'SOURCE_HUBSPOT_CUSTOMER' } }],
      NO_CAMPAIGN,
    );
    const { appName: _, ...others } = common;
    expect(given.get('STATUSCHANGE')).toEqual({
      ...{ ...others, type: 'STATUSCHANGE', appId: 0, emailCampaignId: 0 },
      source: 'SOURCE_HUBSPOT_CUSTOMER',
    });
  });

  it('that lifts a bounce says little', () => {
    const properties = { user: 'admin@example.com', hmid: '1' };
    const { id, created, recipient, portalId } = common;
    expect(rendered([{ word: 'UNBOUNCE', properties }], NO_CAMPAIGN).get('UNBOUNCE')).toEqual({
      ...{ id, created, recipient, portalId, type: 'UNBOUNCE' },
      user: 'admin@example.com',
    });
  });
});
