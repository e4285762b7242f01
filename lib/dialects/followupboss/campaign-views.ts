import { listedAs } from '../../domain/event-types.ts';
import { messagesWith } from '../../domain/figures.ts';
import { statisticsOf } from '../../domain/statistics.ts';
import type { ApiRequest, Operation } from '../../http/api.ts';
import { findCampaigns } from '../../store/campaigns.ts';
import { walkCampaign } from '../../store/journal.ts';
import type { Table } from '../../store/table.ts';
import { readFigures } from '../../store/tallies.ts';
import { readHistories } from '../../views/histories.ts';
import { readJournalPage } from '../../views/journal-page.ts';
import type { StatisticsAnswer } from './answers/campaign.ts';
import { renderDrop } from './chain.ts';
import { collection } from './collection.ts';
import { notFound, pathId } from './ids.ts';
import { journalCursor } from './journal-cursor.ts';
import { parsePage } from './paging.ts';

/** `GET /v1/emCampaigns/{id}/stats`: a campaign's figures, each fact once, whatever was delivered how often. */
export const getStatistics =
  (table: Table): Operation =>
  async (request) => {
    const campaign = await knownCampaign(table, request);
    const figures = await readFigures(table, request.caller.account, [campaign]);
    const body: StatisticsAnswer = { campaignId: campaign, ...statisticsOf(figures.get(campaign) ?? {}) };
    return { status: 200, body };
  };

/** `GET /v1/emCampaigns/{id}/drops`: the dropped messages, the latest first, each with its reason and cause. */
export const listDrops =
  (table: Table): Operation =>
  async (request) => {
    const { account } = request.caller;
    const campaign = await knownCampaign(table, request);
    const { limit, offset, after } = parsePage(request, journalCursor);
    const { listed, next } = await readJournalPage({
      table,
      account,
      segments: walkCampaign(table, account, campaign, after?.place),
      pick: 'first',
      wanted: ({ word }) => listedAs(word) === 'dropped',
      groupOf: ({ events }) => events.filter(({ word }) => listedAs(word) === 'dropped'),
      limit,
      offset,
      after,
    });
    const histories = await readHistories(
      table,
      account,
      listed.map(({ chain }) => chain),
    );
    const drops = histories.flatMap((history) => renderDrop(account, history) ?? []);
    const figures = (await readFigures(table, account, [campaign])).get(campaign);
    const total = figures?.[messagesWith('dropped')] ?? 0;
    return { status: 200, body: collection(request, 'drops', drops, { limit, offset, total, next }) };
  };

/** @throws ApiError `not-found` unless the path names a campaign of the account */
async function knownCampaign(table: Table, request: ApiRequest): Promise<number> {
  const campaign = pathId(request);
  const found = await findCampaigns(table, request.caller.account, [campaign]);
  if (!found.has(campaign)) throw notFound();
  return campaign;
}
