import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, expectError, openClient, until } from './client.ts';
import { ASYNC, anAddress, type Recipient, Sender } from './sender.ts';
import { findTarget, type Target } from './target.ts';
import type { EmEvent, Page } from './wire.ts';

let target: Target;
let sender: Sender;
let other: Sender;
let ann: Recipient;
let campaign: number;
/** A campaign of the first account whose id the other has no campaign under. */
let foreign: number;

beforeAll(async () => {
  target = await findTarget();
  sender = new Sender(target);
  other = new Sender(target, 'other');
  ann = await sender.aPerson();
  campaign = await sender.aCampaign();
  do {
    foreign = await sender.aCampaign();
  } while ((await other.client('GET', `/v1/emCampaigns/${foreign}`)).status === 200);
  await sender.store(good(), { ...good(), type: 'dropped' });
  before = await everything();
});

/** All that the API tells of the events of these tests. */
async function everything(): Promise<object> {
  return {
    statistics: await sender.statistics(campaign),
    elsewhere: await sender.statistics(foreign),
    ofCampaign: await sender.rows(`campaignId=${campaign}`),
    news: await sender.rows(`campaignId=${campaign}&updatedAfter=2000-01-01`),
    drops: await sender.drops(campaign),
    ofPerson: await sender.rows(`personId=${ann.id}`),
    chains: await sender.chains(`personId=${ann.id}`),
  };
}
let before: object;

/** After all that was refused, and after an event that was stored later, nothing has changed. */
afterAll(async () => {
  const [bob] = (await sender.people(1)) as [Recipient];
  await sender.store({ ...good(), recipient: bob.address, campaignId: await sender.aCampaign() });
  expect(await everything()).toEqual(before);
});

const good = (): EmEvent => ({
  type: 'open',
  campaignId: campaign,
  recipient: ann.address,
  occurred: '2026-01-01T00:00:00Z',
});
const one = (fields: object) => ({ emEvents: [{ ...good(), occurred: '2026-01-02T00:00:00Z', ...fields }] });
const without = (field: string) => {
  const { [field]: _, ...rest } = one({}).emEvents[0] as unknown as Record<string, unknown>;
  return { emEvents: [rest] };
};

/** Posts what must be refused, once waiting and once not. */
async function refused(
  sent: object | string | null,
  status: number,
  says: RegExp,
  headers: Record<string, string> = {},
): Promise<void> {
  for (const way of [{}, ASYNC]) {
    const answer = await sender.client('POST', '/v1/emEvents', sent, { ...headers, ...way });
    expectError(answer, status, says);
    expect(JSON.stringify(answer.body)).not.toContain('example.com');
  }
}

describe('a key', () => {
  test.each([
    ['missing', undefined, /^Send your API key/],
    ['unknown', 'cm_unknown', /unknown or was revoked/],
    ['empty', '', /^Send your API key/],
    ['endless', 'x'.repeat(7_000), /unknown or was revoked/],
  ])('that is %s gets 401, whatever is asked', async (_, key, says) => {
    const stranger = openClient(target.url, key);
    for (const [method, path] of [
      ['POST', '/v1/emEvents'],
      ['GET', '/v1/emEvents'],
      ['GET', `/v1/emEvents/chains?personId=${ann.id}`],
      ['GET', `/v1/emCampaigns/${campaign}/stats`],
      ['GET', `/v1/emCampaigns/${campaign}/drops`],
      ['GET', '/v1/emEvents/receipts/x'],
    ] as const) {
      const answer = await stranger(method, path, method === 'POST' ? one({}) : undefined);
      expectError(answer, 401, says);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
    }
  });

  test.each(['Basic', 'Basic !!!', 'Bearer', 'Digest username="a"', 'nonsense'])(
    'that is sent as %j gets 401',
    async (authorization) => {
      const answer = await openClient(target.url)('POST', '/v1/emEvents', one({}), { authorization });
      expectError(answer, 401, /API key/);
    },
  );

  test('of an agent may not make campaigns', async () => {
    const agent = new Sender(target, 'agent');
    const sent = { origin: 'end-to-end', originId: 'agent' };
    expectError(await agent.client('POST', '/v1/emCampaigns', sent), 403, /^Only owner and admin keys/);
    expectError(await agent.client('PUT', `/v1/emCampaigns/${campaign}`, {}), 403, /not agent keys/);
  });
});

