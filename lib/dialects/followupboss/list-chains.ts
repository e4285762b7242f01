import * as z from 'zod/mini';
import type { Chain } from '../../domain/event.ts';
import { ApiError } from '../../errors.ts';
import type { ApiRequest, Operation } from '../../http/api.ts';
import { walkCampaign } from '../../store/journal.ts';
import type { Table } from '../../store/table.ts';
import { readChains, readChainsOfPerson } from '../../store/whole-chains.ts';
import { readHistories } from '../../views/histories.ts';
import { readJournalPage } from '../../views/journal-page.ts';
import { renderChain } from './chain.ts';
import { type CollectionPage, collection } from './collection.ts';
import { journalCursor, totalOf } from './journal-cursor.ts';
import { parsePage } from './paging.ts';
import { queryId } from './query.ts';

/** Of one person's chains the last one that was given: chains that come up meanwhile don't shift the others. */
const chainCursor = z.object({ campaign: z.int().check(z.positive()) });

interface Chains extends CollectionPage {
  chains: Chain[];
}

/** `GET /v1/emEvents/chains?personId=&campaignId=`: what happened to messages and why. One filter at least. */
export const listChains =
  (table: Table): Operation =>
  async (request) => {
    const { account } = request.caller;
    const person = queryId(request, 'personId');
    const campaign = queryId(request, 'campaignId');
    const { chains, ...page } =
      person === undefined
        ? await readCampaign(table, request, campaign)
        : await readPerson(table, request, person, campaign);
    const histories = await readHistories(table, account, chains);
    const rendered = histories.map((history) => renderChain(account, history));
    return { status: 200, body: collection(request, 'chains', rendered, page) };
  };

/** A person's chains are few: they are read whole. The latest campaign first. */
async function readPerson(
  table: Table,
  request: ApiRequest,
  person: number,
  campaign: number | undefined,
): Promise<Chains> {
  const { limit, offset, after } = parsePage(request, chainCursor);
  const { account } = request.caller;
  const found =
    campaign === undefined
      ? (await readChainsOfPerson(table, account, person)).reverse()
      : await readChains(table, account, [{ person, campaign }], { consistent: true });
  const chains = found.filter(({ events }) => events.length > 0);
  const rest = after ? chains.filter((chain) => chain.campaign < after.campaign) : chains.slice(offset);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    chains: page,
    limit,
    offset,
    total: chains.length,
    next: last && rest.length > limit ? { campaign: last.campaign } : undefined,
  };
}

async function readCampaign(
  table: Table,
  request: ApiRequest,
  campaign: number | undefined,
): Promise<Chains> {
  if (campaign === undefined) {
    throw new ApiError('invalid', "Missing parameter 'personId' or 'campaignId': one of them is needed.");
  }
  const { limit, offset, after } = parsePage(request, journalCursor);
  const { account } = request.caller;
  const { listed, next } = await readJournalPage({
    table,
    account,
    segments: walkCampaign(table, account, campaign, after?.place),
    pick: 'first',
    wanted: () => true,
    groupOf: ({ events }) => events,
    limit,
    offset,
    after,
  });
  const total = totalOf({ rows: listed.length, offset, next, after });
  return { chains: listed.map(({ chain }) => chain), limit, offset, total, next };
}
