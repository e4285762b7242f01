import { findCampaigns } from '../store/campaigns.ts';
import type { Table } from '../store/table.ts';

/** A campaign is never deleted, so one that was found is known for good; this many fit into a megabyte or so. */
const KNOWN_MAX = 10_000;

/** Which campaigns an account has: a warm function looks each up once. */
export class KnownCampaigns {
  private readonly table: Table;
  private readonly known = new Set<string>();

  constructor(table: Table) {
    this.table = table;
  }

  /** @returns those of `campaigns` that the account does not have */
  async unknown(account: number, campaigns: ReadonlySet<number>): Promise<Set<number>> {
    const open = [...campaigns].filter((campaign) => !this.known.has(nameOf(account, campaign)));
    if (open.length === 0) return new Set();
    const found = await findCampaigns(this.table, account, open);
    if (this.known.size + found.size > KNOWN_MAX) this.known.clear();
    for (const campaign of found.keys()) this.known.add(nameOf(account, campaign));
    return new Set(open.filter((campaign) => !found.has(campaign)));
  }
}

const nameOf = (account: number, campaign: number): string => `${account}.${campaign}`;
