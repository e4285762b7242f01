import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventTypeNames } from '../../../lib/dialects/hubspot/event-types.ts';
import { type EventsQuery, parseEventsQuery } from '../../../lib/dialects/hubspot/events-query.ts';
import { ApiError } from '../../../lib/errors.ts';
import { anyCharacter } from '../../any-character.ts';

const parse = (text: string): EventsQuery =>
  parseEventsQuery({ query: Object.fromEntries(new URLSearchParams(text)) });

const ALL = { excludeFiltered: false };

function refusalOf(text: string): { code: string; message: string } {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ApiError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error(`${text} was taken`);
}

test.each(['eventType', 'campaignId', 'recipient'])('two of %s are refused, not narrowed to one', (name) => {
  expect(() => parseEventsQuery({ query: { [name]: 'OPEN' }, repeated: [name] })).toThrow(`'${name}'`);
});

describe('the events that are asked for', () => {
  test.each<[string, Partial<EventsQuery>]>([
    ['', {}],
    ['recipient=Dana%40Example.TEST', { recipient: 'dana@example.test' }],
    ['recipient=%20dana%2Bnews%40example.test%20', { recipient: 'dana+news@example.test' }],
    ['recipient=nobody', { recipient: 'nobody' }],
    ['recipient=', {}],
    ['recipient=%20', { recipient: '' }],
    ['campaignId=9001&appId=113', { campaign: 9001, app: 113 }],
    ['campaignId=0', { campaign: 0 }],
    ['campaignId=9007199254740991', { campaign: Number.MAX_SAFE_INTEGER }],
    ['eventType=CLICK', { types: ['CLICK'] }],
    ['eventType=SUPPRESSED', { types: ['SUPPRESSED'] }],
    ['eventType=SUPPRESSION', { types: ['SUPPRESSED'] }],
    ['eventType=OPT_IN_CHANGE', { types: ['OPT_IN_CHANGE'] }],
    ['eventType=', {}],
    ['startTimestamp=1767268860000', { from: 1_767_268_860_000 }],
    ['endTimestamp=9999999999999', { until: 9_999_999_999_999 }],
    ['startTimestamp=2&endTimestamp=1', { from: 2, until: 1 }],
    ['startTimestamp=0&endTimestamp=0', { from: 0, until: 0 }],
    ['excludeFilteredEvents=true', { excludeFiltered: true }],
    ['excludeFilteredEvents=True', { excludeFiltered: true }],
    ['excludeFilteredEvents=false', {}],
    ['hapikey=demo&portalId=x&orderBy=created', {}],
  ])('%j', (text, expected) => {
    expect(parse(text)).toEqual({ ...ALL, ...expected });
  });

  test.each(eventTypeNames)('eventType=%s is taken', (name) => {
    expect(parse(`eventType=${name}`).types).toEqual([name]);
  });
});

describe('what is refused', () => {
  const WHOLE = 'not a whole number from 0 to 9007199254740991';
  const values = ['abc', '-1', '1.5', '1e3', '0x10', '9007199254740992', '99999999999999999999', '+5', '1 2'];
  test.each(
    ['campaignId', 'appId', 'startTimestamp', 'endTimestamp'].flatMap((name) =>
      values.map((value) => [name, value] as const),
    ),
  )('%s=%s, which the error names', (name, value) => {
    expect(refusalOf(`${name}=${encodeURIComponent(value)}`)).toEqual({
      code: 'invalid',
      message: `Invalid parameter '${name}': ${WHOLE}.`,
    });
  });

  test.each(['1', 'yes', 'truee'])('excludeFilteredEvents=%s', (value) => {
    expect(refusalOf(`excludeFilteredEvents=${value}`)).toEqual({
      code: 'invalid',
      message: "Invalid parameter 'excludeFilteredEvents': not true or false.",
    });
  });

  test.each(['ann@example.com', 'https://example.com/?a=b', 'x'.repeat(41)])(
    'eventType=%s, which is not told again',
    (value) => {
      expect(refusalOf(`eventType=${encodeURIComponent(value)}`)).toMatchObject({
        code: 'malformed',
        message: expect.stringContaining('from String "…": not one of'),
      });
    },
  );

  test.each(['X', 'click', 'Open', 'OPEN,CLICK', ' OPEN', '__proto__'])(
    'eventType=%s, in HubSpot’s own words',
    (value) => {
      expect(refusalOf(`eventType=${encodeURIComponent(value)}`)).toEqual({
        code: 'malformed',
        message: `Invalid input JSON on line -1, column -1: Cannot deserialize value of type \`com.hubspot.email.events.EventType\` from String "${value}": not one of the values accepted for Enum class: [DROPPED, UNBOUNCE, STATUSCHANGE, DELIVERED, FORWARD, BOUNCE, REPLY, PRINT, PROCESSED, UNSUBSCRIBED, SUPPRESSED, CLICK_ON_IDENTIFIED_LINK, SENT, SELECTED, SPAMREPORT, OPT_IN_CHANGE, DEFERRED, ERROR, OPEN, MTA_DROPPED, CLICK]`,
      });
    },
  );
});

test('whatever is sent is read, or refused as the caller’s mistake', () => {
  const names = fc.constantFrom(
    ...['recipient', 'campaignId', 'appId', 'eventType', 'startTimestamp', 'endTimestamp'],
    ...['excludeFilteredEvents', '__proto__', 'constructor'],
  );
  const values = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.integer().map(String),
    fc.double().map(String),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(names, values)), (pairs) => {
      try {
        const { from = 0, until = 0 } = parse(new URLSearchParams(pairs).toString());
        return Number.isSafeInteger(from) && Number.isSafeInteger(until);
      } catch (error) {
        return error instanceof ApiError && ['invalid', 'malformed'].includes(error.code);
      }
    }),
  );
});