describe('a body', () => {
  test.each<[string, string | null, RegExp]>([
    ['empty', '', /JSON object/],
    ['white', ' \n ', /JSON object/],
    ['null', null, /JSON object/],
    ['a number', '1', /JSON object/],
    ['a text', '"emEvents"', /JSON object/],
    ['an array', '[]', /JSON object/],
    ['an array of events', '[{"type":"open"}]', /JSON object/],
    ['not JSON', 'emEvents', /not valid JSON/],
    ['cut off', '{"emEvents":[{"type":"op', /not valid JSON/],
    ['followed by more', '{"emEvents":[]} x', /not valid JSON/],
    ['led by a byte order mark', '\ufeff{"emEvents":[]}', /not valid JSON/],
    ['without events', '{}', /^Missing required field 'emEvents'\.$/],
    ['with the events under another name', '{"events":[]}', /^Missing required field 'emEvents'\.$/],
    ['with null for the events', '{"emEvents":null}', /'emEvents': not a list/],
    ['with an object for the events', '{"emEvents":{"0":{}}}', /'emEvents': not a list/],
    ['of no events', '{"emEvents":[]}', /'emEvents': empty/],
    ['of null for an event', '{"emEvents":[null]}', /'emEvents\[0\]': not a JSON object/],
    ['of a list for an event', '{"emEvents":[[]]}', /'emEvents\[0\]': not a JSON object/],
    ['with __proto__', '{"__proto__":{"emEvents":[]}}', /not allowed: __proto__/],
    ['with __proto__ in an event', '{"emEvents":[{"__proto__":{"type":"open"}}]}', /not allowed: __proto__/],
    ['with a constructor', '{"emEvents":[{"constructor":{"prototype":{}}}]}', /not allowed: constructor/],
    ['of 100,000 lists in one another', '['.repeat(100_000) + ']'.repeat(100_000), /deeper than 32 levels/],
    [
      'of 100,000 objects in one another',
      `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
      /deeper than 32/,
    ],
    ['of which the last of two lists counts', '{"emEvents":[{}],"emEvents":[]}', /'emEvents': empty/],
  ])('that is %s is refused', async (_, body, says) => {
    await refused(body, 400, says);
  });

  test('of 1,001 events is refused, however they look', async () => {
    await refused(
      { emEvents: Array.from({ length: 1_001 }, good) },
      400,
      /'emEvents': more than 1000 entries/,
    );
    await refused(`{"emEvents":[${'1,'.repeat(500_000)}1]}`, 400, /'emEvents': more than 1000 entries/);
  });

  test('of more than 4 MB is refused', async () => {
    const body = JSON.stringify({ ...one({}), padding: 'x'.repeat(5 * 1024 * 1024) });
    await refused(body, 413, /^The body has \d+ bytes, the most is 4194304\.$/);
  });

  test('of 10 MB is refused, and the answer arrives', async () => {
    const body = JSON.stringify({ ...one({}), padding: 'x'.repeat(10 * 1024 * 1024) });
    // In AWS the gateway itself refuses it, in words and a shape of its own.
    if (target.local) await refused(body, 413, /^Request Too Long$/);
    else expect((await sender.client('POST', '/v1/emEvents', body)).status).toBe(413);
  });

  test.each<[string, Record<string, string>, number, RegExp]>([
    ['text/plain', {}, 415, /application\/json/],
    ['application/xml', {}, 415, /application\/json/],
    ['multipart/form-data; boundary=x', {}, 415, /application\/json/],
    ['application/x-www-form-urlencoded', {}, 400, /looks like JSON/],
    ['application/json', { 'content-encoding': 'gzip' }, 415, /Content-Encoding/],
    ['application/json', { 'content-encoding': 'br' }, 415, /Content-Encoding/],
  ])('said to be %s %o is refused', async (type, headers, status, says) => {
    await refused(JSON.stringify(one({})), status, says, { 'content-type': type, ...headers });
  });

  test.each(['application/json; charset=utf-8', 'Application/JSON', 'application/problem+json', ''])(
    'said to be %j is read as JSON',
    async (type) => {
      const answer = await sender.client('POST', '/v1/emEvents', one({ type: 'x' }), {
        'content-type': type,
      });
      expectError(answer, 400, /'emEvents\[0\]\.type'/);
    },
  );
});

describe('an event', () => {
  test.each<[string, object, RegExp]>([
    ['of an unknown type', { type: 'opened' }, /'emEvents\[0\]\.type': not one of delivered, open, click/],
    ['of a type in capitals', { type: 'OPEN' }, /'emEvents\[0\]\.type'/],
    ['of a type that every object has', { type: 'toString' }, /'emEvents\[0\]\.type'/],
    ['of a type that is no text', { type: ['open'] }, /'emEvents\[0\]\.type'/],
    ['to what is no address', { recipient: 'ann' }, /'emEvents\[0\]\.recipient': not an email address/],
    ['to a name and an address', { recipient: 'Ann <ann@example.com>' }, /'emEvents\[0\]\.recipient'/],
    ['to two addresses', { recipient: 'a@example.com,b@example.com' }, /'emEvents\[0\]\.recipient'/],
    ['to a header', { recipient: 'a@example.com\r\nBcc: b@example.com' }, /'emEvents\[0\]\.recipient'/],
    [
      'to an address with a hidden character',
      { recipient: 'a\u200b@example.com' },
      /'emEvents\[0\]\.recipient'/,
    ],
    ['to half a character', { recipient: 'a\ud800@example.com' }, /'emEvents\[0\]\.recipient'/],
    ['to a character nobody could read', { recipient: 'a\ufffd@example.com' }, /'emEvents\[0\]\.recipient'/],
    ['to nothing', { recipient: '' }, /'emEvents\[0\]\.recipient'/],
    ['to an endless address', { recipient: `${'a'.repeat(1e6)}@example.com` }, /'emEvents\[0\]\.recipient'/],
    ['to a number', { recipient: 5 }, /'emEvents\[0\]\.recipient': not a text/],
    ['to an object', { recipient: { email: 'a@example.com' } }, /'emEvents\[0\]\.recipient': not a text/],
    ['in the year 9999', { occurred: '9999-12-31T23:59:59Z' }, /'emEvents\[0\]\.occurred': not between 1970/],
    ['in the year 1969', { occurred: '1969-12-31T23:59:59Z' }, /'emEvents\[0\]\.occurred': not between 1970/],
    ['at no time', { occurred: 'yesterday' }, /'emEvents\[0\]\.occurred': not a date and time/],
    ['on no day', { occurred: '2026-02-30T00:00:00Z' }, /'emEvents\[0\]\.occurred': not a date and time/],
    ['at an empty time', { occurred: '' }, /'emEvents\[0\]\.occurred'/],
    ['at seconds since 1970', { occurred: 1_767_225_600 }, /'emEvents\[0\]\.occurred': not a text/],
    [
      'of a campaign nobody has',
      { campaignId: 999_999_999 },
      /'emEvents\[0\]\.campaignId': there is no campaign 999999999/,
    ],
    [
      'of a campaign beyond all numbers',
      { campaignId: Number.MAX_SAFE_INTEGER },
      /there is no campaign 9007199254740991/,
    ],
    ['of campaign 0', { campaignId: 0 }, /'emEvents\[0\]\.campaignId'/],
    ['of campaign -1', { campaignId: -1 }, /'emEvents\[0\]\.campaignId'/],
    ['of campaign 1.5', { campaignId: 1.5 }, /'emEvents\[0\]\.campaignId'/],
    ['of campaign 1e300', { campaignId: 1e300 }, /'emEvents\[0\]\.campaignId'/],
    ['of a campaign by name', { campaignId: 'spring' }, /'emEvents\[0\]\.campaignId': not an id/],
    ['of a campaign as an object', { campaignId: { $gt: 0 } }, /'emEvents\[0\]\.campaignId': not an id/],
    ['of a campaign that is null', { campaignId: null }, /'emEvents\[0\]\.campaignId': not an id/],
    ['to a person who can’t be', { personId: 0 }, /'emEvents\[0\]\.personId': not an id/],
    ['to a person by name', { personId: 'Ann' }, /'emEvents\[0\]\.personId': not an id/],
    ['from a user who can’t be', { userId: -1 }, /'emEvents\[0\]\.userId': not an id/],
    [
      'with an endless link',
      { url: `https://example.com/${'x'.repeat(2_048)}` },
      /'emEvents\[0\]\.url': more than 2048/,
    ],
    ['with a link that is no text', { url: ['https://example.com'] }, /'emEvents\[0\]\.url': not a text/],
  ])('%s is refused', async (_, fields, says) => {
    await refused(one(fields), 400, says);
  });

  test('without a type or a campaign is refused', async () => {
    await refused(
      without('type'),
      400,
      /^Missing required field 'emEvents\[0\]\.type'\. Nothing was stored\./,
    );
    await refused(without('campaignId'), 400, /^Missing required field 'emEvents\[0\]\.campaignId'\./);
    await refused(without('recipient'), 400, /'emEvents\[0\]\.recipient': missing, and so is personId/);
  });

  test('of another account’s campaign is refused', async () => {
    const bob = await other.aPerson();
    const answer = await other.client(
      'POST',
      '/v1/emEvents',
      one({ campaignId: foreign, recipient: bob.address }),
    );
    expectError(answer, 400, /'emEvents\[0\]\.campaignId': there is no campaign/);
  });

  test('to a person of another account, or to nobody, is skipped', async () => {
    const { id } = await sender.aPerson();
    const to = { type: 'open', campaignId: await other.aCampaign(), personId: Math.max(id, 900_000_000) };
    expect(await other.store(to)).toMatchObject({ stored: 0, skippedEvents: [0] });
  });

  test('that is bad among 999 good ones has the whole request refused, and is named', async () => {
    const emEvents: object[] = Array.from({ length: 1_000 }, (_, n) => ({
      ...good(),
      occurred: new Date(Date.UTC(2026, 0, 3) + n).toISOString(),
    }));
    emEvents[517] = { ...good(), recipient: 'nobody at all' };
    await refused(
      { emEvents },
      400,
      /^Invalid field 'emEvents\[517\]\.recipient': not an email address\. Nothing was stored\. Bad events, by position: 517\.$/,
    );
    emEvents[3] = { ...good(), campaignId: undefined };
    emEvents[999] = null as unknown as object;
    await refused(
      { emEvents },
      400,
      /'emEvents\[3\]\.campaignId'.*'emEvents\[517\]\.recipient'.*Bad events, by position: 3, 517, 999\.$/,
    );
    const unknown = emEvents.map((event, n) => ({
      ...good(),
      ...event,
      ...(n % 500 === 7 ? { campaignId: 999_999_999 } : { campaignId: campaign }),
      recipient: ann.address,
    }));
    await refused(
      { emEvents: unknown },
      400,
      /'emEvents\[7\]\.campaignId': there is no campaign 999999999\..*Bad events, by position: 7, 507\.$/,
    );
  });

  test('that is bad in every way is told of as far as anybody reads', async () => {
    const { body } = await sender.client<{ message: string }>('POST', '/v1/emEvents', {
      emEvents: Array.from({ length: 1_000 }, () => ({
        type: 1,
        recipient: 2,
        occurred: 3,
        campaignId: {},
        url: 4,
      })),
    });
    expect(body.message).toMatch(/and 4980 more\. |and 4980 more /);
    expect(body.message.length).toBeLessThan(10_000);
  });
});

