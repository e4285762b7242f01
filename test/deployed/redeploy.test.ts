import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { deploy } from './cdk.ts';
import { makeCampaign, makePeople, openInstallation, until } from './installation.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const PEOPLE = 25;
const PAUSE_MS = 200;

const installation = openInstallation();

it('a redeploy with new code while events flow loses nothing and counts nothing twice', async () => {
  const campaign = await makeCampaign(installation);
  const people = await makePeople(installation, PEOPLE);
  const deployment = {
    stackName: process.env.CHAINMAIL_TEST_STACK ?? '',
    scratch: process.env.CHAINMAIL_TEST_SCRATCH ?? '',
  };

  let deploying = true;
  const done = deploy(deployment, withNewCode(deployment.scratch)).finally(() => {
    deploying = false;
  });
  let minute = 0;
  let seen = '';
  const sendOne = async () => {
    // A sender that is not answered sends the same again: what it says happened then has happened once.
    const occurred = new Date(Date.now() - ++minute * 60_000).toISOString();
    const emEvents = people.map(({ address: recipient }) => ({
      ...{ type: 'open', campaignId: campaign, recipient, occurred },
    }));
    await until(
      async () => (await installation.send('POST', '/v1/emEvents', { emEvents })).status,
      (status) => status === 200,
    );
  };
  // The new code's answer is made up, and as no document has it.
  const health = async () => (await fetch(`${installation.url}/health`)).text();
  while (deploying) {
    await sendOne();
    await sleep(PAUSE_MS);
  }
  await done;
  seen = await until(health, (body) => body.includes('revision'));
  await sendOne();

  expect(seen).toContain('2');
  const sent = minute * PEOPLE;
  const statistics = await until(
    async () => (await installation.send<{ opens: number }>('GET', `/v1/emCampaigns/${campaign}/stats`)).body,
    ({ opens }) => opens >= sent,
  );
  expect(statistics).toMatchObject({ opens: sent, uniqueOpens: PEOPLE });
});

/** A copy of the project in which every function that matters here is another one. */
function withNewCode(scratch: string): string {
  const project = join(scratch, 'new-code');
  mkdirSync(project);
  for (const part of ['cdk.json', 'package.json', 'functions', 'infra', 'lib']) {
    cpSync(join(ROOT, part), join(project, part), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
  const edit = (name: string, from: string, to: string) => {
    const file = join(project, 'functions', `${name}.ts`);
    const code = readFileSync(file, 'utf8');
    if (!code.includes(from)) throw new Error(`functions/${name}.ts has no ${from}`);
    writeFileSync(file, code.replace(from, to));
  };
  edit('health', '"status":"ok"', '"status":"ok","revision":2');
  edit('event-processor', 'PATIENCE_MS = 2_000', 'PATIENCE_MS = 2_001');
  edit('ingest-events', 'export const handler', 'export const revision = 2;\nexport const handler');
  return project;
}
