import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeSettings, readSettings } from '../../lib/store/account-settings.ts';
import { createAccount, getAccount } from '../../lib/store/accounts.ts';
import type { Table } from '../../lib/store/table.ts';
import { type EmbeddedTable, openEmbeddedTable } from './embedded-table.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
let embedded: EmbeddedTable;
let table: Table;
beforeAll(async () => {
  embedded = await openEmbeddedTable();
  table = embedded.table;
});
afterAll(() => embedded.close());

const settingsOf = (account: number) => readSettings(table, account, { consistent: true });

test('an account has no settings until some are given, each for itself', async () => {
  const { account } = await createAccount(table, { name: 'Acme', email: 'owner@acme.test', now: NOW });
  const honeypots = ['https://example.com/trap', 'https://example.com/b'];
  const networks = ['192.0.2.0/24 all certain Acme'];
  expect(await settingsOf(account)).toEqual({ honeypots: [], networks: [] });
  expect(await changeSettings(table, account, { honeypots })).toBe(true);
  expect(await settingsOf(account)).toEqual({ honeypots, networks: [] });
  expect(await changeSettings(table, account, { networks })).toBe(true);
  expect(await settingsOf(account)).toEqual({ honeypots, networks });
  expect(await changeSettings(table, account, { honeypots: [] })).toBe(true);
  expect(await settingsOf(account)).toEqual({ honeypots: [], networks });
  expect(await getAccount(table, account)).toEqual({ id: account, name: 'Acme', created: NOW });
});

test('an account that is not there has none, and gets none', async () => {
  expect(await changeSettings(table, 99, { honeypots: ['https://example.com/'] })).toBe(false);
  expect(await settingsOf(99)).toEqual({ honeypots: [], networks: [] });
  expect(await getAccount(table, 99)).toBeUndefined();
});