describe('a form', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  test.each<[string, string, RegExp]>([
    ['of one text', 'emEvents=open', /'emEvents': not a list/],
    ['of named events', 'emEvents[a][type]=open', /'emEvents': not a list/],
    ['of one bad event', 'emEvents[0][type]=open&emEvents[0][campaignId]=x', /'emEvents\[0\]\.campaignId'/],
    ['with a prototype', 'emEvents[0][__proto__][type]=open', /^Missing required field 'emEvents'\.$/],
    ['of too many levels', 'emEvents[0][a][b][c][d][e][f][g][h]=1', /levels than allowed/],
    ['of too many fields', 'a=1&'.repeat(20_001), /more fields/],
    [
      'of 2,000 events',
      Array.from({ length: 2_000 }, (_, n) => `emEvents[${n}][type]=open`).join('&'),
      /more fields|more than 1000|not a list/,
    ],
    ['of bad encoding', 'emEvents[0][type]=%E0%A4%A', /'emEvents\[0\]\.type'/],
  ])('%s is refused', async (_, body, says) => {
    await refused(body, 400, says, form);
  });

  test('with brackets is what Follow Up Boss’s PHP clients send, and is stored', async () => {
    const [bob] = (await sender.people(1)) as [Recipient];
    const elsewhere = await sender.aCampaign();
    const fields = (n: number, type: string): [string, string][] => [
      [`emEvents[${n}][type]`, type],
      [`emEvents[${n}][campaignId]`, String(elsewhere)],
      [`emEvents[${n}][recipient]`, bob.address],
      [`emEvents[${n}][occurred]`, '2026-01-01T00:00:00+00:00'],
      [`emEvents[${n}][outcome]`, 'ignored'],
    ];
    const body = new URLSearchParams([...fields(0, 'delivered'), ...fields(1, 'open')]).toString();
    const answer = await sender.client('POST', '/v1/emEvents', body, { ...form, ...ASYNC });
    expect(answer).toMatchObject({ status: 202, body: { received: 2 } });
    await sender.done((answer.body as { receipt: string }).receipt);
    expect(await sender.statistics(elsewhere)).toMatchObject({ sent: 1, delivered: 1, opens: 1 });
  });
});

