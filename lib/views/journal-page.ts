import { type Chain, type Message, messageName, type StoredEvent } from '../domain/event.ts';
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
/** Rows whose chains are read at once. */
const WINDOW_ROWS_MAX = 200;

/**
 * A page of a list made from the journal: a group of events (all opens of a message, say) has many rows in the
 * journal and is listed once, where its first (or last) counted event stands. That place never moves for
 * `first` and only moves ahead of the reader for `last`, so that paging neither skips nor repeats while
 * events arrive.
 */
export async function readJournalPage(
  query: JournalQuery,
): Promise<{ listed: Listed[]; next?: JournalCursor }> {
  const counted = new Counted(query.table, query.account);
  const listed: Listed[] = [];
  let looked = 0;
  let skip = query.after?.skip ?? query.offset;
  for await (const window of windowsOf(query)) {
    const [first] = window;
    if (first && looked >= ROWS_PER_PAGE_MAX) return { listed, next: cursorAt(first, skip) };
    const shown = await show(window, query, counted);
    for (const placed of window) {
      const entry = shown.get(placed);
      if (!entry) continue;
      if (skip > 0) skip--;
      else if (listed.length < query.limit) listed.push(entry);
      else return { listed, next: cursorAt(placed) };
    }
    looked += window.length;
  }
  return { listed };
}

/** A row of the journal, and where it stands in the list's order. */
interface Placed {
  row: JournalRow;
  campaign: number;
  place: string;
  position: number;
}

const cursorAt = ({ place, position }: Placed, skip = 0): JournalCursor => ({
  place,
  rows: position,
  ...(skip > 0 && { skip }),
});

/**
 * The rows from the cursor on, in windows that start with a page's worth and grow: most pages need no more,
 * and where events came one at a time a window takes in many segments, whose chains are then read together.
 */
async function* windowsOf({ segments, pick, after, offset, limit }: JournalQuery): AsyncGenerator<Placed[]> {
  let size = Math.min(offset + limit + 1, WINDOW_ROWS_MAX);
  let window: Placed[] = [];
  for await (const { campaign, place, rows } of segments) {
    const ordered = pick === 'first' ? rows.toReversed() : rows;
    const start = after?.place === place ? after.rows : 0;
    for (const [position, row] of ordered.entries()) {
      if (position < start) continue;
      window.push({ row, campaign, place, position });
      if (window.length < size) continue;
      yield window;
      window = [];
      size = Math.min(2 * size, WINDOW_ROWS_MAX);
    }
  }
  yield window;
}

/** @returns what the list shows for each row; nothing if its group stands elsewhere */
async function show(
  window: readonly Placed[],
  { table, account, pick, wanted, groupOf }: JournalQuery,
  counted: Counted,
): Promise<Map<Placed, Listed>> {
  const candidates = window.filter(({ row, campaign }) => wanted(row, campaign));
  const messageOf = ({ row, campaign }: Placed): Message => ({ person: row.person, campaign });
  const messages = new Map(candidates.map(messageOf).map((message) => [messageName(message), message]));
  const chains = new Map(
    (await readChains(table, account, [...messages.values()], { consistent: true })).map((chain) => [
      messageName(chain),
      chain,
    ]),
  );
  const groups = candidates.flatMap((placed) => {
    const chain = chains.get(messageName(messageOf(placed)));
    return chain ? [{ placed, chain, events: groupOf(chain, placed.row) }] : [];
  });
  await counted.look(groups.flatMap(({ placed, events }) => othersThan(placed.row, events, pick)));
  const shown = new Map<Placed, Listed>();
  for (const { placed, chain, events } of groups) {
    const { row } = placed;
    const isCounted = (event: StoredEvent) => event.number === row.number || counted.has(chain, event);
    const standing = pick === 'first' ? events.find(isCounted) : events.findLast(isCounted);
    if (standing?.number === row.number) shown.set(placed, { chain, row });
  }
  return shown;
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
