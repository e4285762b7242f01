import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Chain, Receipt, Statistics } from '../../../infra/commands/demo/answers.ts';
import { openApi } from '../../../infra/commands/demo/api.ts';
import { findInstallation } from '../../../infra/commands/demo/installation.ts';
import {
  firstMailing,
  mailingTimes,
  people,
  reactions,
  type SentEvent,
  secondMailing,
} from '../../../infra/commands/demo/mailing.ts';
import {
  painter,
  renderCurls,
  renderReceipts,
  renderStatistics,
  renderStory,
} from '../../../infra/commands/demo/render.ts';
import { EVENTS_PER_REQUEST_MAX } from '../../../lib/limits.ts';

const NOW = Date.parse('2026-11-22T12:34:56.789Z');
const times = mailingTimes(NOW);
const first = { campaignId: 1, start: times.first };
const second = { campaignId: 2, start: times.second };
const known = new Set(people.map(({ address }) => address));
const recipients = (events: readonly SentEvent[], ...types: string[]) =>
  events.filter(({ type }) => types.includes(type)).map(({ recipient }) => recipient);

describe('what the demo sends', () => {
  test('there are 950 people, each with an address of their own', () => {
    expect(people).toHaveLength(950);
    expect(known.size).toBe(950);
  });

  test('the blast is one request of 1,000 recipients, 50 of them unknown', () => {
    const blast = secondMailing(second);
    expect(new Set(blast.map(({ recipient }) => recipient)).size).toBe(1_000);
    expect(blast.filter(({ recipient }) => !known.has(recipient))).toHaveLength(50);
  });

  test('it drops exactly those whom the first mail made unmailable', () => {
    const dropped = recipients(secondMailing(second), 'dropped');
    const forbidden = recipients(firstMailing(first), 'hard-bounce', 'unsubscribe', 'spamreport');
    expect(dropped.toSorted()).toEqual(forbidden.toSorted());
    expect(dropped).toHaveLength(37);
  });

  test('nothing comes of a mail that was dropped', () => {
    const dropped = new Set(recipients(secondMailing(second), 'dropped'));
    const ofSecond = reactions(first, second).filter(({ campaignId }) => campaignId === 2);
    expect(ofSecond.filter(({ recipient }) => dropped.has(recipient))).toEqual([]);
  });

  test.each([
    ['first mail', firstMailing(first)],
    ['second mail', secondMailing(second)],
    ['reactions', reactions(first, second)],
  ])('the %s fits into one request, holds each fact once, and has happened already', (_, events) => {
    expect(events.length).toBeLessThanOrEqual(EVENTS_PER_REQUEST_MAX);
    expect(new Set(events.map((event) => JSON.stringify(event))).size).toBe(events.length);
    expect(events.every(({ occurred }) => Date.parse(occurred) <= NOW)).toBe(true);
  });
});

describe('where the demo looks for Chainmail', () => {
  const local = { CHAINMAIL_URL: 'http://127.0.0.1:4444', CHAINMAIL_LOCAL_KEY: 'cm_other' };
  test.each([
    ['what npm start wrote', {}, local, 'http://127.0.0.1:4444'],
    ['CHAINMAIL_URL first', { CHAINMAIL_URL: 'https://a.test/', PORT: '1' }, local, 'https://a.test'],
    ['PORT next', { PORT: '5555' }, local, 'http://127.0.0.1:5555'],
    ['not port 0, which takes a free one', { PORT: '0' }, local, 'http://127.0.0.1:4444'],
    ['port 3000 if nothing says more', {}, {}, 'http://127.0.0.1:3000'],
  ])('%s', (_, environment, file, url) => {
    expect(findInstallation(environment, file).url).toBe(url);
  });

  test('a key out of the environment is used, and shown by its name only', () => {
    const { key, shellKey } = findInstallation({ CHAINMAIL_LOCAL_KEY: 'cm_secret' }, local);
    expect(key).toBe('cm_secret');
    expect(shellKey).not.toContain('cm_secret');
    expect(findInstallation({}, local)).toMatchObject({ key: 'cm_other', shellKey: 'cm_other:' });
  });
});

