import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { deflateRawSync } from 'node:zlib';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeError, log } from '../../lib/log.ts';
import { countBatch, publishMetrics } from '../../lib/metrics.ts';
import { createAccount } from '../../lib/store/accounts.ts';
import { generateKey } from '../../lib/store/api-keys.ts';
import type { Item } from '../../lib/store/attributes.ts';
import { encodeEvents } from '../../lib/store/chain-encoding.ts';
import { seen } from '../every-answer.ts';
import { aStoredEvent } from '../factories.ts';
import { type EmbeddedTable, openEmbeddedTable } from '../store/embedded-table.ts';
import { searched } from './leaks/capture.ts';
import { leaksIn } from './leaks/find-leaks.ts';
import { expectNoLeak } from './leaks/no-leak-in-errors.ts';
import { takeReports } from './leaks/reports.ts';

const KEY = generateKey();
const BASIC = Buffer.from(`${KEY}:`).toString('base64');

/** What is found wrong while `plant` runs, which then fails no test. */
async function foundIn(plant: () => unknown): Promise<string[]> {
  await plant();
  return takeReports().flatMap(({ channel, wrong }) => wrong.map((what) => `${channel}: ${what}`));
}

describe('the log of every test is searched', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['an address', { to: 'ann@example.com' }, 'an address'],
    ['an address in a URL', { path: 'people-ann%40example.com' }, 'an address'],
    ['an API key', { key: KEY }, 'an API key'],
    ['a Basic token', { authorization: BASIC }, 'an API key'],
    ['the query of a link', { url: '/v1/people?email=x' }, 'a URL’s query'],
    ['a subject', { title: 'Your offer of today' }, 'a text as `title`'],
    ['a subject deep inside', { event: { properties: [{ subject: 'Hi there' }] } }, 'a text as `subject`'],
    ['the message of an error', { error: { name: 'E', message: 'broken' } }, 'an error’s message'],
  ])('for %s', async (_, attributes, wrong) => {
    expect(await foundIn(() => log.debug('a batch is stored', attributes))).toContain(`log: ${wrong}`);
  });

  it('for an error that is logged as it is, and not for one that was described', async () => {
    const error = new Error('refused');
    expect(await foundIn(() => log.error('request failed', { error }))).toContain('log: an error’s message');
    expect(await foundIn(() => log.error('request failed', { error: describeError(error) }))).toEqual([]);
  });

  it('at every level, also after a test has silenced it', async () => {
    await log.setLogLevel('SILENT');
    expect(await foundIn(() => log.critical('unheard', { key: KEY }))).toEqual([]);
  });
  it('… since the level is set again before each', async () => {
    expect(await foundIn(() => log.debug('heard', { key: KEY }))).toEqual(['log: an API key']);
  });

  it('its metrics too', async () => {
    const before = searched.lines;
    const figures = { received: 1, stored: 1, duplicate: 0, skipped: 0, lostRaces: 0, agesMs: [1] };
    expect(
      await foundIn(() => {
        countBatch(figures);
        publishMetrics();
      }),
    ).toEqual([]);
    expect(searched.lines).toBe(before + 1);

    const metrics = new Metrics({ namespace: 'of ann@example.com' });
    expect(
      await foundIn(() => {
        metrics.addMetric('eventsStored', MetricUnit.Count, 1);
        metrics.publishStoredMetrics();
      }),
    ).toContain('metrics: an address');
  });

  it('and so is that of processes which a test starts, with what they send', async () => {
    const child = spawn(process.execPath, [
      new URL('leaks/a-leaking-program.ts', import.meta.url).pathname,
      KEY,
    ]);
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    expect(await foundIn(() => {})).toEqual(['log: an API key', 'PutItem: an API key']);
  });

  it('where every record is named by words that stand in the code, and nothing goes past the log', async () => {
    const programs = await sources();
    // Commands and `npm start` talk to whoever called them.
    const talking = programs.filter(({ path, source }) => !TALKS.test(path) && /\bconsole\./.test(source));
    expect(talking.map(({ path }) => path)).toEqual([]);
    const calls = programs.flatMap(({ source }) => [
      ...source.matchAll(/\blog\.(?:debug|info|warn|error|critical)\(\s*([^,)]*)/g),
    ]);
    expect(calls.length).toBeGreaterThan(5);
    expect(calls.map(([, name = '']) => name).filter((name) => !/^'[^']+'$/.test(name))).toEqual([]);
  });
});

