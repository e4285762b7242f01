// What the API takes and gives, as a client writes it down; nothing of it is taken from `lib`.

export interface EmEvent {
  type: string;
  campaignId: number | string;
  recipient?: string;
  personId?: number | string;
  userId?: number;
  occurred?: string;
  url?: string;
}

export interface Posted {
  emEventIds: number[];
  recipientsNotFound: string[];
  receipt?: string;
}

export interface Receipt {
  id: string;
  done: boolean;
  received: number;
  stored: number;
  duplicate: number;
  skipped: number;
  skippedEvents: number[];
}

export interface Page {
  _metadata: {
    collection: string;
    offset: number;
    limit: number;
    total: number | null;
    next: string | null;
    nextLink: string | null;
  };
}

export interface Row {
  count: number;
  type: string;
  personId: number;
  campaignId: number;
  campaignName: string | null;
  created: string;
  updated: string;
}

export interface Reference {
  id: string;
  created: number;
}

export interface ChainEvent extends Reference {
  type: string;
  recipient: string;
  portalId: number;
  emailCampaignId: number;
  userId: number;
  url?: string;
  filteredEvent?: boolean;
  machine?: { verdict: 'yes' | 'no' | 'unknown'; reasons: string[] };
  category?: string;
  source?: string;
  portalSubscriptionStatus?: string;
  dropReason?: string;
  sentBy?: Reference;
  obsoletedBy?: Reference;
  causedBy?: Reference;
  cause?: Cause;
}

export interface Cause extends Omit<ChainEvent, 'cause'> {
  campaign: { id: number; origin: string; originId: string; name: string | null; subject: string | null };
}

export interface Chain {
  personId: number;
  campaignId: number;
  recipient: string;
  state: string;
  events: ChainEvent[];
}

export interface Drop {
  personId: number;
  campaignId: number;
  recipient: string;
  id: string;
  created: number;
  reason: string | null;
  causedBy: Reference | null;
  cause: Cause | null;
}

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
  human: Record<'opens' | 'uniqueOpens' | 'clicks' | 'uniqueClicks', number>;
  rates: Record<'delivery' | 'open' | 'click' | 'bounce' | 'unsubscribe' | 'complaint', number | null>;
}
