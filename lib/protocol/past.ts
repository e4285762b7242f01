import { type Chain, COUNTED, type Past, type StoredEvent } from '../domain/event.ts';
import { isOfType } from '../domain/event-types.ts';
import { type Foundation, foldEvents } from '../domain/figures.ts';
import { NEIGHBOURHOOD_MS } from '../domain/machine.ts';
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
  await loadPast(large, settings);
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
    past: addToPast(open, moved),
    events: chain.events.slice(count),
  };
  try {
    if (!(await moveToPage(table, account, { ...chain, version: chain.version }, moved, next))) return;
    open.chain = next;
    open.past = [...open.past, ...moved.map((event) => ({ ...event, tag: COUNTED }))];
    open.pagesLoaded = next.past.pages;
  } catch {
    // Whether it took effect or not: if it did, the next save loses against it and takes what is there.
  }
}

function addToPast(open: OpenChain, moved: readonly StoredEvent[]): Past {
  const { past } = open.chain;
  const delivered = firstDelivered(moved, past?.delivered);
  return {
    pages: (past?.pages ?? 0) + 1,
    until: Math.max(past?.until ?? 0, ...moved.map(({ created }) => created)),
    figures: foldEvents(moved, foundationOf(open)),
    ...(delivered !== undefined && { delivered }),
  };
}

/** What a chain's pages add up to, and those of their events that have to be known. */
export const foundationOf = ({ chain: { past }, past: events }: OpenChain): Foundation | undefined =>
  past && { figures: past.figures, delivered: past.delivered, events };

/** When the message was delivered, by the first event that says so; ms. */
const firstDelivered = (events: readonly StatedEvent[], known?: number): number | undefined =>
  events
    .filter(({ word, dated }) => dated && isOfType(word, 'DELIVERED'))
    .reduce((first, { created }) => Math.min(first ?? created, created), known);

/** What a stored event and a submission both say. */
type StatedEvent = Pick<StoredEvent, 'word' | 'created' | 'dated'>;

/**
 * Loads from pages what has to be known of them, where a chain has any and hasn't been looked at in this shape:
 * a race that was lost may have moved more.
 */
export async function loadPast(
  chains: readonly OpenChain[],
  { table, account }: Pick<PastSettings, 'table' | 'account'>,
): Promise<void> {
  const open = chains.filter(({ chain: { past }, pagesLoaded }) => past && past.pages !== pagesLoaded);
  await inParallel(open, CONCURRENT_CALLS, async (one) => {
    const { past } = one.chain;
    const from = neededFrom(one);
    one.past = past && from <= past.until ? await readPages(table, account, one.chain, from) : [];
    one.pagesLoaded = past?.pages ?? 0;
  });
}

/**
 * From when on a chain's past matters: a submission may be found there (rule 4), and verdicts on machines look at
 * what happened near it (rule 16). Without clicks there are no bursts to look for; an event that makes the
 * delivery earlier changes the verdicts on all that came before.
 */
function neededFrom({ chain: { past, events }, submissions }: OpenChain): number {
  const own: readonly StatedEvent[] = [...events, ...submissions];
  const delivered = firstDelivered(own);
  if (delivered !== undefined && delivered < (past?.delivered ?? Number.POSITIVE_INFINITY)) return 0;
  const clicks = past?.figures.click !== undefined || own.some(({ word }) => isOfType(word, 'CLICK'));
  return clicks ? earliest(own) - NEIGHBOURHOOD_MS : earliest(submissions);
}

// Not `Math.min(...)`: a chain may have more events than a call may have arguments.
const earliest = (events: readonly StatedEvent[]): number =>
  events.reduce((first, { created }) => Math.min(first, created), Number.POSITIVE_INFINITY);
