import { findCampaigns } from '../store/campaigns.ts';
import type { Table } from '../store/table.ts';

/** A campaign is never deleted, but its HTML may change: a warm function looks at it this often. */
export const CAMPAIGN_CACHE_MS = 60_000;
/** This many fit into a megabyte or so. */
const KNOWN_MAX = 10_000;

/** What ingest has to know of a campaign. */
export interface KnownCampaign {
  /** How many links it has, if it has HTML. */
  links?: number;
}

/** Which campaigns an account has. */
export class KnownCampaigns {
  private readonly table: Table;
  private readonly known = new Map<string, KnownCampaign & { until: number }>();

  constructor(table: Table) {
    this.table = table;
  }

  /**
   * @param now ms
   * @returns by id, those of `campaigns` that the account has
   */
  async find(
    account: number,
    campaigns: ReadonlySet<number>,
    now: number,
  ): Promise<Map<number, KnownCampaign>> {
    const found = new Map<number, KnownCampaign>();
    for (const campaign of campaigns) {
      const known = this.known.get(nameOf(account, campaign));
      if (known && now < known.until) found.set(campaign, known);
    }
    const open = [...campaigns].filter((campaign) => !found.has(campaign));
    if (open.length === 0) return found;
    const heads = await findCampaigns(this.table, account, open);
    if (this.known.size + heads.size > KNOWN_MAX) this.known.clear();
    for (const [campaign, { links }] of heads) {
      const known = { ...(links !== undefined && { links }), until: now + CAMPAIGN_CACHE_MS };
      this.known.set(nameOf(account, campaign), known);
      found.set(campaign, known);
    }
    return found;
  }
}

const nameOf = (account: number, campaign: number): string => `${account}.${campaign}`;
