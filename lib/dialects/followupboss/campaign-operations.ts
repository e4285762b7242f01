import * as z from 'zod/mini';
import type { Campaign, CampaignHead } from '../../domain/campaign.ts';
import { ApiError } from '../../errors.ts';
import type { ApiAnswer, ApiRequest, Operation } from '../../http/api.ts';
import {
  createCampaign,
  findCampaignByOrigin,
  findCampaigns,
  getCampaign,
  getCampaigns,
  updateCampaign,
} from '../../store/campaigns.ts';
import { lastNumber } from '../../store/counters.ts';
import type { Table } from '../../store/table.ts';
import { readTotal } from '../../store/totals.ts';
import { type WalkCursor, walk } from '../../store/walk.ts';
import { isOriginFilter, parseCampaign, parseCampaignChange, renderCampaign } from './campaign.ts';
import { collection } from './collection.ts';
import { notFound, pathId } from './ids.ts';
import { type Page, parsePage } from './paging.ts';

/** `/v1/emCampaigns`, as Follow Up Boss documents it; what it leaves open is said where it is decided. */
export function campaignOperations(table: Table): Record<string, Operation> {
  return {
    'POST /v1/emCampaigns': async ({ caller, body, now }) => {
      const outcome = await createCampaign(table, caller.account, parseCampaign(body), now);
      if ('created' in outcome) return { status: 201, body: renderCampaign(outcome.created) };
      throw new ApiError(
        'invalid',
        `A campaign with this 'origin' and 'originId' exists already: its id is ${outcome.existing}.`,
      );
    },

    'GET /v1/emCampaigns/{id}': async (request) => {
      const campaign = await getCampaign(table, request.caller.account, pathId(request));
      if (!campaign) throw notFound();
      return { status: 200, body: renderCampaign(campaign) };
    },

    'PUT /v1/emCampaigns/{id}': async (request) => {
      const { account } = request.caller;
      const changeOf = parseCampaignChange(request.body);
      const id = pathId(request);
      const head = (await findCampaigns(table, account, [id])).get(id);
      if (!head) throw notFound();
      // Origin and originId never change, so they can be compared ahead of the update.
      const campaign = await updateCampaign(table, account, id, changeOf(head), request.now);
      if (!campaign) throw notFound();
      return { status: 200, body: renderCampaign(campaign) };
    },

    'GET /v1/emCampaigns': (request) => listCampaigns(table, request),
  };
}

const whole = z.int().check(z.positive());
const cursorSchema = z.object({ sinceId: whole, skip: z.optional(whole) });

/** Newest first. Both filters together are one look-up; one alone walks the campaigns, 2,500 a page at most. */
async function listCampaigns(table: Table, request: ApiRequest): Promise<ApiAnswer> {
  const page = parsePage(request, cursorSchema);
  const { origin, originId } = request.query;
  const list =
    origin && originId
      ? await lookUp(table, request.caller.account, origin, originId, page)
      : await walkDown(table, request.caller.account, { origin, originId }, page);
  const rows = list.campaigns.map(renderCampaign);
  return { status: 200, body: collection(request, 'emCampaigns', rows, { ...page, ...list }) };
}

interface CampaignList {
  campaigns: Campaign[];
  total: number | null;
  next?: WalkCursor | undefined;
}

async function lookUp(
  table: Table,
  account: number,
  origin: string,
  originId: string,
  { offset }: Page<WalkCursor>,
): Promise<CampaignList> {
  const possible = isOriginFilter(origin) && isOriginFilter(originId);
  const id = possible ? await findCampaignByOrigin(table, account, origin, originId) : undefined;
  const campaign = id === undefined ? undefined : await getCampaign(table, account, id);
  if (!campaign) return { campaigns: [], total: 0 };
  return { campaigns: offset === 0 ? [campaign] : [], total: 1 };
}

async function walkDown(
  table: Table,
  account: number,
  { origin, originId }: { origin: string | undefined; originId: string | undefined },
  { limit, offset, after }: Page<WalkCursor>,
): Promise<CampaignList> {
  const wanted = (campaign: CampaignHead) =>
    (!origin || campaign.origin === origin) && (!originId || campaign.originId === originId);
  const [found, total] = await Promise.all([
    walk({
      after: after?.sinceId ?? (await lastNumber(table, account, 'campaign')) + 1,
      last: 1,
      direction: -1,
      limit,
      skip: after?.skip ?? offset,
      read: (ids) => findCampaigns(table, account, ids),
      wanted,
    }),
    origin || originId ? null : readTotal(table, account, 'campaigns'),
  ]);
  const { campaigns, full } = await withBodies(table, account, found.rows);
  return { campaigns, total, next: full ? { sinceId: campaigns.at(-1)!.id } : found.next };
}

/** HTML of one page. An answer may have 6 MB (Lambda), in which each quote of the JSON is escaped once more. */
const PAGE_HTML_BYTES_MAX = 2 * 1024 * 1024;
/** Campaigns read at once, so that a page of the largest ones doesn't fill the memory. */
const READ_CAMPAIGNS_MAX = 10;

/** Reads the HTML of a page's campaigns until there is enough for one answer: then the page is `full`. */
async function withBodies(table: Table, account: number, heads: readonly CampaignHead[]) {
  const campaigns: Campaign[] = [];
  let bytes = 0;
  for (let start = 0; start < heads.length; start += READ_CAMPAIGNS_MAX) {
    const ids = heads.slice(start, start + READ_CAMPAIGNS_MAX).map(({ id }) => id);
    const found = await getCampaigns(table, account, ids);
    for (const campaign of ids.map((id) => found.get(id)).filter((one) => one !== undefined)) {
      bytes += Buffer.byteLength(JSON.stringify(campaign.bodyHtml));
      if (bytes > PAGE_HTML_BYTES_MAX && campaigns.length > 0) return { campaigns, full: true };
      campaigns.push(campaign);
    }
  }
  return { campaigns, full: false };
}
