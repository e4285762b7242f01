/** A marketing email as events and lists need it: without what it says. */
export interface CampaignHead {
  id: number;
  /** Stands for `origin`: HubSpot's `appId`. */
  appId: number;
  /** The system the campaign comes from, and its id there. The pair never changes and is unique. */
  origin: string;
  originId: string;
  name: string | null;
  subject: string | null;
  /** How many different web pages its HTML links to; absent without HTML. */
  links?: number;
  /** ms since the epoch. */
  created: number;
  updated: number;
}

export interface Campaign extends CampaignHead {
  bodyHtml: string | null;
}

/** What a sender says of a new campaign. */
export type CampaignDraft = Pick<Campaign, 'origin' | 'originId' | 'name' | 'subject' | 'bodyHtml'>;

/** What may change afterwards; a field that is absent stays. */
export type CampaignChange = Partial<Pick<Campaign, 'name' | 'subject' | 'bodyHtml'>>;

/** The campaign after a change; the same object if nothing changes. */
export function changeCampaign(campaign: Campaign, change: CampaignChange, now: number): Campaign {
  const changed = { ...campaign, ...change };
  const same =
    changed.name === campaign.name &&
    changed.subject === campaign.subject &&
    changed.bodyHtml === campaign.bodyHtml;
  return same ? campaign : { ...changed, updated: now };
}
