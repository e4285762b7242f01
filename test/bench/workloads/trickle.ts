import { aCampaign, addressOf, anAudience, first } from '../audience.ts';
import { processWaiting } from '../gather.ts';
import type { Installation } from '../installation.ts';

/** One event a request, so many messages an invocation. @returns how many events */
export async function trickle(
  installation: Installation,
  { events, perInvocation }: { events: number; perInvocation: number },
): Promise<number> {
  await anAudience(installation, first(events));
  const campaignId = await aCampaign(installation);
  for (let n = 0; n < events; n++) {
    const emEvents = [
      { type: 'delivered', occurred: new Date().toISOString(), recipient: addressOf(n), campaignId },
    ];
    await installation.ask('POST', '/v1/emEvents', { json: { emEvents } }, 'ingest');
    if ((n + 1) % perInvocation === 0) await processWaiting(installation, perInvocation);
  }
  await processWaiting(installation, perInvocation);
  return events;
}
