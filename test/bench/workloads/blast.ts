import { INVOCATION_MESSAGES_MAX } from '../../../infra/event-source.ts';
import { aCampaign, addressOf, anAudience, first } from '../audience.ts';
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
  const headers = respondAsync ? { prefer: 'respond-async' } : {};
  for (let sent = 0, requests = 1; sent < recipients; sent += EVENTS_PER_REQUEST, requests++) {
    const occurred = new Date(Date.now() - 1_000).toISOString();
    const emEvents = Array.from({ length: Math.min(EVENTS_PER_REQUEST, recipients - sent) }, (_, n) => ({
      ...{ type: 'delivered', occurred, recipient: addressOf(sent + n), campaignId },
    }));
    await installation.ask('POST', '/v1/emEvents', { json: { emEvents }, headers }, 'ingest');
    if (requests % REQUESTS_AT_ONCE === 0) await processWaiting(installation);
  }
  await processWaiting(installation);
  return recipients;
}
