import type { CampaignHead } from '../domain/campaign.ts';
import { type Chain, distinctMessages, type Message } from '../domain/event.ts';
import {
  type CanonicalEvent,
  historyOf,
  type MessageState,
  referenceTo,
  stateOf,
} from '../domain/history.ts';
import type { Cause } from '../domain/suppression.ts';
import { findCampaigns } from '../store/campaigns.ts';
import type { Table } from '../store/table.ts';
import { readChains } from '../store/whole-chains.ts';
import { tellChains } from './tell-chains.ts';

/** An event with its campaign, as views show it. */
export interface ShownEvent extends Message {
  event: CanonicalEvent;
  campaignHead: CampaignHead | undefined;
}

/** A message's story: what happened to it, in order of time, and why. */
export interface History extends Message {
  /** The address it went to; of several the one of the earliest event. */
  recipient: string;
  state: MessageState;
  events: (ShownEvent & { cause?: ShownEvent })[];
}

/**
 * Tells the stories of chains: reads what suppressed the addresses of dropped ones, and the events that did.
 * Everything in them is a function of the set of events, in whatever order they arrived.
 */
export async function readHistories(
  table: Table,
  account: number,
  chains: readonly Chain[],
): Promise<History[]> {
  const told = await tellChains(table, account, chains);
  const causes = told.flatMap(({ events }) => events.flatMap(({ cause }) => (cause ? [cause] : [])));
  const [causing, campaigns] = await Promise.all([
    readCauses(table, account, causes),
    findCampaigns(table, account, [...new Set([...chains, ...causes].map(({ campaign }) => campaign))]),
  ]);
  const show = ({ person, campaign }: Message, event: CanonicalEvent): ShownEvent => ({
    person,
    campaign,
    event,
    campaignHead: campaigns.get(campaign),
  });
  return told.map(({ chain, events }) => ({
    person: chain.person,
    campaign: chain.campaign,
    recipient: events[0]?.recipient ?? '',
    state: stateOf(events),
    events: events.map((event) => {
      const causingEvent = event.cause && causing.get(referenceTo(account, event.cause).id);
      return {
        ...show(chain, event),
        ...(event.cause && causingEvent && { cause: show(event.cause, causingEvent) }),
      };
    }),
  }));
}

/** The events that suppressed addresses, whole, by their ids. */
async function readCauses(
  table: Table,
  account: number,
  causes: readonly Cause[],
): Promise<Map<string, CanonicalEvent>> {
  const chains = await readChains(table, account, distinctMessages(causes));
  return new Map(
    chains.flatMap((chain) => historyOf(account, chain, new Map()).map((event) => [event.id, event])),
  );
}
