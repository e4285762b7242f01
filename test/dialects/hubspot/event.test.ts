import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvents } from '../../../lib/dialects/hubspot/event.ts';
import { eventId } from '../../../lib/domain/event-id.ts';
import { eventTypes } from '../../../lib/domain/event-types.ts';
import { ApiError } from '../../../lib/errors.ts';
import type { EventDraft } from '../../../lib/ingest/event-draft.ts';
import { withInvocation } from '../../../lib/invocation.ts';
import { OCCURRED_AHEAD_MAX_MS } from '../../../lib/limits.ts';
import { NOW } from '../../factories.ts';
import '../../seed.ts';
import { anApiRequest } from '../followupboss/an-api-request.ts';
import { common, propertiesOfEachType } from './an-event-of-each-type.ts';

/** The least that makes an event. */
const least = { type: 'PROCESSED', emailCampaignId: 3, recipient: 'ann@example.com' };
const leastDraft: EventDraft = {
  word: 'PROCESSED',
  campaign: 3,
  recipient: 'ann@example.com',
  spelling: 'ann@example.com',
};

const ACCOUNT = 5;
const parse = (body: unknown): EventDraft[] =>
  withInvocation({ now: () => NOW }, () =>
    parseEvents(anApiRequest('POST /email/public/v1/events', { account: ACCOUNT, body })),
  );
const parseOne = (event: unknown): EventDraft | undefined => parse({ events: [event] })[0];

function refusalOf(body: unknown): string {
  try {
    parse(body);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'invalid') return error.message;
    throw error;
  }
  return '';
}

const ownId = eventId({ account: ACCOUNT, number: 9, type: 'OPEN', campaign: 3, person: 7 });

describe('an event is read', () => {
  it.each<[string, object, Partial<EventDraft>]>([
    ['with the least there is', {}, {}],
    ['with nulls for what is not known', { created: null, id: null, sourceId: null, smtpId: null }, {}],
    ['with the time it happened', { created: NOW - 1 }, { occurred: NOW - 1 }],
    ['with the first time there is', { created: 0 }, { occurred: 0 }],
    [
      'with the last time there is',
      { created: NOW + OCCURRED_AHEAD_MAX_MS },
      { occurred: NOW + OCCURRED_AHEAD_MAX_MS },
    ],
    ['with ids as text', { emailCampaignId: '12', userId: '5' }, { campaign: 12, user: 5 }],
    ['with the sender’s own id', { sourceId: 'sg-1' }, { sourceId: 'sg-1' }],
    ['with the sender’s own id as a number', { sourceId: 17 }, { sourceId: '17' }],
    ['with an id that another system gave it', { id: '2c1f0a34' }, { sourceId: '2c1f0a34' }],
    ['with both, of which the sender’s counts', { id: '2c1f0a34', sourceId: 'x' }, { sourceId: 'x' }],
    ['with an id of this account, which is no other system’s', { id: ownId }, {}],
    ['with a link', { url: 'https://example.com/?a=1#b' }, { url: 'https://example.com/?a=1#b' }],
    ['with an empty link as without', { url: '' }, {}],
    [
      'with an address in any case, and as it was spelled',
      { recipient: ' Ann@Example.COM ' },
      { recipient: 'ann@example.com', spelling: 'Ann@Example.COM' },
    ],
    [
      'with what is ours to say',
      { portalId: 1, appId: 2, appName: 'x', sentBy: { id: 'a', created: 1 } },
      {},
    ],
    ['with a property of another type', { response: '250 OK', dropReason: 'no such reason', url: null }, {}],
    ['with fields that we don’t know', { constructorName: 'x', meta: { a: [1] } }, {}],
  ])('%s', (_, given, draft) =>
    expect(parseOne({ ...least, ...given })).toEqual({ ...leastDraft, ...draft }),
  );

  it.each(eventTypes)('of the type %s with all that it may say, and nothing that it may not', (type) => {
    const { url, ...properties } = propertiesOfEachType[type] as { url?: string };
    const everything = Object.assign({}, ...Object.values(propertiesOfEachType), common);
    expect(parseOne({ ...everything, url, ...least, ...properties, type })).toMatchObject({
      ...(url && { url }),
      properties: { ...properties, ...common },
    });
    const { properties: read } = parseOne({ ...everything, ...least, ...properties, type }) ?? {};
    expect(Object.keys(read ?? {}).sort()).toEqual(Object.keys({ ...properties, ...common }).sort());
  });

  it('of the type SUPPRESSION, as the document calls it', () =>
    expect(parseOne({ ...least, type: 'SUPPRESSION' })?.word).toBe('SUPPRESSED'));

  it.each(['UNBOUNCE', 'STATUSCHANGE'])('of no campaign: %s', (type) => {
    const { emailCampaignId: _, ...without } = { ...least, type };
    for (const event of [
      without,
      { ...without, emailCampaignId: 0 },
      { ...without, emailCampaignId: null },
    ]) {
      expect(parseOne(event)?.campaign).toBe(0);
    }
  });

  it('with nulls inside of objects, which are as good as nothing', () => {
    const event = { ...least, type: 'OPEN', browser: { name: 'x', url: null }, location: { city: null } };
    expect(parseOne(event)?.properties).toEqual({ browser: { name: 'x' } });
  });

  it('with the producer’s URL as the document spells it', () => {
    const event = { ...least, type: 'OPEN', browser: { producer_url: 'https://example.com' } };
    expect(parseOne(event)?.properties).toEqual({ browser: { producerUrl: 'https://example.com' } });
  });

  it('with empty lists, which say that there was nobody', () => {
    const event = { ...least, type: 'SENT', cc: [], bcc: [] };
    expect(parseOne(event)?.properties).toEqual({ cc: [], bcc: [] });
  });

  it('in the order of the request, up to 1,000 of them', () => {
    const events = Array.from({ length: 1_000 }, (_, n) => ({ ...least, emailCampaignId: n + 1 }));
    expect(parse({ events }).map(({ campaign }) => campaign)).toEqual(events.map((e) => e.emailCampaignId));
  });
});

