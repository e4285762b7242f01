import { afterAll, beforeAll, expect, test } from 'vitest';
import { KnownSettings, SETTINGS_CACHE_MS } from '../../lib/ingest/known-settings.ts';
import { changeSettings } from '../../lib/store/account-settings.ts';
import { createAccount } from '../../lib/store/accounts.ts';
import { openTable } from '../../lib/store/table.ts';
import { NOW } from '../factories.ts';
import { type EmbeddedTable, openEmbeddedTable } from '../store/embedded-table.ts';

let embedded: EmbeddedTable;
beforeAll(async () => {
  embedded = await openEmbeddedTable();
});
afterAll(() => embedded.close());

test('a change of settings is known within a minute, and not asked for before', async () => {
  const { account } = await createAccount(embedded.table, { name: 'Acme', email: 'o@acme.test', now: NOW });
  const settings = new KnownSettings(embedded.table);
  const honeypots = async (now: number) => (await settings.machinesOf(account, now)).honeypots;
  expect(await honeypots(NOW)).toEqual([]);
  await changeSettings(embedded.table, account, {
    honeypots: ['https://example.com/trap'],
    networks: ['192.0.2.0/24 opens probable A cloud'],
  });
  expect(await honeypots(NOW + SETTINGS_CACHE_MS - 1)).toEqual([]);
  const { honeypots: changed, networks } = await settings.machinesOf(account, NOW + SETTINGS_CACHE_MS);
  expect(changed).toEqual(['https://example.com/trap']);
  expect(networks?.certaintyOf('OPEN', '192.0.2.1')).toBe('probable');
  expect((await settings.machinesOf(account + 1, NOW)).honeypots).toEqual([]);
});

test('settings that could not be read are asked for again', async () => {
  const settings = new KnownSettings(openTable('no-such-table', embedded.client));
  const failed = [settings.machinesOf(1, NOW), settings.machinesOf(1, NOW)];
  for (const each of failed) await expect(each).rejects.toThrow();
  await expect(settings.machinesOf(1, NOW)).rejects.toThrow();
});