describe('a path', () => {
  test.each([
    ['DELETE', '/v1/emEvents', 405, /^DELETE is not possible here: POST, GET is\.$/],
    ['PATCH', '/v1/emEvents', 405, /^PATCH is not possible here/],
    ['PUT', '/v1/emEvents', 405, /^PUT is not possible here/],
    ['POST', '/v1/emEvents/chains', 405, /^POST is not possible here: GET is\.$/],
    ['POST', '/v1/emCampaigns/1/stats', 405, /GET is/],
    ['GET', '/v1/emEvent', 404, /nothing at this path/],
    ['GET', '/v1/emEvents/', 404, /nothing at this path/],
    ['GET', '/v1/emEvents/1', 404, /nothing at this path/],
    ['GET', '/v1//emEvents', 404, /nothing at this path/],
    ['GET', '/v1/emCampaigns//stats', 404, /nothing at this path/],
    ['GET', '/v2/emEvents', 404, /nothing at this path/],
    ['GET', '/', 404, /nothing at this path/],
    ['GET', '/v1/emCampaigns/x/stats', 404, /not found/],
    ['GET', '/v1/emCampaigns/0/stats', 404, /not found/],
    ['GET', '/v1/emCampaigns/999999999/stats', 404, /not found/],
    ['GET', '/v1/emCampaigns/999999999/drops', 404, /not found/],
    ['GET', '/v1/emCampaigns/1e3/stats', 404, /not found/],
    ['GET', '/v1/emCampaigns/%E0%A4%A/stats', 404, /not found/],
    ['GET', '/v1/emCampaigns/%00/drops', 404, /not found/],
    ['GET', '/v1/emEvents/receipts/x', 404, /not found/],
    ['GET', '/v1/emEvents/receipts/00000000-0000-4000-8000-000000000000', 404, /not found/],
    ['GET', '/v1/emEvents/receipts/%00', 404, /not found/],
    ['GET', `/v1/emEvents/receipts/${'x'.repeat(3_000)}`, 404, /not found/],
    ['GET', '/v1/emEvents/receipts/%E0%A4%A', 404, /not found/],
  ])('%s %s gets %i', async (method, path, status, says) => {
    expectError(await sender.client(method, target.url + path), status, says);
  });

  // Emulators answer OPTIONS themselves, and take two slashes for one.
  test.runIf(!process.env.CHAINMAIL_TEST_URL).each<[string, string, number, RegExp]>([
    ['OPTIONS', '/v1/emEvents', 405, /^OPTIONS is not possible here/],
    ['GET', '//v1/emEvents', 404, /nothing at this path/],
  ])('%s %s gets %i', async (method, path, status, says) => {
    expectError(await sender.client(method, target.url + path), status, says);
  });

  test('says which methods it takes', async () => {
    const { headers } = await sender.client('DELETE', '/v1/emEvents');
    expect(headers.get('allow')).toBe('POST, GET');
  });

  test('of a campaign is of the key’s own account', async () => {
    for (const view of ['stats', 'drops']) {
      expectError(await other.client('GET', `/v1/emCampaigns/${foreign}/${view}`), 404, /not found/);
    }
  });
});

