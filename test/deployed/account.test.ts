import { expect, it } from 'vitest';
import { account, testAccount } from './commands.ts';
import { openInstallation } from './installation.ts';

const installation = openInstallation();

it('npm run account makes a key that works on the deployment at once', async () => {
  const id = String(await testAccount());
  const about = ['--account', id, '--email', 'another-agent@example.com', '--role', 'agent'];
  const key = await account('key', ...about);

  expect((await installation.send('GET', '/v1/people', undefined, key)).status).toBe(200);
  const campaign = { origin: 'A', originId: '1', name: 'A', subject: 'A' };
  expect((await installation.send('POST', '/v1/emCampaigns', campaign, key)).status).toBe(403);
});
