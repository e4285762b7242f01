import { openQueue } from '../../../lib/queue/queue.ts';
import { changeSettings } from '../../../lib/store/account-settings.ts';
import { createKey, hashOfKey, revokeKey } from '../../../lib/store/api-keys.ts';
import { putAborted, putCommit } from '../../../lib/store/commits.ts';
import { claim } from '../../../lib/store/idempotency.ts';
import { openTable } from '../../../lib/store/table.ts';
import { createUser } from '../../../lib/store/users.ts';
import { common, propertiesOfEachType } from '../../dialects/hubspot/an-event-of-each-type.ts';
import { type Client, openClient } from '../../end-to-end/client.ts';

/** The account's owner's key, in every golden world. */
export const KEY = 'cm_golden_owner';
export const ACCOUNT = 1;

/** A request that may be sent again, and gets the answer it got. */
export const KEPT_PERSON = {
  sent: { firstName: 'Kept', emails: [{ value: 'kept@example.com' }] },
  headers: { 'idempotency-key': 'golden-person' },
};

const WORDS = 'delivered open click bounced soft-bounce hard-bounce unsubscribe spamreport dropped'.split(
  ' ',
);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

interface Running {
  url: string;
  environment: Record<string, string>;
}

/**
 * Lives through everything that makes the system write an item, so that a dump of the table afterwards has every
 * kind of item in every form. Whoever adds a kind, or a form, adds what leads to it here.
 */
export async function live({ url, environment }: Running): Promise<void> {
  const client = openClient(url, KEY);
  const settled = () => untilEmpty(environment.CHAINMAIL_QUEUE_URL ?? '');
  const now = Date.now();
  await makeAccount(environment.CHAINMAIL_TABLE ?? '', now);
  await makeCampaigns(client);
  await makePeople(client);
  await postEvents(client, now, settled);
  await fillPages(client, now, settled);
  await postCanonical(client, now, settled);
  await ok(client, 'DELETE', '/v1/people/3?erase=true');
  await makeRarities(environment.CHAINMAIL_TABLE ?? '', now);
}

async function makeAccount(tableName: string, now: number): Promise<void> {
  const table = openTable(tableName);
  const user = await createUser(table, { account: ACCOUNT, email: 'agent@example.com', role: 'agent', now });
  await createKey(table, {
    account: ACCOUNT,
    user,
    role: 'agent',
    key: 'cm_golden_agent',
    ratePerMinute: 50,
    now,
  });
  await revokeKey(table, hashOfKey('cm_golden_agent'), now);
  await changeSettings(table, ACCOUNT, {
    honeypots: ['https://example.com/trap'],
    networks: ['192.0.2.0/24 all certain Scanner'],
  });
}

async function makeCampaigns(client: Client): Promise<void> {
  const links = Array.from({ length: 80 }, (_, n) => `<a href="https://example.com/${n}?n=${n}">${n}</a>`);
  await ok(client, 'POST', '/v1/emCampaigns', {
    ...{ origin: 'golden', originId: 'a', name: 'Spring', subject: 'It is spring, Jörg 🎉' },
    bodyHtml: `<p>${links.join(' ')}</p>`,
  });
  await ok(client, 'POST', '/v1/emCampaigns', {
    origin: 'golden',
    originId: 'b',
    name: 'Plain',
    subject: 'Hi',
  });
  await ok(client, 'PUT', '/v1/emCampaigns/2', { name: 'Plain, changed', bodyHtml: '<p>short</p>' });
  const long = 'A long subject. '.repeat(56);
  await ok(client, 'POST', '/v1/emCampaigns', {
    origin: 'other',
    originId: 'c',
    name: 'Long '.repeat(90),
    subject: long,
  });
}

async function makePeople(client: Client): Promise<void> {
  await ok(client, 'POST', '/v1/people', {
    ...{
      firstName: 'Ann',
      lastName: 'Ångström',
      stage: 'Lead',
      source: 'web',
      tags: ['a', 'b'],
      customHeight: 171,
    },
    emails: [
      { value: 'Ann@Example.com', type: 'work' },
      { value: 'ann.home@example.com', type: 'home' },
    ],
    phones: [{ value: '+49 30 123456', type: 'mobile' }],
    addresses: [{ type: 'home', street: 'Ring 1', city: 'Köln', state: '', code: '50667', country: 'DE' }],
  });
  await ok(client, 'POST', '/v1/people', {
    emails: [{ value: 'bob@example.com' }],
    background: 'Has much to say. '.repeat(120),
  });
  await ok(client, 'POST', '/v1/people', { firstName: 'Only', lastName: 'Name' });
  await ok(client, 'POST', '/v1/people', {
    emails: [{ value: 'carl@example.com' }],
    phones: [{ value: '555 0100' }],
  });
  await ok(client, 'DELETE', '/v1/people/4');
  await ok(client, 'POST', '/v1/people', { emails: [{ value: 'carl@example.com' }], stage: 'Trash' });
  await ok(client, 'PUT', '/v1/people/1', {
    lastName: 'Ångström-Berg',
    emails: [{ value: 'Ann@Example.com', type: 'work' }],
  });
  await ok(client, 'POST', '/v1/people', KEPT_PERSON.sent, KEPT_PERSON.headers);
}

