import { NO_CAMPAIGN } from '../domain/event.ts';
import { CLOCK_DIFFERENCE_MS } from '../limits.ts';
import { type Activity, walkActivity } from '../store/journal.ts';
import type { Table } from '../store/table.ts';
import { readLastActivity } from '../store/tallies.ts';

/** Where a list of recent campaigns goes on. */
export interface RecentCursor {
  /** In the walk through the journal. */
  place: string;
  /** When the first page was asked for, ms: what was active later may come again. */
  since: number;
}

export interface RecentCampaign {
  campaign: number;
  /** When events of it were last committed, ms. */
  updated: number;
}

/** Entries of the journal looked at for one page; then it ends early, and its cursor goes on. A blast makes 400. */
const ENTRIES_PER_PAGE_MAX = 5_000;
/** The same of campaigns whose last activity is looked up, at 16 tallies or 8 read units each. */
const LOOKED_PER_PAGE_MAX = 250;
/** Campaigns whose last activity is looked up at once. */
const WINDOW_CAMPAIGNS_MAX = 100;

/**
 * A page of an account's campaigns that have events, the latest active first. The journal has an entry for each
 * hour and batch of a campaign, and the campaign is listed at its latest one. Further down an entry has been
 * listed before if and only if its campaign has a later one that the walk has passed, which the campaign's
 * tallies tell. A campaign that is active during the walk, or just before it, may come again, at an entry of
 * before; none is ever passed over.
 */
export async function readRecentCampaigns({
  table,
  account,
  limit,
  after,
  now,
}: {
  table: Table;
  account: number;
  limit: number;
  after: RecentCursor | undefined;
  now: number;
}): Promise<{ campaigns: RecentCampaign[]; cursor: RecentCursor; hasMore: boolean }> {
  const since = after?.since ?? now;
  const campaigns: (RecentCampaign & { place: string })[] = [];
  let place = after?.place;
  let looked = 0;
  const windows = windowsOf(walkActivity(table, account, place), Math.min(limit + 1, WINDOW_CAMPAIGNS_MAX));
  for await (const { found, reached } of windows) {
    const activity = after && (await readLastActivity(table, account, found.map(campaignOf)));
    for (const { campaign, updated, place } of found) {
      const latest = Math.max(updated, activity?.get(campaign) ?? 0);
      if (wasListed({ updated, latest, since })) continue;
      campaigns.push({ campaign, updated: latest, place });
    }
    const last = campaigns[limit - 1];
    if (last && campaigns.length > limit) {
      return { campaigns: campaigns.slice(0, limit), cursor: { place: last.place, since }, hasMore: true };
    }
    place = reached.place;
    looked += activity ? found.length : 0;
    if (reached.entries >= ENTRIES_PER_PAGE_MAX || looked >= LOOKED_PER_PAGE_MAX)
      return { campaigns, cursor: { place, since }, hasMore: true };
  }
  return { campaigns, cursor: { place: place ?? FIRST_PLACE, since }, hasMore: false };
}

/** Before every place. */
const FIRST_PLACE = '0';

const campaignOf = ({ campaign }: Activity): number => campaign;

/**
 * A commit shows in the index a little after the time that it bears: by how much clocks differ, and as long again
 * to land. What bears a time so short before the walk may not have been there when the walk came past.
 */
const UNSEEN_MS = 2 * CLOCK_DIFFERENCE_MS;

/** Whether a page before has listed a campaign, by the time of this entry of it and of its latest. */
const wasListed = (times: { updated: number; latest: number; since: number }): boolean =>
  times.latest > times.updated && times.latest <= times.since - UNSEEN_MS;

/** The walk's campaigns, each at its first entry, in windows, and what of the walk has been seen with them. */
async function* windowsOf(
  walk: AsyncIterable<Activity>,
  size: number,
): AsyncGenerator<{ found: Activity[]; reached: { place: string; entries: number } }> {
  const seen = new Set([NO_CAMPAIGN]);
  let found: Activity[] = [];
  let entries = 0;
  let place: string | undefined;
  for await (const entry of walk) {
    entries++;
    place = entry.place;
    if (!seen.has(entry.campaign)) found.push(entry);
    seen.add(entry.campaign);
    if (found.length < size && entries < ENTRIES_PER_PAGE_MAX) continue;
    yield { found, reached: { place, entries } };
    found = [];
  }
  if (place !== undefined) yield { found, reached: { place, entries } };
}
