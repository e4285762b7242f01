import { INVOCATION_MESSAGES_MAX } from '../../../infra/event-source.ts';
import { aCampaign, anAudience, eventsOf, first } from '../audience.ts';
import { processWaiting } from '../gather.ts';
import type { Installation } from '../installation.ts';

const EVENTS_PER_REQUEST = 1_000;
/** A request is four messages: so many fill an invocation. */
const REQUESTS_AT_ONCE = INVOCATION_MESSAGES_MAX / 4;

/** A newsletter to everybody: one `delivered` for each, a thousand a request. @returns how many events */
export async function blast(
  installation: Installation,
  { recipients, respondAsync }: { recipients: number; respondAsync: boolean },
): Promise<number> {
  await anAudience(installation, first(recipients));
  const campaignId = await aCampaign(installation);
  await tellOfAll(installation, {
    type: 'delivered',
    campaignId,
    people: [...first(recipients)],
    respondAsync,
  });
  return recipients;
}

/** One event of each of these people, a thousand a request, processed in invocations that are full. */
export async function tellOfAll(
  installation: Installation,
  told: { type: 'delivered' | 'open'; campaignId: number; people: readonly number[]; respondAsync: boolean },
): Promise<void> {
  const { type, campaignId, people, respondAsync } = told;
  const headers = respondAsync ? { prefer: 'respond-async' } : {};
  for (let sent = 0, requests = 1; sent < people.length; sent += EVENTS_PER_REQUEST, requests++) {
    const emEvents = eventsOf(people.slice(sent, sent + EVENTS_PER_REQUEST), type, campaignId);
    await installation.ask('POST', '/v1/emEvents', { json: { emEvents }, headers }, 'ingest');
    if (requests % REQUESTS_AT_ONCE === 0) await processWaiting(installation);
  }
  await processWaiting(installation);
}