/** With receipts, duplicates, unknown recipients and an idempotency key. */
async function postEvents(client: Client, now: number, settled: () => Promise<void>): Promise<void> {
  const post = (emEvents: object[], headers = {}) =>
    ok(client, 'POST', '/v1/emEvents', { emEvents }, headers);
  const event = (type: string, n: number, more: object = {}) => ({
    ...{
      type,
      campaignId: 1,
      recipient: 'ann@example.com',
      occurred: new Date(now - HOUR_MS + n * 1_000).toISOString(),
    },
    ...(type === 'click' && { url: `https://example.com/${n}?utm_source=newsletter` }),
    ...more,
  });
  await post([{ type: 'delivered', campaignId: 2, recipient: 'bob@example.com' }]);
  await post(
    WORDS.map((type, n) => event(type, n)),
    { prefer: 'respond-async' },
  );
  await settled();
  await post([event('open', 1), event('dropped', 40, { campaignId: 2, recipient: 'bob@example.com' })]);
  const everybody = ['ann', 'bob', 'kept', 'nobody'].map((name) => `${name}@example.com`);
  const many = Array.from({ length: 60 }, (_, n) =>
    event(['delivered', 'open'][n % 2] ?? '', 100 + n, { campaignId: 3, recipient: everybody[n % 4] }),
  );
  await post(many, { 'idempotency-key': 'golden-events' });
  await settled();
}

/** A chain of its own that outgrows its item. */
async function fillPages(client: Client, now: number, settled: () => Promise<void>): Promise<void> {
  for (let round = 0; round < 4; round++) {
    const emEvents = Array.from({ length: 25 }, (_, n) => ({
      ...{ type: n % 5 === 0 ? 'open' : 'click', campaignId: 2, recipient: 'ann@example.com' },
      occurred: new Date(now - (10 - round) * MINUTE_MS + n * 997).toISOString(),
      ...(n % 5 !== 0 && {
        url: `https://www.example.com/listings/${(round * 31 + n * 7) % 89}?id=${Math.sin(25 * round + n)}`,
      }),
    }));
    await ok(client, 'POST', '/v1/emEvents', {
      emEvents: [{ ...emEvents[0], type: 'delivered' }, ...emEvents],
    });
    await settled();
  }
}

/** An event of each of HubSpot's types with all that it can say, and changes that belong to no message. */
async function postCanonical(client: Client, now: number, settled: () => Promise<void>): Promise<void> {
  const events = Object.entries(propertiesOfEachType).map(([type, properties], n) => ({
    ...{
      type,
      recipient: 'kept@example.com',
      emailCampaignId: type === 'UNBOUNCE' ? 0 : 1,
      id: `source-${n}`,
    },
    ...{ created: now - 2 * HOUR_MS + n * 1_000, ...properties },
    ...(type === 'OPEN' && { filteredEvent: true }),
    ...(type === 'CLICK' && { url: 'https://example.com/trap', ipAddress: '192.0.2.7' }),
  }));
  await ok(client, 'POST', '/email/public/v1/events', { events });
  const some = { recipient: 'kept@example.com', emailCampaignId: 2, created: now - HOUR_MS };
  const bounces = [{}, { category: 'TEMPORARY_PROBLEM' }].map((more) => ({
    ...some,
    type: 'BOUNCE',
    ...more,
  }));
  const change = { ...some, type: 'STATUSCHANGE', source: 'SOURCE_IMPORT' };
  await ok(client, 'POST', '/email/public/v1/events', {
    events: [...bounces, change, { ...some, ...common, type: 'OPEN' }],
  });
  await ok(client, 'POST', '/email/public/v1/events', {
    events: [
      { ...some, type: 'SENT' },
      { ...some, type: 'DEFERRED' },
    ],
  });
  await ok(client, 'PUT', '/email/public/v1/subscriptions/bob@example.com', {
    subscriptionStatuses: [
      { id: 7, subscribed: false, legalBasis: 'LEGITIMATE_INTEREST_CLIENT', legalBasisExplanation: 'asked' },
    ],
  });
  await ok(client, 'PUT', '/email/public/v1/subscriptions/carl@example.com', { unsubscribeFromAll: true });
  await ok(client, 'POST', '/email/public/v1/events/unbounce', { recipient: 'ann@example.com' });
  await settled();
}

/** What only crashes and races write. */
async function makeRarities(tableName: string, now: number): Promise<void> {
  const table = openTable(tableName);
  const tag = (digit: number) => `${now.toString(36).padStart(9, '0')}0000000${digit}f`;
  await putAborted(table, ACCOUNT, tag(1), now);
  const rows = [{ number: 900_000, person: 1, created: now, word: 'open' as const }];
  const groups = [{ campaign: 9, hour: Math.floor(now / HOUR_MS), rows }];
  const figures = new Map([[9, { open: 1, 'messages:open': 1 }]]);
  await putCommit(table, ACCOUNT, { tag: tag(2), shard: 15, except: ['1.1', '2.9'], groups, figures }, now);
  await claim(table, ACCOUNT, { keyHash: 'golden-running', bodyHash: 'b', memo: '{"first":1}', now });
}

async function ok(
  client: Client,
  method: string,
  path: string,
  sent?: object,
  headers = {},
): Promise<unknown> {
  const { status, body } = await client(method, path, sent, headers);
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}

const POLL_MS = 30;

async function untilEmpty(url: string): Promise<void> {
  const queue = openQueue(url);
  for (;;) {
    const { waiting, inFlight } = await queue.count();
    if (waiting + inFlight === 0) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
