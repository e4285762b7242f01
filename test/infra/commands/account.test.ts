import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { main } from '../../../infra/commands/account.ts';
import { findCaller, hashOfKey } from '../../../lib/store/api-keys.ts';
import type { Table } from '../../../lib/store/table.ts';
import { type EmbeddedTable, openEmbeddedTable } from '../../store/embedded-table.ts';

const COMMAND = new URL('../../../infra/commands/account.ts', import.meta.url).pathname;

let embedded: EmbeddedTable;
let table: Table;
let folder: string;

beforeAll(async () => {
  embedded = await openEmbeddedTable();
  folder = await mkdtemp(join(tmpdir(), 'chainmail-account-'));
});
afterAll(async () => {
  await embedded.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  table = await embedded.another();
});

interface Ended {
  code: number;
  out: string;
  err: string;
}

/** The command in this process. */
async function run(args: string[], variables: Record<string, string> = installation()): Promise<Ended> {
  const ended: Ended = { code: 0, out: '', err: '' };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  vi.spyOn(console, 'log').mockImplementation((line) => {
    ended.out += `${line}\n`;
  });
  vi.spyOn(console, 'error').mockImplementation((line) => {
    ended.err += `${line}\n`;
  });
  try {
    ended.code = await main(args);
  } finally {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  }
  return ended;
}

/** The command in a process of its own, as npm runs it, with nothing in its environment but `variables`. */
const runApart = (args: string[], variables: Record<string, string>): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [COMMAND, ...args],
      { env: { PATH: process.env.PATH, ...variables }, cwd: folder },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });

const installation = (): Record<string, string> => ({
  AWS_ENDPOINT_URL_DYNAMODB: embedded.endpoint,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  CHAINMAIL_TABLE: table.name,
});

const create = async (): Promise<{ accountId: number; userId: number; key: string }> =>
  JSON.parse((await run(['create', '--name', 'Acme', '--email', 'Owner@acme.test', '--json'])).out);

