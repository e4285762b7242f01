import * as z from 'zod/mini';
import type { CampaignHead } from '../../domain/campaign.ts';
import type { Operation } from '../../http/api.ts';
import { findCampaigns } from '../../store/campaigns.ts';
import { lastNumber } from '../../store/counters.ts';
import type { Table } from '../../store/table.ts';
import { walk } from '../../store/walk.ts';
import { readRecentCampaigns } from '../../views/recent-campaigns.ts';
import type { CampaignHeadAnswer } from './answers/campaign.ts';
import { parseCursor, parseLimit, renderCursor } from './cursor.ts';

/** A client may send any text for a cursor: a place that is none gets nowhere near a key. */
const whole = z.int().check(z.nonnegative());
const recentCursor = z.object({ place: z.string().check(z.regex(/^[\d#]{1,50}$/)), since: whole });

/**
 * `GET /email/public/v1/campaigns`: the campaigns that have events, the latest active first. A page may be short,
 * even empty, where much has happened in few campaigns: `hasMore` tells.
 */
export const listRecentCampaigns =
  (table: Table): Operation =>
  async (request) => {
    const { account } = request.caller;
    const limit = parseLimit(request);
    const after = parseCursor(request, recentCursor);
    const page = await readRecentCampaigns({ table, account, limit, after, now: request.now });
    const heads = await findCampaigns(
      table,
      account,
      page.campaigns.map(({ campaign }) => campaign),
    );
    const campaigns = page.campaigns.flatMap(({ campaign, updated }) => {
      const head = heads.get(campaign);
      return head ? [{ ...renderHead(head), lastUpdatedTime: updated }] : [];
    });
    const offset = renderCursor(request, page.cursor);
    return { status: 200, body: { hasMore: page.hasMore, offset, campaigns } };
  };

const idCursor = z.object({ sinceId: whole });

/** `GET /email/public/v1/campaigns/by-id`: every campaign, also one without events, in order of their ids. */
export const listCampaignsById =
  (table: Table): Operation =>
  async (request) => {
    const { account } = request.caller;
    const limit = parseLimit(request);
    const after = parseCursor(request, idCursor)?.sinceId ?? 0;
    const { rows, next } = await walk({
      after,
      last: await lastNumber(table, account, 'campaign'),
      direction: 1,
      limit,
      skip: 0,
      read: (ids) => findCampaigns(table, account, ids),
    });
    const offset = renderCursor(request, { sinceId: next?.sinceId ?? rows.at(-1)?.id ?? after });
    return {
      status: 200,
      body: { hasMore: next !== undefined, offset, campaigns: rows.map(renderHead) },
    };
  };

const renderHead = ({ id, appId, origin }: CampaignHead): CampaignHeadAnswer => ({
  id,
  appId,
  appName: origin,
});
