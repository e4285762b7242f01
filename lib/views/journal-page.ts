import type { Chain, StoredEvent } from '../domain/event.ts';
import type { Word } from '../domain/event-types.ts';
import type { JournalRow } from '../domain/journal.ts';
import type { Segment } from '../store/journal.ts';
import type { Table } from '../store/table.ts';
import { JournalGroups } from './journal-groups.ts';

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
  /** The events that the list shows as one with those of this word. */
  groupOf: (chain: Chain, word: Word) => readonly StoredEvent[];
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
  const groups = new JournalGroups(query);
  const listed: Listed[] = [];
  let looked = 0;
  let skip = query.after?.skip ?? query.offset;
  for await (const window of windowsOf(query)) {
    const [first] = window;
    if (first && looked >= ROWS_PER_PAGE_MAX) return { listed, next: cursorAt(first, skip) };
    const shown = await groups.show(window);
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
export interface Placed {
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
