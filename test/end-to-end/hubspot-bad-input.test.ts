import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectHubSpotError, type HubSpotError, type HubSpotEvent, HubSpotSender } from './hubspot-sender.ts';
import { ASYNC, type Recipient } from './sender.ts';
import { findTarget, type Target } from './target.ts';

let target: Target;
let sender: HubSpotSender;
let ann: Recipient;
let campaign: number;
/** A campaign of the first account whose id the other has no campaign under. */
let foreign: number;

beforeAll(async () => {
  target = await findTarget();
  sender = new HubSpotSender(target);
  const other = new HubSpotSender(target, 'other');
  ann = await sender.aPerson();
  campaign = await sender.aCampaign();
  do {
    foreign = await sender.aCampaign();
  } while ((await other.client('GET', `/v1/emCampaigns/${foreign}`)).status === 200);
  await sender.storeCanonical(good());
  before = await everything();
});

/** All that the API tells of the events of these tests. */
const everything = async (): Promise<object> => ({
  statistics: await sender.statistics(campaign),
  elsewhere: await sender.statistics(foreign),
  chains: await sender.chainsOf(ann.id),
});
let before: object;

/** After all that was refused, and after an event that was stored later, nothing has changed. */
afterAll(async () => {
  const [bob] = (await sender.people(1)) as [Recipient];
  await sender.storeCanonical({
    ...good(),
    recipient: bob.address,
    emailCampaignId: await sender.aCampaign(),
  });
  expect(await everything()).toEqual(before);
});

const good = (): HubSpotEvent => ({
  ...{ type: 'OPEN', emailCampaignId: campaign, recipient: ann.address, created: Date.UTC(2026, 0, 1) },
});

/** Posts what must be refused, once waiting and once not. */
async function refused(
  sent: object | string | null,
  status: number,
  says: RegExp,
  as: HubSpotSender = sender,
): Promise<void> {
  for (const way of [{}, ASYNC]) {
    const answer = await as.client('POST', '/email/public/v1/events', sent, way);
    expectHubSpotError(answer, status, says);
    expect(JSON.stringify(answer.body)).not.toContain('example.com');
  }
}

describe('a body', () => {
  test.each<[string, string | null, RegExp]>([
    ['empty', '', /JSON object/],
    ['null', null, /JSON object/],
    ['an array of events', '[{"type":"OPEN"}]', /JSON object/],
    ['not JSON', 'events', /not valid JSON/],
    ['without events', '{}', /^Missing required field 'events'\.$/],
    ['with the events under another name', '{"emEvents":[{}]}', /^Missing required field 'events'\.$/],
    ['of no events', '{"events":[]}', /'events': empty/],
    ['of null for an event', '{"events":[null]}', /'events\[0\]': not a JSON object/],
    ['with __proto__ in an event', '{"events":[{"__proto__":{"type":"OPEN"}}]}', /not allowed: __proto__/],
    ['of 100,000 lists in one another', '['.repeat(100_000) + ']'.repeat(100_000), /deeper than 32 levels/],
    ['of half a million events', `{"events":[${'1,'.repeat(500_000)}1]}`, /'events': more than 1000 entries/],
  ])('that is %s is refused', async (_, body, says) => refused(body, 400, says));

  test('of more than 4 MB is refused', async () => {
    const body = JSON.stringify({ events: [good()], padding: 'x'.repeat(5 * 1024 * 1024) });
    expectHubSpotError(
      await sender.client('POST', '/email/public/v1/events', body),
      413,
      /^The body has \d+ bytes, the most is 4194304\.$/,
    );
  });
});