describe('a query', () => {
  test.each([
    ['type=opened', /'type': not one of delivered, open/],
    ['type=%ZZ', /'type'/],
    ['personId=ann', /'personId': not an id/],
    ['personId=-1', /'personId'/],
    ['personId=%', /'personId'/],
    ['campaignId=1.5', /'campaignId'/],
    ['campaignId[]=1&campaignId=[1]', /'campaignId'/],
    ['updatedAfter=yesterday', /'updatedAfter': not a date and time/],
    ['updatedAfter=2026-13-01', /'updatedAfter'/],
    ['limit=0', /'limit': not a whole number from 1 to 100/],
    ['limit=101', /'limit'/],
    ['limit=-1', /'limit'/],
    ['limit=1e1', /'limit'/],
    ['limit=1&limit=1000', /'limit'/],
    ['offset=-1', /'offset'/],
    ['offset=x', /'offset'/],
    ['offset=2001', /^Deep pagination disabled, use 'nextLink' url$/],
  ])('%s is refused', async (query, says) => {
    expectError(await sender.client('GET', `/v1/emEvents?${query}`), 400, says);
  });

  test('without whom or which campaign gives no chains', async () => {
    expectError(await sender.client('GET', '/v1/emEvents/chains'), 400, /'personId' or 'campaignId'/);
    expectError(await sender.client('GET', '/v1/emEvents/chains?personId=x'), 400, /'personId'/);
  });

  test('may name a parameter twice: the last counts', async () => {
    const page = await sender.get<Page>(`/v1/emEvents?limit=100&limit=1&campaignId=x&campaignId=${campaign}`);
    expect(page._metadata).toMatchObject({ limit: 1, total: 2 });
  });
});