describe('what is sent to the table and the queue is searched for API keys', () => {
  let embedded: EmbeddedTable;
  beforeAll(async () => {
    embedded = await openEmbeddedTable();
  });
  afterAll(() => embedded.close());

  const put = (attributes: Item) =>
    embedded.table.call('PutItem', {
      TableName: embedded.table.name,
      Item: { PK: { S: 'a' }, SK: { S: 'b' }, ...attributes },
    });

  it.each<[string, Item]>([
    ['plain', { note: { S: `the key ${KEY}` } }],
    ['as a key of the table', { PK: { S: `K#${KEY}` } }],
    ['in a list', { notes: { L: [{ M: { of: { S: KEY } } }] } }],
    ['as the beginning of a Basic token', { note: { S: `Basic ${BASIC}` } }],
    ['in bytes', { note: { B: Buffer.from(KEY) } }],
    ['deflated', { answer: { B: deflateRawSync(JSON.stringify({ key: KEY, more: '-'.repeat(400) })) } }],
    [
      'in a chain with a dictionary',
      {
        events: encodeEvents(
          Array.from({ length: 30 }, (_, number) =>
            aStoredEvent({ number, url: `https://a.test/${number}/${KEY}` }),
          ),
        ),
      },
    ],
  ])('%s', async (_, attributes) => {
    expect(await foundIn(() => put(attributes))).toEqual(['PutItem: an API key']);
  });

  it('an account and its key leave none', async () => {
    const before = searched.calls;
    expect(
      await foundIn(() =>
        createAccount(embedded.table, { name: 'Acme', email: 'o@acme.test', key: KEY, now: 0 }),
      ),
    ).toEqual([]);
    expect(searched.calls).toBeGreaterThan(before);
  });

  it('a queue message', async () => {
    const client = new SQSClient({
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    const sent = new SendMessageCommand({ QueueUrl: 'http://127.0.0.1:1/q', MessageBody: KEY });
    expect(await foundIn(() => client.send(sent).catch(() => {}))).toEqual(['SendMessage: an API key']);
    client.destroy();
  });
});

describe('every error that a test gets is searched', () => {
  const anError = (message: string, requestBody?: unknown) => ({
    ...{ method: 'POST', path: '/v1/people', requestBody, status: 400, headers: {}, madeUp: true },
    body: { errorMessage: message },
  });

  it.each([
    ['an address', 'There is no ann@example.com.', undefined],
    ['a key', `${KEY} is unknown.`, undefined],
    ['a query', 'Not found: /v1/people?email=x', undefined],
    ['a subject', "Invalid field 'subject': Big sale", { emails: [{ subject: 'Big sale' }] }],
  ])('for %s', (_, message, sent) => {
    expect(() => seen(anError(message, sent))).toThrow('the 400 of POST /v1/people tells');
    expect(() => expectNoLeak({ ...anError(message, sent), status: 200 })).not.toThrow();
  });

  it('and one that names the field is fine', () => {
    expect(() => seen(anError("Invalid field 'emails[0].value': not an email address."))).not.toThrow();
  });
});

it('what only looks like an address, a key or a query is none', () => {
  const frame = 'at send (file:///a/node_modules/@aws-sdk/client/index.js:1:2)';
  const loaded = 'at file:///a/functions/people.ts?table=test-0b4f:3:4';
  for (const text of [
    frame,
    loaded,
    'a @ b',
    'what? a = b',
    'acm_local',
    'eyJjbV8iOjF9',
    '2026-11-22T09:00:00Z',
  ])
    expect([text, leaksIn(text)]).toEqual([text, []]);
});

const TALKS = /\/infra\/(?:commands\/|local\/start\.ts$)/;

/** Everything that logs. */
async function sources(): Promise<{ path: string; source: string }[]> {
  const root = new URL('../../', import.meta.url);
  const files = await Promise.all(
    ['lib/', 'functions/', 'infra/'].map(async (folder) =>
      (await readdir(new URL(folder, root), { recursive: true })).map((name) => new URL(folder + name, root)),
    ),
  );
  return Promise.all(
    files
      .flat()
      .filter(({ pathname }) => pathname.endsWith('.ts'))
      .map(async (file) => ({ path: file.pathname, source: await readFile(file, 'utf8') })),
  );
}