describe('a list of events is refused', () => {
  it.each<[unknown, string]>([
    [undefined, 'The request body is not a JSON object.'],
    [null, 'The request body is not a JSON object.'],
    [[least], 'The request body is not a JSON object.'],
    [{}, "Missing required field 'events'."],
    [{ emEvents: [least] }, "Missing required field 'events'."],
    [{ events: null }, "Invalid field 'events': not a list."],
    [{ events: [] }, "Invalid field 'events': empty."],
  ])('%j', (body, message) => expect(refusalOf(body)).toBe(message));

  it('of 1,001 events', () =>
    expect(refusalOf({ events: Array.from({ length: 1_001 }, () => least) })).toBe(
      "Invalid field 'events': more than 1000 entries.",
    ));

  it('whole, with the position of every bad one', () => {
    const bad = { ...least, type: 'opened' };
    const message = refusalOf({ events: [least, bad, least, { ...bad, recipient: 'x' }, null, 7] });
    expect(message).toMatch(/^Invalid field 'events\[1\]\.type': not one of SENT, DELIVERED,/);
    expect(message).toContain("Invalid field 'events[4]': not a JSON object.");
    expect(message).toMatch(/ Nothing was stored\. Bad events, by position: 1, 3, 4, 5\.$/);
  });
});