describe('a cursor', () => {
  const lists = () => [
    '/v1/emEvents?',
    '/v1/emEvents?updatedAfter=2000-01-01&',
    `/v1/emEvents?campaignId=${campaign}&`,
    `/v1/emEvents?personId=${ann.id}&`,
    `/v1/emEvents/chains?campaignId=${campaign}&`,
    `/v1/emEvents/chains?personId=${ann.id}&`,
    `/v1/emCampaigns/${campaign}/drops?`,
  ];
  const invalid = (answer: Answer<unknown>) => expectError(answer, 400, /^Invalid cursor 'next'\.$/);
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  test.each([
    'x',
    '1',
    '%00',
    encode(null),
    encode([]),
    encode({}),
    encode({ offset: 3 }),
    encode({ sinceId: 105 }),
    'x'.repeat(5_000),
  ])('that was never given out is refused: %s', async (next) => {
    for (const list of lists()) invalid(await sender.client('GET', `${list}next=${next}`));
  });

  describe('that was given out', () => {
    /** By list. */
    const given = new Map<string, string>();
    beforeAll(async () => {
      // Two of everything, so that each list has a second page.
      const bob = await sender.aPerson();
      for (const recipient of [ann.address, bob.address]) {
        await sender.store(
          { ...good(), recipient, type: 'dropped' },
          { ...good(), recipient, campaignId: foreign },
        );
      }
      for (const list of lists()) {
        const { _metadata } = await sender.get<Page>(`${list}limit=1`);
        given.set(list, _metadata.next ?? '');
      }
      before = await everything();
    });

    test('leads on in its own list', async () => {
      for (const [list, next] of given) {
        expect(next).toMatch(/^[\w-]+$/);
        expect((await sender.client('GET', `${list}limit=1&next=${next}`)).status).toBe(200);
      }
    });

    test('is refused in another list, under other filters, and with another account’s key', async () => {
      for (const [list, next] of given) {
        for (const wrong of lists().filter((another) => another !== list)) {
          invalid(await sender.client('GET', `${wrong}next=${next}`));
        }
        if (list.startsWith('/v1/emEvents?'))
          invalid(await sender.client('GET', `${list}type=open&next=${next}`));
        const { status } = await other.client('GET', list);
        if (status === 200) invalid(await other.client('GET', `${list}next=${next}`));
      }
    });

    test('is refused with anything in it but what was given out', async () => {
      for (const [list, next] of given) {
        const cursor = JSON.parse(Buffer.from(next, 'base64url').toString()) as Record<string, unknown>;
        for (const name of Object.keys(cursor)) {
          for (const value of [
            '',
            '~',
            ' ',
            '\ud800',
            '\u0000',
            'z'.repeat(900),
            -1,
            0.5,
            null,
            {},
            undefined,
          ]) {
            invalid(await sender.client('GET', `${list}next=${encode({ ...cursor, [name]: value })}`));
          }
        }
      }
    });

    test('may lie about its place without anything coming of it', async () => {
      for (const [list, next] of given) {
        const cursor = JSON.parse(Buffer.from(next, 'base64url').toString()) as Record<string, unknown>;
        for (const place of ['0', '9'.repeat(100)]) {
          if (!('place' in cursor)) continue;
          const lie = encode({ ...cursor, place, rows: Number.MAX_SAFE_INTEGER });
          const { status } = await sender.client('GET', `${list}next=${lie}`);
          expect(status).toBe(200);
        }
      }
    });
  });
});

