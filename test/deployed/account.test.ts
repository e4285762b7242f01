import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Installation, openInstallation } from '../end-to-end/installation.ts';
import { account, testAccount } from './commands.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await openInstallation();
});
afterAll(() => installation.close());

it('npm run account makes a key that works on the deployment at once', async () => {
  const id = String(await testAccount());
  const about = ['--account', id, '--email', 'agent@example.com', '--role', 'agent'];
  const key = await account('key', ...about);

  expect((await installation.send('GET', '/v1/people', undefined, key)).status).toBe(200);
  const campaign = { origin: 'A', originId: '1', name: 'A', subject: 'A' };
  expect((await installation.send('POST', '/v1/emCampaigns', campaign, key)).status).toBe(403);
});
