import cdk from '../../../cdk.json' with { type: 'json' };
import { aCampaign, addressOf, anAudience } from '../audience.ts';
import { processAtOnce, processWaiting } from '../gather.ts';
import type { Installation } from '../installation.ts';
import { type LifeRequest, type LifeShape, lifeRequests } from './life-events.ts';

const HOUR_MS = 60 * 60 * 1_000;
/** Everything happened before now, also what was told last; it always meets as many ends of an hour. */
const HOURS_AGO = 3;

/**
 * Messages with six events each, as the provider tells of them. Without `processors` each invocation has what came
 * in within a window of the first message; with them the queue is full, and so many are at work at once.
 * @returns how many events
 */
export async function life(
  installation: Installation,
  { processors, ...shape }: LifeShape & { processors?: number },
): Promise<number> {
  const requests = lifeRequests(shape);
  await anAudience(
    installation,
    new Set(requests.flatMap(({ events }) => events.map(({ person }) => person))),
  );
  const campaign = await aCampaign(installation);
  const begin = (Math.floor(Date.now() / HOUR_MS) - HOURS_AGO) * HOUR_MS;
  let windowEnd: number | undefined;
  for (const request of requests) {
    if (windowEnd !== undefined && request.at > windowEnd) {
      await processWaiting(installation);
      windowEnd = undefined;
    }
    await post(installation, campaign, begin, request);
    if (processors === undefined) windowEnd ??= request.at + cdk.context.production.gatherSeconds * 1_000;
  }
  if (processors === undefined) await processWaiting(installation);
  else await processAtOnce(installation, await installation.take(), processors);
  return requests.reduce((sum, { events }) => sum + events.length, 0);
}

function post(installation: Installation, emailCampaignId: number, begin: number, { events }: LifeRequest) {
  const json = {
    events: events.map(({ person, sent }) => ({
      ...sent,
      created: begin + sent.created,
      recipient: addressOf(person),
      emailCampaignId,
    })),
  };
  return installation.ask('POST', '/email/public/v1/events', { json }, 'ingest');
}