describe.runIf(!process.env.CHAINMAIL_TEST_URL)('on the wire, with nothing in between,', () => {
  /** What the server sends back to these bytes, until it closes; we do only where we have less than we said. */
  async function raw(head: string, body: Buffer | string, { hangUp = false } = {}): Promise<string> {
    const socket = connect(Number(new URL(target.url).port), '127.0.0.1');
    socket.write(
      `POST /v1/emEvents HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${target.keys.owner}\r\n` +
        `Content-Type: application/json\r\nConnection: close\r\n${head}\r\n\r\n`,
    );
    socket.write(body);
    if (hangUp) socket.end();
    let answer = '';
    try {
      for await (const part of socket) answer += part;
    } catch {
      // Cut off by the server, which has said what it had to say.
    }
    return answer;
  }
  const body = () => JSON.stringify(one({}));

  test('a body longer than it says is refused', async () => {
    expect(await raw(`Content-Length: ${body().length - 10}`, body())).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('a body shorter than it says never arrives', async () => {
    const head = `Content-Length: ${body().length + 10}`;
    expect(await raw(head, body(), { hangUp: true })).toMatch(/^$|^HTTP\/1\.1 400 /);
  });

  test('a body of two lengths is refused', async () => {
    const chunked = `${body().length.toString(16)}\r\n${body()}\r\n0\r\n\r\n`;
    expect(await raw(`Content-Length: 5\r\nTransfer-Encoding: chunked`, chunked)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw('Content-Length: 5\r\nContent-Length: 500', body())).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw('Content-Length: -5', body())).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('broken chunks are refused', async () => {
    expect(await raw('Transfer-Encoding: chunked', `zz\r\n${body()}\r\n0\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 400 /,
    );
  });

  test('bytes that are no UTF-8 are no address', async () => {
    const [start = '', end = ''] = body().split('ann');
    const bytes = Buffer.concat([Buffer.from(start), Buffer.of(0xff, 0xfe), Buffer.from(end)]);
    const answer = await raw(`Content-Length: ${bytes.length}`, bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain("Invalid field 'emEvents[0].recipient': not an email address.");
  });

  test('compressed bytes are refused', async () => {
    const bytes = gzipSync(body());
    const answer = await raw(`Content-Encoding: gzip\r\nContent-Length: ${bytes.length}`, bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 415 /);
  });

  test('a body in chunks is read like any other', async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    const [bob] = (await sender.people(1)) as [Recipient];
    const emEvents = [{ ...good(), recipient: bob.address, campaignId: await sender.aCampaign() }];
    const request = httpRequest(
      `${target.url}/v1/emEvents`,
      { method: 'POST', headers: { authorization: `Bearer ${target.keys.owner}` } },
      (response) => resolve(response.resume().statusCode ?? 0),
    );
    for (const character of JSON.stringify({ emEvents })) {
      if (!request.write(character)) await once(request, 'drain');
    }
    request.end();
    expect(await promise).toBe(200);
    const rows = await until(
      () => sender.rows(`personId=${bob.id}`),
      ({ length }) => length > 0,
    );
    expect(rows).toHaveLength(1);
  });
});

test('addresses that nobody has are told back and kept nowhere', async () => {
  const nobody = anAddress();
  await sender.post([{ ...good(), recipient: nobody }]);
  expect(JSON.stringify(await sender.rows(`campaignId=${campaign}`))).not.toContain(nobody);
});
