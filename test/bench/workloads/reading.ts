import { addressOf } from '../audience.ts';
import type { Installation } from '../installation.ts';
import type { Spent } from '../ledger.ts';
import { aRecipient } from './a-recipient.ts';

/** Read units of what readers ask. */
export interface Reading {
  /** A thousand events of the account's feed: the dearest of all its pages. */
  page: { readUnits: number; mean: number; pages: number };
  campaignFigures: { readUnits: number };
  /** One person's messages with what happened to them; and the same as a list of events, the newest first. */
  recipientHistory: { readUnits: number; asEvents: number; messages: number; events: number };
  /** Which campaigns have had events since a time, and when. */
  changedSince: { readUnits: number; campaigns: number };
}

const PAGE = 1_000;
/** Campaigns of the one recipient. */
const CAMPAIGNS = 20;

/**
 * Reads the account's whole feed and the figures of its campaign; then what one more recipient got, and which
 * campaigns that has changed.
 * @param events how many there are, of as many people
 */
export async function reading(installation: Installation, events: number): Promise<Reading> {
  const pages: number[] = [];
  let seen = 0;
  for (let offset = ''; ; ) {
    const path = `/email/public/v1/events?limit=${PAGE}${offset && `&offset=${offset}`}`;
    const { answer, spent } = await costOf<Feed>(installation, path);
    seen += answer.events.length;
    if (answer.events.length === PAGE) pages.push(spent.readUnits);
    if (!answer.hasMore) break;
    offset = encodeURIComponent(answer.offset);
  }
  if (seen < events) throw new Error(`the feed has ${seen} of ${events} events`);
  const figures = await costOf<unknown>(installation, '/v1/emCampaigns/1/stats');
  const sum = pages.reduce((all, units) => all + units, 0);
  const since = Date.now();
  const got = await aRecipient(installation, { person: events, campaigns: CAMPAIGNS });
  return {
    page: { readUnits: Math.max(...pages), mean: sum / pages.length, pages: pages.length },
    campaignFigures: { readUnits: figures.spent.readUnits },
    recipientHistory: await recipientHistory(installation, { person: events, events: got }),
    changedSince: await changedSince(installation, since),
  };
}

async function recipientHistory(
  installation: Installation,
  { person, events }: { person: number; events: number },
): Promise<Reading['recipientHistory']> {
  const path = `/v1/emEvents/chains?personId=${person + 1}&limit=100`;
  const chains = await costOf<{ chains: { events: unknown[] }[] }>(installation, path);
  const recipient = encodeURIComponent(addressOf(person));
  const list = await costOf<Feed>(
    installation,
    `/email/public/v1/events?recipient=${recipient}&limit=${PAGE}`,
  );
  const told = chains.answer.chains.reduce((sum, chain) => sum + chain.events.length, 0);
  if (told !== events || list.answer.events.length !== events) {
    throw new Error(
      `the recipient's history has ${told} and ${list.answer.events.length} of ${events} events`,
    );
  }
  return {
    readUnits: chains.spent.readUnits,
    asEvents: list.spent.readUnits,
    messages: chains.answer.chains.length,
    events,
  };
}

/** As a client asks that keeps up with them: until it comes to one that it knows. */
async function changedSince(installation: Installation, since: number): Promise<Reading['changedSince']> {
  const changed = new Set<number>();
  let readUnits = 0;
  for (let offset = ''; ; ) {
    const path = `/email/public/v1/campaigns?limit=100${offset && `&offset=${offset}`}`;
    const { answer, spent } = await costOf<Recent>(installation, path);
    readUnits += spent.readUnits;
    const known = answer.campaigns.some(({ lastUpdatedTime }) => lastUpdatedTime < since);
    for (const { id, lastUpdatedTime } of answer.campaigns) if (lastUpdatedTime >= since) changed.add(id);
    if (known || !answer.hasMore) break;
    offset = encodeURIComponent(answer.offset);
  }
  if (changed.size !== CAMPAIGNS) throw new Error(`${changed.size} of ${CAMPAIGNS} campaigns have changed`);
  return { readUnits, campaigns: changed.size };
}

interface Recent {
  campaigns: { id: number; lastUpdatedTime: number }[];
  hasMore: boolean;
  offset: string;
}

interface Feed {
  events: unknown[];
  hasMore: boolean;
  offset: string;
}

/** What a view's reads cost; the look at the key, which a warm function knows, is none of them. */
async function costOf<T>({ ask, ledger }: Installation, path: string): Promise<{ answer: T; spent: Spent }> {
  const before = ledger.of('views').readUnits;
  const answer = (await ask('GET', path, {}, 'view')) as T;
  const spent = ledger.of('views');
  return { answer, spent: { ...spent, readUnits: spent.readUnits - before } };
}
