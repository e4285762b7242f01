import { expect } from 'vitest';
import type { Chain, ChainEvent, Page, Statistics } from '../end-to-end/wire.ts';
import type { Tenant } from './system.ts';

/** The body of a 200. */
export async function get<Body>({ ask }: Tenant, path: string): Promise<Body> {
  const { status, body } = await ask('GET', path);
  expect(`${status} ${status === 200 ? '' : JSON.stringify(body)}`).toBe('200 ');
  return body as Body;
}

/** A campaign's figures, those of people in one row with the others. */
export async function readStatistics(tenant: Tenant, campaign: number): Promise<Record<string, number>> {
  const told = await get<Statistics>(tenant, `/v1/emCampaigns/${campaign}/stats`);
  const { campaignId, human, rates, ...figures } = told;
  expect(campaignId).toBe(campaign);
  return {
    ...figures,
    ...{ humanOpens: human.opens, humanUniqueOpens: human.uniqueOpens },
    ...{ humanClicks: human.clicks, humanUniqueClicks: human.uniqueClicks },
  };
}

/** All of a campaign's events as HubSpot's clients get them. */
export async function readFeed(tenant: Tenant, campaign: number): Promise<ChainEvent[]> {
  const events: ChainEvent[] = [];
  for (let offset = ''; ; ) {
    const page: { hasMore: boolean; offset: string; events: ChainEvent[] } = await get(
      tenant,
      `/email/public/v1/events?campaignId=${campaign}&limit=1000${offset && `&offset=${offset}`}`,
    );
    events.push(...page.events);
    if (!page.hasMore) return events;
    offset = page.offset;
  }
}

/** All chains of a campaign, page by page. */
export async function readChains(tenant: Tenant, campaign: number): Promise<Chain[]> {
  const chains: Chain[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const page: Page & { chains: Chain[] } = await get(
      tenant,
      `/v1/emEvents/chains?campaignId=${campaign}&limit=100${next && `&next=${encodeURIComponent(next)}`}`,
    );
    chains.push(...page.chains);
    next = page._metadata.next;
  }
  return chains;
}
