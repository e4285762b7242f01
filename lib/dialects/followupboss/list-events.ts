import * as z from 'zod/mini';
import type { CampaignHead } from '../../domain/campaign.ts';
import { type EventRow, rowOf, rowsOf } from '../../domain/event-rows.ts';
import { type ListedWord, listedAs, listedWords } from '../../domain/event-types.ts';
import { messagesWith } from '../../domain/figures.ts';
import type { ApiRequest, Operation } from '../../http/api.ts';
import { findCampaigns } from '../../store/campaigns.ts';
import { walkCampaign, walkUpdated } from '../../store/journal.ts';
import { sortable } from '../../store/keys.ts';
import type { Table } from '../../store/table.ts';
import { readFigures } from '../../store/tallies.ts';
import { readTotal } from '../../store/totals.ts';
import { readChainsOfPerson } from '../../store/whole-chains.ts';
import { readJournalPage } from '../../views/journal-page.ts';
import type { EventRowAnswer } from './answers/event.ts';
import { type CollectionPage, collection } from './collection.ts';
import { journalCursor, totalOf } from './journal-cursor.ts';
import { parsePage } from './paging.ts';
import { queryId, queryTime, queryWord } from './query.ts';
import { renderTime } from './time.ts';

/** Of one person's rows the last one that was given: rows that come up meanwhile don't shift the others. */
const rowCursor = z.object({ campaign: z.int().check(z.positive()), word: z.enum(listedWords) });

interface Filters {
  word: ListedWord | undefined;
  person: number | undefined;
  campaign: number | undefined;
  updatedAfter: number | undefined;
}

interface Rows extends CollectionPage {
  rows: EventRow[];
}

/** Campaigns whose tallies are summed for the total of an account's list; beyond it the total is `null`. */
const TOTAL_CAMPAIGNS_MAX = 50;

/**
 * `GET /v1/emEvents`: a row for each person, campaign and type, newest first; with `updatedAfter` what came in
 * since, oldest first, so that a reader who goes on from where it stopped misses nothing.
 */
export const listEvents =
  (table: Table): Operation =>
  async (request) => {
    const { account } = request.caller;
    const filters: Filters = {
      word: queryWord(request, 'type'),
      person: queryId(request, 'personId'),
      campaign: queryId(request, 'campaignId'),
      updatedAfter: queryTime(request, 'updatedAfter'),
    };
    const { rows, ...page } =
      filters.person === undefined
        ? await readRows(table, request, filters)
        : await readRowsOfPerson(table, request, filters.person, filters);
    const campaigns = await findCampaigns(table, account, [...new Set(rows.map(({ campaign }) => campaign))]);
    const rendered = rows.map((row) => renderRow(row, campaigns.get(row.campaign)));
    return { status: 200, body: collection(request, 'emEvents', rendered, page) };
  };

const renderRow = (row: EventRow, campaign: CampaignHead | undefined): EventRowAnswer => ({
  count: row.count,
  type: row.word,
  personId: row.person,
  campaignId: row.campaign,
  campaignName: campaign?.name ?? null,
  created: renderTime(row.created),
  updated: renderTime(row.updated),
});

/** A person's rows are few: they are read whole. The latest campaign first. */
async function readRowsOfPerson(
  table: Table,
  request: ApiRequest,
  person: number,
  { word, campaign, updatedAfter }: Filters,
): Promise<Rows> {
  const { limit, offset, after } = parsePage(request, rowCursor);
  const chains = await readChainsOfPerson(table, request.caller.account, person);
  const rows = chains
    .filter((chain) => campaign === undefined || chain.campaign === campaign)
    .flatMap(rowsOf)
    .filter((row) => word === undefined || row.word === word)
    .filter((row) => updatedAfter === undefined || row.updated > updatedAfter)
    .reverse();
  const rest = after ? rows.filter((row) => compare(row, after) < 0) : rows.slice(offset);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page,
    limit,
    offset,
    total: rows.length,
    next: last && rest.length > limit ? { campaign: last.campaign, word: last.word } : undefined,
  };
}

type Place = Pick<EventRow, 'campaign' | 'word'>;
const compare = (a: Place, b: Place): number =>
  a.campaign - b.campaign || listedWords.indexOf(a.word) - listedWords.indexOf(b.word);

async function readRows(
  table: Table,
  request: ApiRequest,
  { word, campaign, updatedAfter }: Filters,
): Promise<Rows> {
  const { limit, offset, after } = parsePage(request, journalCursor);
  const { account } = request.caller;
  const from = updatedAfter === undefined ? undefined : sortable(updatedAfter + 1);
  const segments =
    campaign !== undefined && from === undefined
      ? walkCampaign(table, account, campaign, after?.place)
      : walkUpdated(table, account, {
          ...(from !== undefined && { from }),
          ...(after && { place: after.place }),
        });
  const { listed, next } = await readJournalPage({
    table,
    account,
    segments,
    pick: from === undefined ? 'first' : 'last',
    wanted: (row, rowCampaign) => {
      const listed = listedAs(row.word);
      return (
        listed !== undefined &&
        (word === undefined || listed === word) &&
        (campaign === undefined || rowCampaign === campaign)
      );
    },
    groupOf: ({ events }, word) => events.filter((event) => listedAs(event.word) === listedAs(word)),
    limit,
    offset,
    after,
  });
  const rows = listed.flatMap(({ chain, row }) => {
    const listedWord = listedAs(row.word);
    return listedWord ? [rowOf(chain, listedWord)] : [];
  });
  const total =
    updatedAfter === undefined
      ? await countRows(table, account, campaign, word)
      : totalOf({ rows: rows.length, offset, next, after });
  return { rows, limit, offset, total, next };
}

/** Counted from the campaigns' tallies: how many messages have events of each type. */
async function countRows(
  table: Table,
  account: number,
  campaign: number | undefined,
  word: ListedWord | undefined,
): Promise<number | null> {
  const last = campaign ?? (await readTotal(table, account, 'campaigns'));
  if (campaign === undefined && last > TOTAL_CAMPAIGNS_MAX) return null;
  const campaigns = campaign === undefined ? Array.from({ length: last }, (_, n) => n + 1) : [campaign];
  const prefix = messagesWith('' as ListedWord);
  let rows = 0;
  for (const figures of (await readFigures(table, account, campaigns)).values()) {
    for (const [name, count] of Object.entries(figures)) {
      if (word === undefined ? name.startsWith(prefix) : name === messagesWith(word)) rows += count;
    }
  }
  return rows;
}
