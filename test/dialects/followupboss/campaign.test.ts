import { describe, expect, it } from 'vitest';
import {
  isOriginFilter,
  parseCampaign,
  parseCampaignChange,
  renderCampaign,
} from '../../../lib/dialects/followupboss/campaign.ts';

const pair = { origin: 'Mailer', originId: '17' };
const nothing = { name: null, subject: null, bodyHtml: null };

describe('a campaign is read', () => {
  it.each([
    [pair, { ...pair, ...nothing }],
    [
      { ...pair, originId: 17 },
      { ...pair, ...nothing },
    ],
    [
      { ...pair, name: 'n', subject: 's', bodyHtml: '<p>' },
      { ...pair, name: 'n', subject: 's', bodyHtml: '<p>' },
    ],
    [
      { ...pair, body: '<p>' },
      { ...pair, ...nothing, bodyHtml: '<p>' },
    ],
    [
      { ...pair, body: '<b>', bodyHtml: '<p>', id: 9, stray: {} },
      { ...pair, ...nothing, bodyHtml: '<p>' },
    ],
  ])('%j', (body, draft) => expect(parseCampaign(body)).toEqual(draft));
});

describe('a campaign is refused', () => {
  it.each([
    [null, 'The request body is not a JSON object.'],
    [[], 'The request body is not a JSON object.'],
    [{}, "Missing required field 'origin'. Missing required field 'originId'."],
    [{ ...pair, origin: '' }, "Invalid field 'origin': empty."],
    [{ ...pair, origin: null }, "Invalid field 'origin': not a text."],
    [{ ...pair, origin: 'x'.repeat(251) }, "Invalid field 'origin': more than 250 characters."],
    [{ ...pair, origin: 'a\u0000b' }, "Invalid field 'origin': holding control characters."],
    [{ ...pair, originId: '' }, "Invalid field 'originId': empty."],
    [{ ...pair, originId: 1.5 }, "Invalid field 'originId': not a text or a whole number."],
    [{ ...pair, originId: {} }, "Invalid field 'originId': not a text or a number."],
    [{ ...pair, name: 5 }, "Invalid field 'name': not a text."],
    [{ ...pair, subject: 'x'.repeat(1_001) }, "Invalid field 'subject': more than 1000 characters."],
    [{ ...pair, bodyHtml: ['x'] }, "Invalid field 'bodyHtml': not a text."],
  ])('%j', (body, message) => expect(() => parseCampaign(body)).toThrow(message));
});

describe('a change of a campaign', () => {
  it.each([
    [{}, {}],
    [{ name: 'n' }, { name: 'n' }],
    [{ subject: null }, { subject: null }],
    [{ body: '<p>' }, { bodyHtml: '<p>' }],
    [{ bodyHtml: null, body: '<p>' }, { bodyHtml: null }],
    [{ ...pair, originId: 17, name: 'n' }, { name: 'n' }],
  ])('%j is what was sent, and nothing that was not', (body, change) =>
    expect(parseCampaignChange(body)(pair)).toEqual(change),
  );

  it.each([
    [{ origin: 'Other' }, "Invalid field 'origin': not what the campaign has"],
    [{ originId: 18 }, "Invalid field 'originId': not what the campaign has"],
  ])('%j is refused', (body, message) => expect(() => parseCampaignChange(body)(pair)).toThrow(message));
});

it('a campaign is given with exactly six fields', () =>
  expect(
    Object.keys(renderCampaign({ id: 1, appId: 1, ...pair, ...nothing, created: 1, updated: 1 })),
  ).toEqual(['id', 'origin', 'originId', 'name', 'subject', 'bodyHtml']));

it('a filter that can be no origin is known as such', () => {
  expect(isOriginFilter('Mailer')).toBe(true);
  expect(isOriginFilter('x'.repeat(3_000))).toBe(false);
  expect(isOriginFilter('\ud800')).toBe(false);
});
