import type { Message, StoredEvent } from '../domain/event.ts';
import type { Table } from '../store/table.ts';
import { CampaignFilter } from './campaign-filter.ts';
import { readChainsOfAddress } from './chains-of-address.ts';
import { FeedChains } from './feed-chains.ts';
import { FEED_END, type FeedPlace, type FeedRow, latestFirst } from './feed-place.ts';
import { type Stretch, stretchesOfAccount, stretchesOfCampaign } from './feed-stretches.ts';

/** What decides where a list's events are looked for. */
export interface FeedScope {
  /** Canonical. */
  recipient?: string;
  campaign?: number;
  app?: number;
  /** ms, inclusive. */
  from?: number;
}

export interface FeedSource {
  stretches: AsyncIterable<Stretch>;
  chains: FeedChains;
}

/**
 * Where a list's events are found: a recipient's in the chains of whoever has the address, a campaign's in its own
 * part of the journal, all others in the account's.
 * @param part `start`: the place below which they are wanted; `rowsNeeded`: about how many, if that is known, else infinite
 */
export async function openSource(
  table: Table,
  account: number,
  { recipient, campaign, app, from = 0 }: FeedScope,
  { start, rowsNeeded }: { start: FeedPlace; rowsNeeded: number },
): Promise<FeedSource> {
  const campaigns = new CampaignFilter(table, account, { campaign, app });
  if (recipient !== undefined) {
    const chains = await readChainsOfAddress(table, account, recipient, campaign);
    await campaigns.look(chains.map((chain) => chain.campaign));
    const wanted = chains.filter((chain) => campaigns.has(chain.campaign));
    const rows = wanted.flatMap(({ person, campaign, events }) =>
      events
        .filter((event) => event.recipient === recipient)
        .map((event) => rowOf(event, { person, campaign })),
    );
    return { stretches: only(latestFirst(rows)), chains: new FeedChains(table, account, wanted) };
  }
  const walk = { table, account, campaigns, start, from, rowsNeeded };
  const chains = new FeedChains(table, account);
  if (campaign === undefined) return { stretches: stretchesOfAccount(walk), chains };
  await campaigns.look([campaign]);
  return { stretches: campaigns.has(campaign) ? stretchesOfCampaign(walk, campaign) : only([]), chains };
}

const rowOf = (stored: StoredEvent, message: Message): FeedRow => {
  const { number, word, created } = stored;
  return { ...message, number, word, created, stored };
};

async function* only(rows: FeedRow[]): AsyncGenerator<Stretch> {
  yield { rows, reached: FEED_END, cost: 0 };
}