describe('npm run account', () => {
  test('create prints the new key alone on standard output, and the rest beside it', async () => {
    const { code, out, err } = await run([
      'create',
      '--name',
      'Acme',
      '--email',
      'o@acme.test',
      '--rate',
      '1000',
    ]);
    expect([code, out]).toEqual([0, expect.stringMatching(/^cm_[\w-]{32}\n$/)]);
    expect(err).toContain('Account 1 (Acme) has user 1 as its owner.');
    expect(await findCaller(table, hashOfKey(out.trim()))).toMatchObject({
      account: 1,
      ratePerMinute: 1_000,
    });
  });

  test('goes from create over key, keys, rate and revoke', async () => {
    const { accountId, userId, key } = await create();
    expect([accountId, userId]).toEqual([1, 1]);
    const agent = ['key', '--account', '1', '--email', 'a@acme.test', '--role', 'agent', '--json'];
    const added = JSON.parse((await run(agent)).out);
    expect(added).toMatchObject({ accountId: 1, userId: 2 });
    expect(JSON.parse((await run(agent)).out)).toMatchObject({ userId: 2 });

    const digits = hashOfKey(key).slice(0, 12);
    expect((await run(['rate', '--account', '1', '--key', digits.slice(0, 6), '--rate', '2000'])).code).toBe(
      0,
    );
    expect((await run(['revoke', '--account', '1', '--key', hashOfKey(added.key).slice(0, 12)])).code).toBe(
      0,
    );
    const { keys } = JSON.parse((await run(['keys', '--account', '1', '--json'])).out);
    expect(keys).toMatchObject([
      { key: digits, role: 'owner', userId: 1, ratePerMinute: 2_000 },
      { role: 'agent', userId: 2, revoked: expect.any(String) },
      { role: 'agent', userId: 2 },
    ]);
    expect(await findCaller(table, hashOfKey(added.key))).toBeUndefined();
    expect((await run(['keys', '--account', '1'])).out).toMatch(
      new RegExp(`^${digits}  owner  user 1  2000 a minute`),
    );
    expect((await run(['list'])).out).toMatch(/^1 {2}Acme {2}made \d{4}-/);
  });

  test('sets what tells machines from people, shows it, and takes it away again', async () => {
    await create();
    const [trap, other] = ['https://example.com/trap', 'https://example.com/b?c=d'];
    const [acme, cloud] = ['192.0.2.0/24 all certain Acme', '2001:db8::/32 clicks probable A cloud'];
    const account = ['--account', '1'];
    const set = await run([
      ...['set', ...account, '--honeypot', trap, '--network', acme],
      ...['--network', cloud, '--honeypot', other, '--json'],
    ]);
    expect([set.code, JSON.parse(set.out)]).toMatchObject([
      0,
      { id: 1, name: 'Acme', honeypots: [trap, other], networks: [acme, cloud] },
    ]);
    const { out } = await run(['set', ...account, '--honeypot', 'none']);
    expect(out).toMatch(
      /^1 {2}Acme {2}made .*\nnetwork {3}192.*\nnetwork {3}2001.*\nThis holds within 60 seconds/,
    );
    expect(JSON.parse((await run(['show', ...account, '--json'])).out)).toMatchObject({
      honeypots: [],
      networks: [acme, cloud],
    });
  });

  test('reads the variables that npm start left where nothing else is set', async () => {
    const variables = Object.entries(installation()).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(join(folder, 'env'), variables.join(''));
    const args = ['create', '--name', 'Acme', '--email', 'o@acme.test'];
    const { code, out } = await runApart(args, { CHAINMAIL_DATA: folder });
    expect([code, out]).toEqual([0, expect.stringMatching(/^cm_[\w-]{32}\n$/)]);
    expect(await findCaller(table, hashOfKey(out.trim()))).toBeDefined();
  });

  test.each<[string, string[], RegExp]>([
    ['an unknown command', ['make'], /There is no command make/],
    ['a missing option', ['create', '--name', 'Acme'], /--email/],
    ['an unknown option', ['list', '--account', '1'], /--account/],
    ['no address', ['create', '--name', 'Acme', '--email', 'acme'], /--email: Invalid email/],
    ['no number', ['keys', '--account', 'one'], /--account: must be a number/],
    ['a rate of nothing', ['create', '--name', 'A', '--email', 'a@b.test', '--rate', '0'], /--rate/],
    ['an unknown role', ['key', '--account', '1', '--email', 'a@b.test', '--role', 'king'], /--role/],
    ['nothing to set', ['set', '--account', '1'], /--honeypot: give it or --network/],
    ['no link', ['set', '--account', '1', '--honeypot', 'trap'], /--honeypot.0: give the link/],
    [
      'no network',
      ['set', '--account', '1', '--network', '192.0.2.0/24 all certain A', '--network', '192.0.2.0 all'],
      /--network.1: /,
    ],
    ['a second account', ['show', '--account', '1', '--account', 'two'], /--account: must be a number/],
    ['digits that are none', ['revoke', '--account', '1', '--key', 'cm_x'], /first digits/],
  ])('exits with 2 and its usage on %s', async (_, args, reason) => {
    const { code, out, err } = await run(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(reason);
    expect(err).toContain('Usage: npm run account');
  });

  test.each<[string, string[], RegExp]>([
    ['an unknown account', ['keys', '--account', '9'], /There is no account 9/],
    ['nobody to set', ['set', '--account', '9', '--network', 'none'], /There is no account 9/],
    ['nobody to show', ['show', '--account', '9'], /There is no account 9/],
    ['an unknown key', ['revoke', '--account', '1', '--key', '0123'], /No key of account 1 begins with 0123/],
    [
      'a user of another role',
      ['key', '--account', '1', '--email', 'owner@acme.test', '--role', 'agent'],
      /User 1 of account 1 has this address and is owner/,
    ],
  ])('exits with 1 on %s', async (_, args, reason) => {
    await create();
    const { code, err } = await run(args);
    expect(code).toBe(1);
    expect(err).toMatch(reason);
    expect(err).not.toContain('    at ');
  });

  test('says what to do where there is no installation', async () => {
    const nothing = await runApart(['list'], { CHAINMAIL_DATA: join(folder, 'none') });
    expect([nothing.code, nothing.err]).toEqual([1, expect.stringMatching(/run `npm start` first/)]);
    const down = await run(['list'], { ...installation(), AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' });
    expect([down.code, down.err]).toEqual([
      1,
      expect.stringMatching(/Nothing answers at http:\/\/127.0.0.1:1/),
    ]);
    const empty = await run(['list'], { ...installation(), CHAINMAIL_TABLE: 'none' });
    expect([empty.code, empty.err]).toEqual([1, expect.stringMatching(/There is no table none/)]);
  });
});
