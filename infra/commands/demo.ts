import type { Chain, Statistics } from './demo/answers.ts';
import { type Api, Failure, openApi } from './demo/api.ts';
import { findInstallation, type Installation, readLocalEnvironment } from './demo/installation.ts';
import { shownPosition } from './demo/mailing.ts';
import {
  type Paint,
  painter,
  renderCurls,
  renderReceipts,
  renderStatistics,
  renderStory,
} from './demo/render.ts';
import { type Posted, play } from './demo/sender.ts';

/**
 * Plays a sender against a running Chainmail, over HTTP alone: people, two campaigns, what became of them, and
 * what Chainmail makes of that. Every run makes two campaigns of its own; the people are made once.
 */
async function main(): Promise<void> {
  const installation = findInstallation(process.env, readLocalEnvironment(process.env));
  const api = openApi(installation);
  await api.assertReady();
  const paint = painter(process.stdout.isTTY && !process.env.NO_COLOR);
  console.log(`${paint('bold', 'Chainmail')} at ${installation.url}\n`);
  const posted = await play(api);
  console.log(await report(api, installation, posted, paint));
}

/** Reads back what Chainmail made of it. */
async function report(
  api: Api,
  installation: Installation,
  { ids, campaigns, receipts }: Posted,
  paint: Paint,
): Promise<string> {
  const [, second] = campaigns;
  const person = ids[shownPosition];
  const statistics = await Promise.all(
    campaigns.map(({ id }) => api.get<Statistics>(`/v1/emCampaigns/${id}/stats`)),
  );
  const ofPerson = `/v1/emEvents/chains?personId=${person}`;
  const { chains } = await api.get<{ chains: Chain[] }>(ofPerson);
  const paths = [
    `/v1/emCampaigns/${second.id}/stats`,
    `/v1/emCampaigns/${second.id}/drops?limit=2`,
    `${ofPerson}&campaignId=${second.id}`,
  ];
  return `
${renderReceipts(receipts, paint)}
  ${paint('dim', 'Skipped: nobody has the address. Sent once more: nothing is counted twice.')}

${renderStatistics(campaigns, statistics, paint)}

${paint('bold', `What happened to person ${person}, and why`)} (times are UTC)
${renderStory(chains, campaigns, paint)}

${paint('bold', 'See for yourself')}
${renderCurls(installation, paths)}`;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Failure ? error.message : error);
  process.exitCode = 1;
}
