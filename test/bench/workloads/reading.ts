import type { Installation } from '../installation.ts';
import type { Spent } from '../ledger.ts';

/** Read units of what readers ask. */
export interface Reading {
  /** A thousand events of the account's feed: the dearest of all its pages. */
  page: { readUnits: number; mean: number; pages: number };
  campaignFigures: { readUnits: number };
}

const PAGE = 1_000;

/** Reads the account's whole feed, and the figures of its campaign. @param events how many there are */
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
  return {
    page: { readUnits: Math.max(...pages), mean: sum / pages.length, pages: pages.length },
    campaignFigures: { readUnits: figures.spent.readUnits },
  };
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