describe('an event is refused', () => {
  const { emailCampaignId, ...withoutCampaign } = least;
  const { type, ...withoutType } = least;
  const { recipient, ...withoutRecipient } = least;
  const of = (name: string, more: object) => ({ ...least, type: name, ...more });
  const long = (characters: number) => 'x'.repeat(characters);

  it.each<[string, unknown, string]>([
    ['without a type', withoutType, "Missing required field 'events[0].type'."],
    ['without a campaign', withoutCampaign, "Missing required field 'events[0].emailCampaignId'."],
    ['without a recipient', withoutRecipient, "Missing required field 'events[0].recipient'."],
    ['to null', { ...least, recipient: null }, "Missing required field 'events[0].recipient'."],
    ['to no address', { ...least, recipient: 'ann' }, "'events[0].recipient': not an email address."],
    ['of a type in lower case', of('open', {}), "'events[0].type': not one of SENT,"],
    ['of a type that only HubSpot has', of('MTA_DROPPED', {}), "'events[0].type': not one of SENT,"],
    ['in campaign 0', { ...least, emailCampaignId: 0 }, "'emailCampaignId': not the id of a campaign."],
    ['in campaign 1.5', { ...least, emailCampaignId: 1.5 }, "'events[0].emailCampaignId': not an id."],
    ['in a campaign of no id', { ...least, emailCampaignId: 'x' }, "'events[0].emailCampaignId': not an id."],
    ['created yesterday, in words', { ...least, created: '2026-01-01' }, "'events[0].created': not"],
    ['created in seconds and a half', { ...least, created: 1.5 }, "'events[0].created': not a time in ms."],
    ['created before 1970', { ...least, created: -1 }, "'events[0].created': not between 1970 and a day"],
    [
      'created in the year 9999',
      { ...least, created: 253_402_300_799_000 },
      "'events[0].created': not between 1970 and a day",
    ],
    ['with an empty id of its own', { ...least, sourceId: '' }, "'events[0].sourceId': empty."],
    [
      'with an endless id of its own',
      { ...least, sourceId: long(256) },
      "'events[0].sourceId': more than 255",
    ],
    ['with half a character for an id', { ...least, sourceId: '\ud800' }, "'events[0].sourceId': not a text"],
    ['with a list for an id', { ...least, id: [1] }, "'events[0].id': not an id"],
    ['with a link that is none', of('CLICK', { url: 5 }), "'events[0].url': not a text."],
    [
      'with an endless link',
      of('CLICK', { url: long(2_049) }),
      "'events[0].url': more than 2048 characters.",
    ],
    ['with a wrong reason', of('DROPPED', { dropReason: 'NO' }), "'events[0].dropReason': not one of PREV"],
    ['with a wrong category', of('BOUNCE', { category: 'spam' }), "'events[0].category': not one of UNKN"],
    ['with a wrong source', of('STATUSCHANGE', { source: 'SOURCE' }), "'events[0].source': not one of SOUR"],
    [
      'with a wrong status',
      of('STATUSCHANGE', { portalSubscriptionStatus: 'subscribed' }),
      "'events[0].portalSubscriptionStatus': not one of SUBSCRIBED, UNSUBSCRIBED.",
    ],
    [
      'with a list of no id',
      of('STATUSCHANGE', { subscriptions: [{ status: 'SUBSCRIBED' }] }),
      "Missing required field 'events[0].subscriptions[0].id'.",
    ],
    ['with an address for a list', of('SENT', { cc: 'bob@example.com' }), "'events[0].cc': not a list."],
    ['with 51 addresses', of('SENT', { bcc: Array(51).fill('x') }), "'events[0].bcc': more than 50 entries."],
    ['with a number for a subject', of('SENT', { subject: 5 }), "'events[0].subject': not a text."],
    ['with an endless subject', of('DROPPED', { subject: long(999) }), "'events[0].subject': more than 998"],
    [
      'with an endless agent',
      of('OPEN', { userAgent: long(1_001) }),
      "'events[0].userAgent': more than 1000",
    ],
    ['with an endless answer', of('DELIVERED', { response: long(2_001) }), "'events[0].response': more than"],
    [
      'with a text for a browser',
      of('OPEN', { browser: 'Firefox' }),
      "'events[0].browser': not a JSON object.",
    ],
    [
      'with a browser of one version',
      of('OPEN', { browser: { version: '1' } }),
      "'events[0].browser.version': not a list.",
    ],
    [
      'with a place that is nowhere',
      of('CLICK', { location: { latitude: 91 } }),
      "'events[0].location.latitude': greater than 90.",
    ],
    ['with half an attempt', of('DEFERRED', { attempt: 0.5 }), "'events[0].attempt': not a whole number."],
    ['with a negative duration', of('OPEN', { duration: -1 }), "'events[0].duration': less than 0."],
    [
      'with a flag that is none',
      of('OPEN', { filteredEvent: 'yes' }),
      "'events[0].filteredEvent': not true or",
    ],
    ['with a wrong verdict', of('OPEN', { machine: true }), "'events[0].machine': not one of yes, no."],
    [
      'with more than a chain can take',
      of('SENT', { cc: Array(50).fill(long(400)) }),
      "'events[0]': more than 4 KB.",
    ],
  ])('%s', (_, event, message) => {
    const refusal = refusalOf({ events: [event] });
    expect(refusal).toContain(message.replace(/^'emailCampaignId'/, "'events[0].emailCampaignId'"));
    expect(refusal).toContain('Bad events, by position: 0.');
  });
});

describe('whatever is sent', () => {
  it('is read or refused as the caller’s mistake, and never repeated in the refusal', () => {
    const value = fc.oneof(fc.constant('SECRET'), fc.jsonValue({ maxDepth: 2 }));
    const names = [
      ...new Set(Object.values({ ...propertiesOfEachType, common }).flatMap((each) => Object.keys(each))),
    ];
    const event = fc.oneof(
      value,
      fc.record(
        {
          type: fc.oneof(fc.constantFrom<unknown>(...eventTypes), value),
          emailCampaignId: fc.oneof(fc.nat(), value),
          recipient: fc.oneof(fc.emailAddress(), value),
          created: fc.oneof(fc.nat(), value),
          ...Object.fromEntries(names.map((name) => [name, value])),
          SECRET: value,
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 5 }), (events) => {
        // What is no ApiError gets through here and fails the property.
        const message = refusalOf({ events });
        expect(message).not.toContain('SECRET');
      }),
      { numRuns: 300 },
    );
  });
});
