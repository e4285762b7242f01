import type { Chain, StoredEvent } from '../domain/event.ts';
import type { JournalRow } from '../domain/journal.ts';
import type { Segment } from '../store/journal.ts';
import type { Table } from '../store/table.ts';
import { readChains } from '../store/whole-chains.ts';
import { Counted } from './counted.ts';

/** Where a list goes on: in this segment, after so many of its rows. */
export interface JournalCursor {
  place: string;
  rows: number;
  /** How many are yet to be passed over, where a page ended before it had come to its offset. */
  skip?: number | undefined;
}

/** A chain that a list shows, and the journal row that it is shown for. */
export interface Listed {
  chain: Chain;
  row: JournalRow;
}

export interface JournalQuery {
  table: Table;
  account: number;
  segments: AsyncIterable<Segment>;
  /** `first`: rows of a segment from its end, a group stands where its first event does. `last`: the reverse. */
  pick: 'first' | 'last';
  /** Which journal rows may stand for anything in this list. */
  wanted: (row: JournalRow, campaign: number) => boolean;
  /** The events that the list shows as one, of which `row` is one. */
  groupOf: (chain: Chain, row: JournalRow) => StoredEvent[];
  limit: number;
  /** How many to pass over first. */
  offset: number;
  after: JournalCursor | undefined;
}

/** Journal rows looked at for one page; then it ends early, and its cursor goes on. */
const ROWS_PER_PAGE_MAX = 5_000;
/** Chains read at once. */
const READ_ROWS = 200;

/**
 * A page of a list made from the journal: a group of events (all opens of a message, say) has many rows in the
 * journal and is listed once, where its first (or last) counted event stands. That place never moves for
 * `first` and only moves ahead of the reader for `last`, so that paging neither skips nor repeats while
 * events arrive.
 */
export async function readJournalPage(
  query: JournalQuery,
): Promise<{ listed: Listed[]; next?: JournalCursor }> {
  const { segments, pick, wanted, limit } = query;
  const counted = new Counted(query.table, query.account);
  const listed: Listed[] = [];
  let budget = ROWS_PER_PAGE_MAX;
  let skip = query.after?.skip ?? query.offset;
  for await (const { campaign, place, rows } of segments) {
    const ordered = pick === 'first' ? rows.toReversed() : rows;
    let position = query.after?.place === place ? query.after.rows : 0;
    while (position < ordered.length) {
      if (budget <= 0) {
        return { listed, next: { place, rows: position, ...(skip > 0 && { skip }) } };
      }
      const read = ordered.slice(position, position + READ_ROWS);
      const shown = await show(read, campaign, query, counted, wanted);
      for (const [offset, entry] of shown.entries()) {
        if (!entry) continue;
        if (skip > 0) skip--;
        else if (listed.length < limit) listed.push(entry);
        else return { listed, next: { place, rows: position + offset } };
      }
      position += read.length;
      budget -= read.length;
    }
  }
  return { listed };
}

/** @returns for each row what the list shows for it; `undefined` if its group stands elsewhere */
async function show(
  rows: readonly JournalRow[],
  campaign: number,
  { table, account, pick, groupOf }: JournalQuery,
  counted: Counted,
  wanted: JournalQuery['wanted'],
): Promise<(Listed | undefined)[]> {
  const candidates = rows.filter((row) => wanted(row, campaign));
  const messages = [...new Set(candidates.map(({ person }) => person))].map((person) => ({
    person,
    campaign,
  }));
  const chains = new Map(
    (await readChains(table, account, messages, { consistent: true })).map((chain) => [chain.person, chain]),
  );
  const groups = candidates.flatMap((row) => {
    const chain = chains.get(row.person);
    return chain ? [{ chain, row, events: groupOf(chain, row) }] : [];
  });
  await counted.look(groups.flatMap(({ row, events }) => othersThan(row, events, pick)));
  const shown = new Map<JournalRow, Listed>();
  for (const { chain, row, events } of groups) {
    const isCounted = (event: StoredEvent) => event.number === row.number || counted.has(chain, event);
    const standing = pick === 'first' ? events.find(isCounted) : events.findLast(isCounted);
    if (standing?.number === row.number) shown.set(row, { chain, row });
  }
  return rows.map((row) => shown.get(row));
}

/** The events that would stand for the group instead, if they are counted; `row` itself is in the journal. */
function othersThan(
  row: JournalRow,
  events: readonly StoredEvent[],
  pick: JournalQuery['pick'],
): StoredEvent[] {
  const own = events.findIndex(({ number }) => number === row.number);
  return pick === 'first' ? events.slice(0, own) : events.slice(own + 1);
}
