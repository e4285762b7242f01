import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvents } from '../../../lib/dialects/followupboss/event.ts';
import { listedWords } from '../../../lib/domain/event-types.ts';
import { ApiError } from '../../../lib/errors.ts';
import type { EventDraft } from '../../../lib/ingest/event-draft.ts';
import { withInvocation } from '../../../lib/invocation.ts';
import { OCCURRED_AHEAD_MAX_MS } from '../../../lib/limits.ts';
import { DAY_MS, NOW } from '../../factories.ts';
import '../../seed.ts';
import { anApiRequest } from './an-api-request.ts';

/** The least that makes an event. */
const least = { type: 'open', campaignId: 3, recipient: 'ann@example.com' };
const leastDraft: EventDraft = {
  word: 'open',
  campaign: 3,
  recipient: 'ann@example.com',
  spelling: 'ann@example.com',
};

const parse = (body: unknown): EventDraft[] =>
  withInvocation({ now: () => NOW }, () => parseEvents(anApiRequest('POST /v1/emEvents', { body })));
const parseOne = (event: unknown): EventDraft | undefined => parse({ emEvents: [event] })[0];

function refusalOf(body: unknown): string {
  try {
    parse(body);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'invalid') return error.message;
    throw error;
  }
  return '';
}

describe('an event is read', () => {
  it.each<[string, object, Partial<EventDraft>]>([
    ['with the least there is', {}, {}],
    ['with nulls for what is not known', { occurred: null, personId: null, userId: null, url: null }, {}],
    ['with an empty link as without', { url: '' }, {}],
    ['with fields that we don’t know', { emEventId: 5, meta: { a: [1] } }, {}],
    [
      'with ids as text',
      { campaignId: '12', personId: '7', userId: '5' },
      { campaign: 12, person: 7, user: 5 },
    ],
    ['with ids as numbers', { personId: 7, userId: 5 }, { person: 7, user: 5 }],
    ['with a link', { url: 'https://example.com/?a=1#b' }, { url: 'https://example.com/?a=1#b' }],
    [
      'with an address in any case, and as it was spelled',
      { recipient: ' Ann@Example.COM ' },
      { recipient: 'ann@example.com', spelling: 'Ann@Example.COM' },
    ],
    [
      'with an address beyond ASCII, as people have them',
      { recipient: 'Jörg@Bücher.example' },
      { recipient: 'jörg@bücher.example', spelling: 'Jörg@Bücher.example' },
    ],
    [
      'with an address that a mail server rewrote',
      { recipient: 'bounces+SRS=abc=xy@example.org' },
      { recipient: 'bounces+srs=abc=xy@example.org', spelling: 'bounces+SRS=abc=xy@example.org' },
    ],
  ])('%s', (_, given, draft) =>
    expect(parseOne({ ...least, ...given })).toEqual({ ...leastDraft, ...draft }),
  );

  it('of a person who is named without an address', () =>
    expect(parseOne({ type: 'open', campaignId: 3, personId: 7 })).toEqual({
      word: 'open',
      campaign: 3,
      person: 7,
    }));

  it.each(listedWords)('under the word %s', (word) =>
    expect(parseOne({ ...least, type: word })?.word).toBe(word),
  );

  it.each([
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
    ['2026-01-02T03:04:05.123Z', '2026-01-02T03:04:05.123Z'],
    ['2026-01-02T03:04:05.123456Z', '2026-01-02T03:04:05.123Z'],
    ['2026-01-02T04:04:05+01:00', '2026-01-02T03:04:05.000Z'],
    ['2026-01-01T20:04:05-07:00', '2026-01-02T03:04:05.000Z'],
    ['2026-01-02T03:04:05', '2026-01-02T03:04:05.000Z'],
    ['2026-01-02 03:04:05', '2026-01-02T03:04:05.000Z'],
    ['2026-01-02', '2026-01-02T00:00:00.000Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
    [new Date(NOW + OCCURRED_AHEAD_MAX_MS).toISOString(), new Date(NOW + DAY_MS).toISOString()],
  ])('that occurred at %s, which is %s', (occurred, time) =>
    expect(parseOne({ ...least, occurred })?.occurred).toBe(Date.parse(time)),
  );

  it('in the order of the request, up to 1,000 of them', () => {
    const emEvents = Array.from({ length: 1_000 }, (_, n) => ({ ...least, campaignId: n + 1 }));
    expect(parse({ emEvents }).map(({ campaign }) => campaign)).toEqual(emEvents.map((e) => e.campaignId));
  });

  it('without what only looks like one of its fields', () => {
    const event = JSON.parse(
      '{"__proto__": {"url": "x"}, "constructor": 1, "type": "open", "campaignId": 3, "personId": 7}',
    );
    expect(parseOne(event)).toEqual({ word: 'open', campaign: 3, person: 7 });
    expect({}).not.toHaveProperty('url');
  });
});

describe('a list of events is refused', () => {
  it.each<[unknown, string]>([
    [undefined, 'The request body is not a JSON object.'],
    [null, 'The request body is not a JSON object.'],
    [[least], 'The request body is not a JSON object.'],
    [{}, "Missing required field 'emEvents'."],
    [{ emEvents: null }, "Invalid field 'emEvents': not a list."],
    [{ emEvents: least }, "Invalid field 'emEvents': not a list."],
    [{ emEvents: [] }, "Invalid field 'emEvents': empty."],
  ])('%j', (body, message) => expect(refusalOf(body)).toBe(message));

  it('of 1,001 events', () =>
    expect(refusalOf({ emEvents: Array.from({ length: 1_001 }, () => least) })).toBe(
      "Invalid field 'emEvents': more than 1000 entries.",
    ));

  it('whole, with the position of every bad one', () => {
    const bad = { ...least, type: 'opened' };
    const message = refusalOf({ emEvents: [least, bad, least, { ...bad, campaignId: 0 }, null] });
    expect(message).toContain("Invalid field 'emEvents[1].type'");
    expect(message).toContain("Invalid field 'emEvents[4]': not a JSON object.");
    expect(message).toMatch(/ Nothing was stored\. Bad events, by position: 1, 3, 4\.$/);
  });

  it('with every position, also where not every problem is told', () => {
    const emEvents = Array.from({ length: 100 }, () => ({}));
    const positions = emEvents.map((_, n) => n).join(', ');
    expect(refusalOf({ emEvents })).toMatch(new RegExp(` Bad events, by position: ${positions}\\.$`));
  });
});

describe('an event is refused', () => {
  const { campaignId, ...withoutCampaign } = least;
  const { type, ...withoutType } = least;
  const { recipient, ...withoutRecipient } = least;

  it.each<[string, unknown, string]>([
    ['without a type', withoutType, "Missing required field 'emEvents[0].type'."],
    ['without a campaign', withoutCampaign, "Missing required field 'emEvents[0].campaignId'."],
    ['to nobody', withoutRecipient, "'emEvents[0].recipient': missing, and so is personId"],
    ['to null', { ...least, recipient: null }, "'emEvents[0].recipient': missing, and so is personId"],
    [
      'of a type we don’t know',
      { ...least, type: 'OPEN' },
      "'emEvents[0].type': not one of delivered, open,",
    ],
    ['in a campaign of no id', { ...least, campaignId: 'spring' }, "'emEvents[0].campaignId': not an id."],
    ['in campaign 0', { ...least, campaignId: 0 }, "'emEvents[0].campaignId': not an id."],
    ['in campaign 1.5', { ...least, campaignId: 1.5 }, "'emEvents[0].campaignId': not an id."],
    [
      'in a campaign beyond exact numbers',
      { ...least, campaignId: '9007199254740993' },
      "'emEvents[0].campaignId'",
    ],
    ['to a person of no id', { ...least, personId: -7 }, "'emEvents[0].personId'"],
    ['from a user of no id', { ...least, userId: true }, "'emEvents[0].userId'"],
    ['to no address', { ...least, recipient: 'ann' }, "'emEvents[0].recipient': not an email address."],
    ['to an empty address', { ...least, recipient: '' }, "'emEvents[0].recipient': not an email address."],
    ['to a number', { ...least, recipient: 5 }, "'emEvents[0].recipient': not a text."],
    [
      'with a link of 2,049 characters',
      { ...least, url: 'x'.repeat(2_049) },
      "'emEvents[0].url': more than 2048",
    ],
    ['with a link that is none', { ...least, url: 5 }, "'emEvents[0].url': not a text."],
  ])('%s', (_, event, message) => expect(refusalOf({ emEvents: [event] })).toContain(message));

  it.each([
    ['yesterday', 'not a date and time (ISO 8601)'],
    ['', 'not a date and time (ISO 8601)'],
    ['2026-02-30', 'not a date and time (ISO 8601)'],
    ['2026-01-02T25:00:00Z', 'not a date and time (ISO 8601)'],
    ['Fri, 02 Jan 2026 03:04:05 GMT', 'not a date and time (ISO 8601)'],
    ['1767323045', 'not a date and time (ISO 8601)'],
    ['9999-12-31T23:59:59Z', 'not between 1970 and a day from now'],
    ['1969-12-31T23:59:59.999Z', 'not between 1970 and a day from now'],
    [new Date(NOW + OCCURRED_AHEAD_MAX_MS + 1).toISOString(), 'not between 1970 and a day from now'],
  ])('that occurred %j', (occurred, message) =>
    expect(refusalOf({ emEvents: [{ ...least, occurred }] })).toContain(
      `Invalid field 'emEvents[0].occurred': ${message}.`,
    ),
  );

  it('that occurred at a number, whose unit nobody knows', () =>
    expect(refusalOf({ emEvents: [{ ...least, occurred: NOW }] })).toContain(
      "'emEvents[0].occurred': not a text.",
    ));
});

describe('whatever is sent', () => {
  it('is read or refused as the caller’s mistake, and never repeated in the refusal', () => {
    const value = fc.oneof(fc.constant('SECRET'), fc.jsonValue({ maxDepth: 1 }));
    const event = fc.oneof(
      value,
      fc.record(
        {
          type: fc.oneof(fc.constantFrom<unknown>(...listedWords), value),
          campaignId: fc.oneof(fc.nat(), value),
          recipient: fc.oneof(fc.emailAddress(), value),
          personId: value,
          occurred: fc.oneof(
            fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
            value,
          ),
          url: value,
          SECRET: value,
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 5 }), (emEvents) => {
        // What is no ApiError gets through here and fails the property.
        const message = refusalOf({ emEvents });
        expect(message).not.toContain('SECRET');
      }),
      { numRuns: 300 },
    );
  });
});