describe('an event', () => {
  test.each<[string, object, RegExp]>([
    ['of an unknown type', { type: 'OPENED' }, /'events\[0\]\.type': not one of SENT, DELIVERED/],
    ['of a type of another dialect', { type: 'open' }, /'events\[0\]\.type': not one of/],
    ['of a type that every object has', { type: 'toString' }, /'events\[0\]\.type': not one of/],
    ['to nobody', { recipient: null }, /^Missing required field 'events\[0\]\.recipient'\./],
    ['to what is no address', { recipient: 'ann' }, /'events\[0\]\.recipient': not an email address/],
    ['to a header', { recipient: 'a@example.com\r\nBcc: b@example.com' }, /'events\[0\]\.recipient'/],
    ['in the year 9999', { created: 253_402_300_799_000 }, /'events\[0\]\.created': not between 1970/],
    ['before 1970', { created: -1 }, /'events\[0\]\.created': not between 1970/],
    ['at a time in words', { created: '2026-01-01T00:00:00Z' }, /'events\[0\]\.created': not/],
    ['of no campaign', { emailCampaignId: null }, /^Missing required field 'events\[0\]\.emailCampaignId'\./],
    ['of campaign 0', { emailCampaignId: 0 }, /'events\[0\]\.emailCampaignId': not the id of a campaign/],
    [
      'of a campaign nobody has',
      { emailCampaignId: 999_999_999 },
      /there is no campaign 999999999\. Nothing/,
    ],
    [
      'of a status in a campaign nobody has',
      { type: 'STATUSCHANGE', emailCampaignId: 999_999_999 },
      /'events\[0\]\.emailCampaignId': there is no campaign 999999999/,
    ],
    [
      'with a wrong category',
      { type: 'BOUNCE', category: 'HARD' },
      /'events\[0\]\.category': not one of UNK/,
    ],
    [
      'with a wrong reason',
      { type: 'DROPPED', dropReason: 'X' },
      /'events\[0\]\.dropReason': not one of PREV/,
    ],
    [
      'with a wrong source',
      { type: 'STATUSCHANGE', source: 'X' },
      /'events\[0\]\.source': not one of SOURCE_/,
    ],
    [
      'with an endless id',
      { sourceId: 'x'.repeat(256) },
      /'events\[0\]\.sourceId': more than 255 characters/,
    ],
    ['with an endless link', { url: 'x'.repeat(2_049) }, /'events\[0\]\.url': more than 2048 characters/],
  ])('%s is refused', async (_, fields, says) =>
    refused({ events: [{ ...good(), created: Date.UTC(2026, 0, 2), ...fields }] }, 400, says),
  );

  test('that is bad among 999 good ones has the whole request refused, and is named', async () => {
    const events: unknown[] = Array.from({ length: 1_000 }, (_, n) => ({
      ...good(),
      created: Date.UTC(2026, 0, 3) + n,
    }));
    events[517] = { ...good(), type: 'CLICK', url: 5 };
    await refused(
      { events },
      400,
      /^Invalid field 'events\[517\]\.url': not a text\. Nothing was stored\. Bad events, by position: 517\.$/,
    );
    events[3] = null;
    await refused({ events }, 400, /^Invalid field 'events\[3\]'.*Bad events, by position: 3, 517\.$/);
    const unknown = Array.from({ length: 10 }, (_, n) => ({
      ...good(),
      emailCampaignId: n % 5 === 2 ? 999_999_999 : campaign,
    }));
    await refused(
      { events: unknown },
      400,
      /^Invalid field 'events\[2\]\.emailCampaignId': there is no campaign 999999999\. .*by position: 2, 7\.$/,
    );
  });

  test('of another account’s campaign is refused', async () => {
    const other = new HubSpotSender(target, 'other');
    const bob = await other.aPerson();
    const events = [{ ...good(), recipient: bob.address, emailCampaignId: foreign }];
    await refused({ events }, 400, /'events\[0\]\.emailCampaignId': there is no campaign/, other);
  });

  test('that is bad in every way is told of as far as anybody reads', async () => {
    const events = Array.from({ length: 1_000 }, () => ({ type: 1, recipient: 2, created: '', url: 4 }));
    const { body } = await sender.client<HubSpotError>('POST', '/email/public/v1/events', { events });
    expect(body.message).toContain('and 3980 more');
    expect(body.message.length).toBeLessThan(10_000);
  });
});