describe('what the demo prints', () => {
  const plain = painter(false);
  const receipt = (values: Partial<Receipt>): Receipt => ({
    id: 'r',
    done: true,
    received: 1_000,
    stored: 0,
    duplicate: 0,
    skipped: 0,
    skippedEvents: [],
    ...values,
  });
  const statistics: Statistics = {
    campaignId: 1,
    sent: 1_000,
    delivered: 1_000,
    opens: 400,
    uniqueOpens: 333,
    clicks: 0,
    uniqueClicks: 0,
    bounces: 0,
    hardBounces: 0,
    softBounces: 0,
    unsubscribes: 0,
    spamReports: 0,
    drops: 0,
    rates: { delivery: 1, open: 1 / 3, click: 0, bounce: 0, unsubscribe: null, complaint: null },
  };
  const campaigns = [
    { id: 3, name: 'Autumn' },
    { id: 4, name: 'Winter' },
  ];

  test('a receipt is a line of its counts', () => {
    expect(renderReceipts([['Blast', receipt({ stored: 950, skipped: 50 })]], plain)).toMatch(
      /^Receipts +received +stored +duplicate +skipped\n {2}Blast +1,000 +950 +0 +50$/,
    );
  });

  test('rates are in per cent, and a dash where there is nothing to divide by', () => {
    const table = renderStatistics([campaigns[0]!], [statistics], plain);
    expect(table).toMatch(/of so many people +333 +33\.3 %\n/);
    expect(table).toMatch(/unsubscribes +0 +–\n/);
    expect(table).toMatch(/sent +1,000\n/);
  });

  test('a story is told in order of time with its cause, and of the campaigns asked for', () => {
    const at = (time: string) => Date.parse(`2026-11-${time}Z`);
    const bounce = { type: 'BOUNCE', created: at('08T09:03') };
    const chains: Chain[] = [
      {
        campaignId: 4,
        events: [
          {
            type: 'DROPPED',
            created: at('22T09:00'),
            dropReason: 'PREVIOUSLY_BOUNCED',
            cause: { ...bounce, campaign: campaigns[0]! },
          },
        ],
      },
      {
        campaignId: 3,
        events: [
          { type: 'SENT', created: at('08T09:00') },
          { type: 'DELIVERED', created: at('08T09:00') },
          bounce,
        ],
      },
      { campaignId: 1, events: [{ type: 'OPEN', created: at('01T09:00') }] },
    ];
    expect(renderStory(chains, campaigns, plain)).toBe(`\
  2026-11-08 09:00  SENT, DELIVERED in campaign 3 "Autumn"
  2026-11-08 09:03  BOUNCE in campaign 3 "Autumn"
  2026-11-22 09:00  DROPPED in campaign 4 "Winter"
                    PREVIOUSLY_BOUNCED, because of the
                    BOUNCE of 2026-11-08 09:03 in campaign 3 "Autumn"`);
  });

  test('a command that is too long for a line is continued on the next', () => {
    const installation = { url: 'http://127.0.0.1:3000', shellKey: 'cm_local_demo:' };
    const path = `/v1/${'x'.repeat(40)}`;
    expect(renderCurls(installation, ['/health', path])).toBe(`\
  curl -u cm_local_demo: 'http://127.0.0.1:3000/health'
  curl -u cm_local_demo: \\
    'http://127.0.0.1:3000${path}'`);
  });

  test('there are control characters with colours only', () => {
    expect(painter(true)('red', 'x')).toContain('\u001b[');
    expect(plain('red', 'x')).toBe('x');
  });
});

describe('how the demo talks to the API', () => {
  let server: Server;
  afterEach(() => server.close());

  /** A server that gives these answers one after the other. */
  async function answering(
    ...answers: [status: number, body: string, headers?: Record<string, string>][]
  ): Promise<string> {
    server = createServer((request, response) => {
      const [status, body, headers] = answers.shift() ?? [500, '{}'];
      request.resume();
      response.writeHead(status, { ...headers, Connection: 'close' }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const open = (url: string) => openApi({ url, key: 'k' });

  test('a request beyond the rate is sent again after the time that the answer says', async () => {
    const api = open(await answering([429, '{}', { 'Retry-After': '0' }], [201, '{"id":7}']));
    await expect(api.post('/v1/people', {})).resolves.toEqual({ status: 201, body: { id: 7 } });
  });

  test('any other refusal is told in one line', async () => {
    const api = open(await answering([400, '{"errorMessage":"Bad.","message":"Bad."}']));
    await expect(api.get('/v1/people')).rejects.toThrow('GET /v1/people was answered with 400: Bad.');
  });

  test('where nothing answers, the line says what to do', async () => {
    const url = await answering();
    await new Promise((resolve) => server.close(resolve));
    await expect(open(url).assertReady()).rejects.toThrow(
      `Nothing answers at ${url}. Start Chainmail first, in another terminal: npm start`,
    );
  });

  test('what answers and is something else is told apart', async () => {
    const api = open(await answering([200, '<html>']));
    await expect(api.assertReady()).rejects.toThrow('is not Chainmail');
  });
});
