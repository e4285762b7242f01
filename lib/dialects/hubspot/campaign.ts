import type { CampaignHead } from '../../domain/campaign.ts';
import { type Figures, messagesWith } from '../../domain/figures.ts';
import { ApiError } from '../../errors.ts';
import type { Operation } from '../../http/api.ts';
import { findCampaigns } from '../../store/campaigns.ts';
import type { Table } from '../../store/table.ts';
import { readFigures } from '../../store/tallies.ts';
import type { CampaignAnswer } from './answers/campaign.ts';
import { queryWhole } from './query.ts';

/**
 * `GET /email/public/v1/campaigns/{campaignId}`: a campaign with what it came to. With `appId` only if it is of
 * that app; clients call it without.
 */
export const getCampaign =
  (table: Table): Operation =>
  async ({ caller: { account }, path, query }) => {
    const app = queryWhole(query, 'appId');
    const id = /^[1-9]\d{0,14}$/.test(path.campaignId ?? '') ? Number(path.campaignId) : undefined;
    const head = id === undefined ? undefined : (await findCampaigns(table, account, [id])).get(id);
    if (!head || (app !== undefined && app !== head.appId)) {
      throw new ApiError('not-found', 'There is no email campaign of this id.');
    }
    const figures = await readFigures(table, account, [head.id]);
    return { status: 200, body: renderCampaign(head, figures.get(head.id) ?? {}) };
  };

/**
 * A campaign as HubSpot gives it (facts/hubspot-and-outreach.md, A6 and A8). Its content has no id of its own here.
 * The times of processing that HubSpot may give are when it sent a mail: senders don't tell us.
 */
export function renderCampaign(
  { id, appId, origin, name, subject }: CampaignHead,
  figures: Figures,
): CampaignAnswer {
  const { sent = 0, ...counters } = countersOf(figures);
  return {
    appId,
    appName: origin,
    contentId: id,
    subject: subject ?? '',
    name: name ?? '',
    counters: sent > 0 ? { sent, ...counters } : counters,
    id,
    // Whom it was meant for. A message that was dropped after it was sent is in both.
    numIncluded: sent + (figures[messagesWith('dropped')] ?? 0),
    numQueued: sent,
    processingState: 'DONE',
    subType: '',
    type: 'BATCH_EMAIL',
  };
}

/** HubSpot's counters, and the figures that each adds up, as `figuresOf` names them. Every event counts. */
const counted = {
  sent: ['SENT'],
  processed: ['PROCESSED'],
  delivered: ['delivered'],
  deferred: ['DEFERRED'],
  dropped: ['dropped'],
  bounce: ['bounced', 'soft-bounce', 'hard-bounce'],
  open: ['open'],
  click: ['click'],
  print: ['PRINT'],
  forward: ['FORWARD'],
  reply: ['REPLY'],
  statuschange: ['STATUSCHANGE', 'unsubscribe'],
  spamreport: ['spamreport'],
  suppressed: ['SUPPRESSED'],
  unsubscribed: ['unsubscribe'],
} as const;

/** Only what isn't zero, as HubSpot. */
function countersOf(figures: Figures): Partial<Record<keyof typeof counted, number>> {
  return Object.fromEntries(
    Object.entries(counted).flatMap(([counter, names]) => {
      const count = names.reduce((sum, name) => sum + (figures[name] ?? 0), 0);
      return count > 0 ? [[counter, count]] : [];
    }),
  );
}
