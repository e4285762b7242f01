import type { EventType } from '../domain/event-types.ts';
import { type CanonicalEvent, isFiltered } from '../domain/history.ts';
import type { Counted } from './counted.ts';
import type { FeedChains } from './feed-chains.ts';
import { type FeedPlace, type FeedRow, lower } from './feed-place.ts';

/** What a row may be in the feed: one event of each type that it stands for. */
export interface Candidate {
  row: FeedRow;
  type: EventType;
  place: FeedPlace;
}

/** A candidate that is in the feed. */
export interface Found extends Candidate {
  event: CanonicalEvent;
}

/** Chains that one page looks at, half a read unit each: as many as it may have events, and some for machines'. */
const CHAINS_MAX = 1_100;
/** Candidates looked at together once some turned out not to be wanted: few at a time would take long. */
const WINDOW_MIN = 32;

export interface PageOptions {
  chains: FeedChains;
  counted: Counted;
  /** Events it has room for. */
  limit: number;
  excludeMachines: boolean;
  start: FeedPlace;
}

/** A page that is being filled. */
export class PageInWork {
  readonly events: Found[] = [];
  readonly #options: PageOptions;
  #place: FeedPlace;

  constructor(options: PageOptions) {
    this.#options = options;
    this.#place = options.start;
  }

  /** Down to here everything has been looked at. */
  get place(): FeedPlace {
    return this.#place;
  }

  get room(): number {
    return this.#options.limit - this.events.length;
  }

  /**
   * Takes those that are wanted, in order.
   * @returns whether there may be more than the page takes
   */
  async take(candidates: readonly Candidate[]): Promise<boolean> {
    let size = this.room;
    for (let next = 0; next < candidates.length; ) {
      if (this.room === 0 || this.#options.chains.size > CHAINS_MAX) return true;
      const window = candidates.slice(next, next + size);
      const found = await this.#look(window);
      const { room } = this;
      this.events.push(...found.slice(0, room));
      this.#place = (found.length > room ? found[room - 1] : window.at(-1))?.place ?? this.#place;
      if (found.length > room) return true;
      next += window.length;
      size = Math.max(this.room, WINDOW_MIN);
    }
    return false;
  }

  /** Notes that there is nothing more down to a place. */
  reach(place: FeedPlace): void {
    if (this.room > 0) this.#place = lower(this.#place, place);
  }

  async #look(window: readonly Candidate[]): Promise<Found[]> {
    const { chains, counted, excludeMachines } = this.#options;
    await counted.look(window.flatMap(({ row }) => row.stored ?? []));
    const there = window.filter(({ row }) => row.stored === undefined || counted.has(row, row.stored));
    await chains.read(there.map(({ row }) => row));
    return there.flatMap((candidate) => {
      const event = chains.eventOf(candidate.row, candidate.type);
      const isWanted = event && !(excludeMachines && isFiltered(event));
      return isWanted ? [{ ...candidate, event }] : [];
    });
  }
}
