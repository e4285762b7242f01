import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stack, startStack } from '../../infra/local/stack.ts';
import { ensureAccount } from '../../lib/store/accounts.ts';
import { openTable } from '../../lib/store/table.ts';
import { openClient } from '../end-to-end/client.ts';
import { install, testAgainst } from './schemathesis.ts';

const KEY = 'cm_schemathesis';
/** More than it sends: what the rate says is tested elsewhere. */
const RATE_PER_MINUTE = 1_000_000;

let program: string;
let stack: Stack;
let scratch: string;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'chainmail-schemathesis-'));
  program = await install();
  stack = await startStack({ poller: { windowMs: 0 } });
  const account = { name: 'Acme', email: 'owner@example.com', key: KEY, ratePerMinute: RATE_PER_MINUTE };
  await ensureAccount(openTable(stack.environment.CHAINMAIL_TABLE ?? ''), { ...account, now: Date.now() });
  await makeWhatExamplesAreAbout();
}, 600_000);
afterAll(async () => {
  await stack?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

/** The campaign, the person and the address in the documents' examples. */
async function makeWhatExamplesAreAbout(): Promise<void> {
  const client = openClient(stack.url, KEY);
  for (let number = 1; number <= 7; number++) {
    await client('POST', '/v1/emCampaigns', { origin: 'Acme', originId: number, subject: 'Hello' });
  }
  for (let number = 1; number <= 17; number++) {
    const value = number === 17 ? 'ann@example.com' : `person${number}@example.com`;
    await client('POST', '/v1/people', { emails: [{ value }], customNote: 'kept' });
  }
  const events = ['delivered', 'open', 'click', 'unsubscribe', 'dropped'].map((type) => ({
    ...{ type, campaignId: 7, recipient: 'ann@example.com', occurred: '2026-01-02T03:04:05Z' },
  }));
  const { status } = await client('POST', '/v1/emEvents', { emEvents: events });
  expect(status).toBe(200);
}

test.each(['followupboss', 'hubspot'])('the document of %s is true of the API', async (document) => {
  const { passed, output } = await testAgainst(program, { url: stack.url, document, key: KEY, scratch });
  expect(passed, output).toBe(true);
  // It went through all of the document.
  expect(output).toMatch(/Selected: (\d+)\/\1\n\s*Tested: \1\n/);
});
