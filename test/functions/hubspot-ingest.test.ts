import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stack, startStack } from '../../infra/local/stack.ts';
import { changeSettings } from '../../lib/store/account-settings.ts';
import { findKey, hashOfKey } from '../../lib/store/api-keys.ts';
import { openTable } from '../../lib/store/table.ts';
import { HubSpotSender } from '../end-to-end/hubspot-sender.ts';
import type { Recipient } from '../end-to-end/sender.ts';

// What an account knows of machines is set by a command, which no client has: here the functions run in this process.

const key = 'cm_hubspot_ingest';
const TRAP = 'https://example.com/trap';
let stack: Stack;
let sender: HubSpotSender;
beforeAll(async () => {
  stack = await startStack({ demoKey: key, poller: { windowMs: 0 } });
  const table = openTable(stack.environment.CHAINMAIL_TABLE ?? '');
  const account = (await findKey(table, hashOfKey(key)))?.account ?? 0;
  await changeSettings(table, account, {
    honeypots: [TRAP],
    networks: ['192.0.2.0/24 all certain A scanner', '198.51.100.0/24 clicks probable A cloud'],
  });
  const keys = { owner: key, agent: '', other: '' };
  sender = new HubSpotSender({ url: stack.url, keys, local: true });
});
afterAll(() => stack.stop());

const NOON = Date.UTC(2026, 0, 2, 12);
const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:126.0) Gecko/20100101 Firefox/126.0';

test('what an account knows of machines tells them, whichever dialect the events come in', async () => {
  const [ann, bob] = (await sender.people(2)) as [Recipient, Recipient];
  const campaign = await sender.aCampaign();
  const to = { recipient: ann.address, emailCampaignId: campaign, userAgent: firefox };
  const at = (second: number) => ({ created: NOON + second * 1_000 });
  await sender.storeCanonical(
    { ...to, ...at(0), type: 'CLICK', url: TRAP },
    { ...to, ...at(9), type: 'CLICK', url: 'https://example.com/near' },
    { ...to, ...at(60), type: 'CLICK', url: 'https://example.com/far' },
    { ...to, ...at(120), type: 'OPEN', ipAddress: '192.0.2.7' },
    { ...to, ...at(180), type: 'OPEN', ipAddress: '198.51.100.7' },
  );
  await sender.store({
    ...{ type: 'click', campaignId: campaign, recipient: bob.address, url: `${TRAP}?id=1` },
    occurred: new Date(NOON).toISOString(),
  });
  const flags = async ({ id }: Recipient) =>
    (await sender.chain(id, campaign)).events.map(({ filteredEvent }) => filteredEvent);
  expect(await flags(ann)).toEqual([true, true, false, true, false]);
  expect(await flags(bob)).toEqual([true]);
  expect(await sender.statistics(campaign)).toMatchObject({
    ...{ opens: 2, clicks: 4, uniqueClicks: 2 },
    human: { opens: 1, clicks: 1, uniqueClicks: 1 },
  });
});
