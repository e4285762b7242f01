import * as z from 'zod';
import type { Chain } from '../../domain/event.ts';
import { ApiError } from '../../errors.ts';
import type { Operation } from '../../http/api.ts';
import { walkCampaign } from '../../store/journal.ts';
import type { Table } from '../../store/table.ts';
import { readChains, readChainsOfPerson } from '../../store/whole-chains.ts';
import { readHistories } from '../../views/histories.ts';
import { readJournalPage } from '../../views/journal-page.ts';
import { renderChain } from './chain.ts';
import { collection } from './collection.ts';
import { type Page, parsePage } from './paging.ts';
import { queryId } from './query.ts';

const cursorSchema = z.union([
  z.object({ place: z.string().max(100), rows: z.int().nonnegative() }),
  z.object({ offset: z.int().nonnegative() }),
]);
type Cursor = z.output<typeof cursorSchema>;

interface Chains {
  chains: Chain[];
  total: number | null;
  next?: Cursor | undefined;
}

/** `GET /v1/emEvents/chains?personId=&campaignId=`: what happened to messages and why. One filter at least. */
export const listChains =
  (table: Table): Operation =>
  async (request) => {
    const { account } = request.caller;
    const page = parsePage(request, cursorSchema);
    const person = queryId(request, 'personId');
    const campaign = queryId(request, 'campaignId');
    const { chains, ...rest } = await find(table, account, { person, campaign }, page);
    const histories = await readHistories(table, account, chains);
    const rendered = histories.map((history) => renderChain(account, history));
    return { status: 200, body: collection(request, 'chains', rendered, { ...page, ...rest }) };
  };

async function find(
  table: Table,
  account: number,
  { person, campaign }: { person: number | undefined; campaign: number | undefined },
  page: Page<Cursor>,
): Promise<Chains> {
  if (person !== undefined) {
    const chains =
      campaign === undefined
        ? (await readChainsOfPerson(table, account, person)).reverse()
        : await readChains(table, account, [{ person, campaign }], { consistent: true });
    return slice(
      chains.filter(({ events }) => events.length > 0),
      page,
    );
  }
  if (campaign === undefined) {
    throw new ApiError('invalid', "Missing parameter 'personId' or 'campaignId': one of them is needed.");
  }
  const cursor = page.after && 'place' in page.after ? page.after : undefined;
  const { listed, next } = await readJournalPage({
    table,
    account,
    segments: walkCampaign(table, account, campaign, cursor?.place),
    pick: 'first',
    wanted: () => true,
    groupOf: (chain) => [...chain.events],
    limit: page.limit,
    offset: page.offset,
    after: cursor,
  });
  const total = !next && !cursor ? page.offset + listed.length : null;
  return { chains: listed.map(({ chain }) => chain), total, next };
}

function slice(chains: readonly Chain[], { limit, offset, after }: Page<Cursor>): Chains {
  const start = after && 'offset' in after ? after.offset : offset;
  const end = start + limit;
  return {
    chains: chains.slice(start, end),
    total: chains.length,
    next: end < chains.length ? { offset: end } : undefined,
  };
}
