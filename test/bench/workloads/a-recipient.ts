import { aCampaign, addressOf, anAudience } from '../audience.ts';
import { processWaiting } from '../gather.ts';
import type { Installation } from '../installation.ts';
import { lifeRequests } from './life-events.ts';

const DAY_SECONDS = 86_400;
const SEED = 20_261_122;

/**
 * Somebody who was sent a campaign a day, which they opened twice and clicked: six events each.
 * @param person whose number nobody else has, from 0
 * @returns how many events
 */
export async function aRecipient(
  installation: Installation,
  { person, campaigns }: { person: number; campaigns: number },
): Promise<number> {
  await anAudience(installation, new Set([person]));
  const ids: number[] = [];
  for (let n = 0; n < campaigns; n++) ids.push(await aCampaign(installation, `daily-${n}`));
  const begin = Date.now() - (campaigns + 1) * DAY_SECONDS * 1_000;
  // Each campaign is a message of its own, as elsewhere each person is.
  const requests = lifeRequests({ messages: campaigns, rate: 1 / DAY_SECONDS, seed: SEED });
  for (const { events } of requests) {
    const json = {
      events: events.map(({ person: message, sent }) => ({
        ...sent,
        created: begin + sent.created,
        recipient: addressOf(person),
        emailCampaignId: ids[message],
      })),
    };
    await installation.ask('POST', '/email/public/v1/events', { json }, 'ingest');
    await processWaiting(installation);
  }
  return requests.reduce((sum, { events }) => sum + events.length, 0);
}
