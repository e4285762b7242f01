/** What the demo reads of the API's answers. */

/** A receipt as `GET /v1/emEvents/receipts/{id}` gives it. */
export interface Receipt {
  id: string;
  done: boolean;
  received: number;
  stored: number;
  duplicate: number;
  skipped: number;
  skippedEvents: number[];
}

/** A campaign's figures as `GET /v1/emCampaigns/{id}/stats` gives them, as far as they are shown. */
export interface Statistics {
  campaignId: number;
  sent: number;
  delivered: number;
  opens: number;
  uniqueOpens: number;
  clicks: number;
  uniqueClicks: number;
  bounces: number;
  hardBounces: number;
  softBounces: number;
  unsubscribes: number;
  spamReports: number;
  drops: number;
  rates: Record<'delivery' | 'open' | 'click' | 'bounce' | 'unsubscribe' | 'complaint', number | null>;
}

/** A chain as `GET /v1/emEvents/chains` gives it, as far as it is told. */
export interface Chain {
  campaignId: number;
  events: ChainEvent[];
}

export interface ChainEvent {
  type: string;
  created: number;
  dropReason?: string;
  cause?: { type: string; created: number; campaign: { id: number; name: string | null } | null };
}

export interface Campaign {
  id: number;
  name: string;
}
