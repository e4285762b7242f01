import type { Chain, Past, StoredEvent } from '../domain/event.ts';
import { foldEvents } from '../domain/figures.ts';
import { inParallel } from '../in-parallel.ts';
import { storedBytes } from '../store/chain-encoding.ts';
import { moveToPage, readPages } from '../store/chain-pages.ts';
import type { Table } from '../store/table.ts';
import type { OpenChain } from './open-chain.ts';
import type { Settlements } from './settlements.ts';

/**
 * A chain's events may take this much of its item before the oldest move to a page: beyond 1 KB every further
 * event would cost two write units and more, and a robot that opens a mail 10,000 times must cost the same an
 * event as a person.
 */
const EVENTS_BYTES_MAX = 700;
/** No chain with fewer events is that large. */
const EVENTS_MIN = 8;
/** The latest quarter stays: what is delivered again was mostly just stored, and then costs no look at pages. */
const MOVED_PART = 3 / 4;
/** Machine verdicts look at what happened within a minute, so the neighbours of an event are loaded with it. */
const NEIGHBOURS_MS = 60_000;
const CONCURRENT_CALLS = 4;

export interface PastSettings {
  table: Table;
  account: number;
  settlements: Settlements;
  version: () => string;
}

/**
 * Moves the oldest events of chains that have outgrown their items into pages: only events that are counted,
 * and only from the front, so that the stored order, and with it every contribution (rule 16), stays the same.
 * If it fails, the chain is only larger than it need be.
 */
export async function moveToPages(chains: readonly OpenChain[], settings: PastSettings): Promise<void> {
  const large = chains.filter(({ state, chain }) => state === 'open' && isLarge(chain));
  if (large.length === 0) return;
  const events = large.flatMap(({ chain }) => chain.events.map((event) => ({ message: chain, event })));
  await settings.settlements.look(events);
  await inParallel(large, CONCURRENT_CALLS, (open) => movePrefix(open, settings));
}

const isLarge = ({ events }: Chain): boolean =>
  events.length >= EVENTS_MIN && storedBytes(events) > EVENTS_BYTES_MAX;

async function movePrefix(
  open: OpenChain,
  { table, account, settlements, version }: PastSettings,
): Promise<void> {
  const { chain } = open;
  const uncounted = chain.events.findIndex((event) => settlements.of(chain, event) !== 'counted');
  const most = Math.floor(chain.events.length * MOVED_PART);
  const count = uncounted < 0 ? most : Math.min(uncounted, most);
  if (count < EVENTS_MIN / 2 || chain.version === undefined) return;
  const moved = chain.events.slice(0, count);
  const next = {
    ...chain,
    version: version(),
    past: addToPast(chain.past, moved),
    events: chain.events.slice(count),
  };
  try {
    if (await moveToPage(table, account, { ...chain, version: chain.version }, moved, next))
      open.chain = next;
  } catch {
    // Whether it took effect or not: if it did, the next save loses against it and takes what is there.
  }
}

const addToPast = (past: Past | undefined, moved: readonly StoredEvent[]): Past => ({
  pages: (past?.pages ?? 0) + 1,
  until: Math.max(past?.until ?? 0, ...moved.map(({ created }) => created)),
  figures: foldEvents(moved, past?.figures),
});

/**
 * Loads from pages what submissions may be found among (rule 4), where a chain has any and hasn't been looked
 * at in this shape: a race that was lost may have moved more.
 */
export async function loadPast(
  chains: readonly OpenChain[],
  { table, account }: Pick<PastSettings, 'table' | 'account'>,
): Promise<void> {
  const open = chains.filter(({ chain: { past }, pagesLoaded }) => past && past.pages !== pagesLoaded);
  await inParallel(open, CONCURRENT_CALLS, async (one) => {
    const { past } = one.chain;
    const from = Math.min(...one.submissions.map(({ created }) => created)) - NEIGHBOURS_MS;
    if (past && from <= past.until) one.past = await readPages(table, account, one.chain, from);
    one.pagesLoaded = past?.pages ?? 0;
  });
}
