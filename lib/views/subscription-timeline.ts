import { isAddress } from '../domain/address.ts';
import { type Chain, type Message, messageName, type StoredEvent } from '../domain/event.ts';
import { judgementsOf } from '../domain/judged.ts';
import type { Judgement } from '../domain/machine.ts';
import {
  type PlacedSuppression,
  type TimelineRange,
  walkSuppressions,
  walkSuppressionsOf,
} from '../store/suppressions.ts';
import type { Table } from '../store/table.ts';
import { readChains } from '../store/whole-chains.ts';
import { Counted } from './counted.ts';

/** What befell an address at a time: each event with what the list shows of it. */
export interface TimelineEntry<Shown> {
  created: number;
  address: string;
  shown: Shown[];
}

export interface TimelineQuery<Shown> extends TimelineRange {
  table: Table;
  account: number;
  /** Canonical; any text, and nothing befell what is no address. Absent: all. */
  address?: string | undefined;
  /** What the list shows of an event, which a machine may have made; nothing if it is left out. */
  show: (event: StoredEvent, suppression: PlacedSuppression, judgement: Judgement | undefined) => Shown[];
  limit: number;
}

/** Suppressions looked at for one page; then it ends early, and its cursor goes on. */
const LOOKED_PER_PAGE_MAX = 5_000;
/** Entries whose chains are read at once. */
const WINDOW_ENTRIES_MAX = 200;

/**
 * A page of what befell an account's addresses, the latest first; events of one address at one time are one
 * entry. Only what is counted is shown: an event is noted beside its address before its batch commits.
 *
 * @returns `place`, where the next page starts. What comes in meanwhile has its place by the time it happened:
 *   ahead of the reader it is seen, behind it isn't, and nothing else is skipped or repeated for it.
 */
export async function readTimeline<Shown>(
  query: TimelineQuery<Shown>,
): Promise<{ entries: TimelineEntry<Shown>[]; place: string; hasMore: boolean }> {
  const { table, account, address, limit } = query;
  if (address !== undefined && !isAddress(address)) {
    return { entries: [], place: query.place ?? FIRST_PLACE, hasMore: false };
  }
  const walk =
    address === undefined
      ? walkSuppressions(table, account, query)
      : walkSuppressionsOf(table, account, address, query);
  const events = new TimelineEvents(table, account);
  const entries: (TimelineEntry<Shown> & { place: string })[] = [];
  let place = query.place ?? FIRST_PLACE;
  let looked = 0;
  for await (const window of windowsOf(groupsOf(walk), Math.min(limit + 1, WINDOW_ENTRIES_MAX))) {
    const found = await events.find(window.flat());
    for (const group of window) {
      const [{ created, address }, end] = [group[0], group.at(-1) ?? group[0]];
      const shown = group.toSorted(byCampaign).flatMap((suppression) => {
        const { event, judgement } = found.get(suppression) ?? {};
        return event ? query.show(event, suppression, judgement) : [];
      });
      if (shown.length > 0) entries.push({ created, address, shown, place: end.place });
    }
    const last = entries[limit - 1];
    if (last && entries.length > limit) {
      return { entries: entries.slice(0, limit), place: last.place, hasMore: true };
    }
    looked += window.flat().length;
    place = window.at(-1)?.at(-1)?.place ?? place;
    if (looked >= LOOKED_PER_PAGE_MAX) return { entries, place, hasMore: true };
  }
  return { entries, place, hasMore: false };
}

/** Of one address at one time, so that it doesn't matter which came in first. */
const byCampaign = (a: PlacedSuppression, b: PlacedSuppression): number =>
  a.campaign - b.campaign || (a.kind < b.kind ? -1 : Number(a.kind > b.kind)) || a.number - b.number;

/** Before every place. */
const FIRST_PLACE = '0';

type Group = [PlacedSuppression, ...PlacedSuppression[]];

/** What befell one address at one time stands together in the walk. */
async function* groupsOf(walk: AsyncIterable<PlacedSuppression>): AsyncGenerator<Group> {
  let group: Group | undefined;
  for await (const next of walk) {
    if (group && group[0].created === next.created && group[0].address === next.address) group.push(next);
    else {
      if (group) yield group;
      group = [next];
    }
  }
  if (group) yield group;
}

/** Windows that start with a page's worth and grow. */
async function* windowsOf(groups: AsyncIterable<Group>, start: number): AsyncGenerator<Group[]> {
  let size = start;
  let window: Group[] = [];
  for await (const group of groups) {
    window.push(group);
    if (window.length < size) continue;
    yield window;
    window = [];
    size = Math.min(2 * size, WINDOW_ENTRIES_MAX);
  }
  if (window.length > 0) yield window;
}

interface FoundEvent {
  event: StoredEvent;
  judgement: Judgement | undefined;
}

/** The counted events behind suppressions; each chain is read once a page. */
class TimelineEvents {
  private readonly chains = new Map<string, { chain: Chain; events: Map<number, FoundEvent> }>();
  private readonly counted: Counted;
  private readonly table: Table;
  private readonly account: number;

  constructor(table: Table, account: number) {
    this.table = table;
    this.account = account;
    this.counted = new Counted(table, account);
  }

  async find(
    suppressions: readonly PlacedSuppression[],
  ): Promise<ReadonlyMap<PlacedSuppression, FoundEvent>> {
    await this.read(suppressions);
    const found = suppressions.flatMap((suppression) => {
      const { chain, events } = this.chains.get(messageName(suppression)) ?? {};
      const event = events?.get(suppression.number);
      return chain && event ? [{ chain, ...event, suppression }] : [];
    });
    await this.counted.look(found.map(({ event }) => event));
    return new Map(
      found
        .filter(({ chain, event }) => this.counted.has(chain, event))
        .map(({ suppression, ...event }) => [suppression, event]),
    );
  }

  private async read(messages: readonly Message[]): Promise<void> {
    const unread = new Map(messages.map((message) => [messageName(message), message]));
    for (const name of this.chains.keys()) unread.delete(name);
    for (const chain of await readChains(this.table, this.account, [...unread.values()], {
      consistent: true,
    })) {
      const judgements = judgementsOf(chain.events);
      const events = new Map(
        chain.events.map((event) => [event.number, { event, judgement: judgements.get(event) }]),
      );
      this.chains.set(messageName(chain), { chain, events });
    }
  }
}
