import type { Message } from '../domain/event.ts';
import { type EventType, isOfType } from '../domain/event-types.ts';
import { findCampaigns } from '../store/campaigns.ts';
import type { Table } from '../store/table.ts';
import { readChains } from '../store/whole-chains.ts';
import { Counted } from './counted.ts';
import { FeedChains } from './feed-chains.ts';
import type { ShownEvent } from './histories.ts';

/** Where an event stands. */
export interface EventPlace extends Message {
  number: number;
  type: EventType;
  /** ms */
  created: number;
}

/** One event, strongly consistent; nothing if it is not there, or not counted, as in lists. */
export async function readEvent(
  table: Table,
  account: number,
  { person, campaign, number, type, created }: EventPlace,
): Promise<ShownEvent | undefined> {
  const message = { person, campaign };
  const [chain] = await readChains(table, account, [message], { consistent: true });
  const stored = chain?.events.find((event) => event.number === number);
  if (!chain || !stored || !isOfType(stored.word, type) || stored.created !== created) return undefined;
  const counted = new Counted(table, account);
  await counted.look([stored]);
  if (!counted.has(message, stored)) return undefined;

  const chains = new FeedChains(table, account, [chain]);
  const row = { ...message, number, created, word: stored.word };
  const [campaigns] = await Promise.all([findCampaigns(table, account, [campaign]), chains.read([row])]);
  const event = chains.eventOf(row, type);
  return event && { ...message, event, campaignHead: campaigns.get(campaign) };
}
