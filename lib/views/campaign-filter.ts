import { NO_CAMPAIGN } from '../domain/event.ts';
import { findCampaigns } from '../store/campaigns.ts';
import type { Table } from '../store/table.ts';

/** The app of what belongs to no campaign, as HubSpot gives it. */
export const NO_APP = 0;

/** Which campaigns' events are wanted: those of one, of an app, of one only if it is of an app, or all. */
export class CampaignFilter {
  readonly #table: Table;
  readonly #account: number;
  readonly #campaign: number | undefined;
  readonly #app: number | undefined;
  readonly #apps = new Map<number, number | undefined>([[NO_CAMPAIGN, NO_APP]]);

  constructor(
    table: Table,
    account: number,
    { campaign, app }: { campaign?: number | undefined; app?: number | undefined },
  ) {
    [this.#table, this.#account, this.#campaign, this.#app] = [table, account, campaign, app];
  }

  /** Makes `has` know these. @returns how many had to be read */
  async look(campaigns: readonly number[]): Promise<number> {
    if (this.#app === undefined) return 0;
    const unknown = [...new Set(campaigns)].filter((id) => this.#isAskedFor(id) && !this.#apps.has(id));
    // The origin of a campaign never changes, and with it neither does its app.
    const found = await findCampaigns(this.#table, this.#account, unknown, { consistent: 'if-absent' });
    for (const id of unknown) this.#apps.set(id, found.get(id)?.appId);
    return unknown.length;
  }

  has(campaign: number): boolean {
    return this.#isAskedFor(campaign) && (this.#app === undefined || this.#apps.get(campaign) === this.#app);
  }

  #isAskedFor(campaign: number): boolean {
    return this.#campaign === undefined || this.#campaign === campaign;
  }
}
