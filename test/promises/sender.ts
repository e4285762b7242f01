import { expect } from 'vitest';
import type { Answered } from '../http/an-event.ts';
import type { Said } from './model.ts';
import type { How, Tenant } from './system.ts';

/** A tenant's campaigns and people, by which its sender posts and its clients ask. */
export interface Audience {
  campaigns: number[];
  people: { id: number; address: string }[];
}

/** How many campaigns and people a tenant has been given. */
const made = new WeakMap<Tenant, number>();

/** New campaigns and people, named by how many the tenant has. */
export async function makeAudience(
  tenant: Tenant,
  { campaigns, people }: { campaigns: number; people: number },
): Promise<Audience> {
  const { ask } = tenant;
  let count = made.get(tenant) ?? 0;
  made.set(tenant, count + campaigns + people);
  const audience: Audience = { campaigns: [], people: [] };
  for (let n = 0; n < campaigns; n++) {
    const campaign = { origin: 'tests', originId: String(++count), name: `Mail ${n}`, subject: 'Hello' };
    audience.campaigns.push(idOf(await ask('POST', '/v1/emCampaigns', campaign)));
  }
  for (let n = 0; n < people; n++) {
    const address = `p${++count}@example.com`;
    audience.people.push({
      id: idOf(await ask('POST', '/v1/people', { emails: [{ value: address }] })),
      address,
    });
  }
  return audience;
}

function idOf({ status, body }: Answered): number {
  expect(status).toBe(201);
  return (body as { id: number }).id;
}

/** Follow Up Boss's words are in lower case; it takes the request of the one dialect and HubSpot that of the other. */
export const isHubSpot = ({ word }: Said): boolean => word === word.toUpperCase() || word.includes(':');

/** Posts what was said in one request, of one dialect. Who is beyond the last of the people is nobody. */
export function post(
  { ask }: Tenant,
  said: readonly Said[],
  { campaigns, people }: Audience,
  how: How = {},
): Promise<Answered> {
  const hubSpot = said.some(isHubSpot);
  const events = said.map(({ person, campaign, word, at, url }) => {
    const [type, kind] = word.split(':');
    const campaignId = campaigns[campaign];
    const common = {
      type,
      recipient: people[person]?.address ?? 'nobody@example.com',
      ...(url !== undefined && { url }),
    };
    return hubSpot
      ? {
          ...{ ...common, emailCampaignId: campaignId, ...(at !== undefined && { created: at }) },
          ...(kind === 'hard' && { category: 'UNKNOWN_USER' }),
        }
      : { ...common, campaignId, ...(at !== undefined && { occurred: new Date(at).toISOString() }) };
  });
  return hubSpot
    ? ask('POST', '/email/public/v1/events', { events }, how)
    : ask('POST', '/v1/emEvents', { emEvents: events }, how);
}
