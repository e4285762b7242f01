import type { ChainEvent } from '../end-to-end/wire.ts';
import type { Audience } from './sender.ts';
import type { Tenant } from './system.ts';
import { get } from './views.ts';

/**
 * Every answer that tells of events, by its path, in every dialect, as its bytes are; only what can't be the same
 * for two tenants is taken out: the account's number and the ids of events, which are called by what happened.
 * Follow Up Boss's lists that are in order of arrival are put in order.
 */
export async function readEverything(tenant: Tenant, audience: Audience): Promise<string> {
  const rename = await namesOf(tenant);
  const lines: string[] = [];
  for (const path of pathsOf(audience)) {
    const answer = await get<Record<string, unknown>>(tenant, path);
    lines.push(path, ...(BY_ARRIVAL.test(path) ? linesOf(answer).sort() : [JSON.stringify(answer)]));
  }
  for (const { id, created } of (await feed(tenant)).slice(0, SINGLE_EVENTS_MAX)) {
    lines.push(JSON.stringify(await get(tenant, `/email/public/v1/events/${created}/${id}`)));
  }
  return lines
    .join('\n')
    .replace(/"(portalId|offset)":("[^"]*"|\d+)/g, '"$1":…')
    .replace(UUID, rename);
}

/** Of those that a story has, so many are also read one by one. */
const SINGLE_EVENTS_MAX = 5;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** The journal of a campaign or an account is read by hours and commits, the latest first. */
const BY_ARRIVAL = /^\/v1\/(emEvents(\/chains)?\?(?!.*personId)|emCampaigns\/\d+\/drops)/;

/** The rows of a list and what else it says, each on its own. */
const linesOf = (answer: Record<string, unknown>): string[] =>
  Object.values(answer).flatMap((part) =>
    (Array.isArray(part) ? part : [part]).map((row) => JSON.stringify(row)),
  );

function pathsOf({ campaigns, people }: Audience): string[] {
  const events = '/email/public/v1/events?limit=1000';
  const timeline = '/email/public/v1/subscriptions/timeline?limit=1000';
  return [
    '/v1/emEvents?limit=100',
    '/v1/emEvents?limit=100&type=open',
    '/v1/emEvents?limit=100&updatedAfter=2020-01-01',
    ...campaigns.flatMap((id) => [
      `/v1/emEvents?limit=100&campaignId=${id}`,
      `/v1/emEvents/chains?limit=100&campaignId=${id}`,
      `/v1/emCampaigns/${id}/stats`,
      `/v1/emCampaigns/${id}/drops?limit=100`,
      `${events}&campaignId=${id}`,
      `/email/public/v1/campaigns/${id}`,
    ]),
    ...people.flatMap(({ id, address }) => [
      `/v1/emEvents?limit=100&personId=${id}`,
      `/v1/emEvents/chains?limit=100&personId=${id}`,
      `${events}&recipient=${address}`,
      `/email/public/v1/subscriptions/${address}`,
      `${timeline}&recipient=${address}`,
    ]),
    events,
    `${events}&eventType=DROPPED`,
    `${events}&excludeFilteredEvents=true`,
    '/email/public/v1/campaigns',
    timeline,
  ];
}

/** What to call an event instead of its id: by what happened, and of several such by their order. */
async function namesOf(tenant: Tenant): Promise<(id: string) => string> {
  const names = new Map<string, string>();
  const known = new Map<string, number>();
  for (const { id, type, created, emailCampaignId, recipient } of await feed(tenant)) {
    const name = `${type} at ${created} in ${emailCampaignId} to ${recipient}`;
    known.set(name, (known.get(name) ?? 0) + 1);
    names.set(id, `${name}, ${known.get(name)}`);
  }
  return (id) => names.get(id) ?? 'an event that is nowhere';
}

const feed = async (tenant: Tenant): Promise<ChainEvent[]> =>
  (await get<{ events: ChainEvent[] }>(tenant, '/email/public/v1/events?limit=1000')).events;
