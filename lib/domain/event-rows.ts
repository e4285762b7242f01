import type { Chain, Message, StoredEvent } from './event.ts';
import { type Word, words } from './event-types.ts';

/** The events of one word of a message, as Follow Up Boss lists them. */
export interface EventRow extends Message {
  word: Word;
  count: number;
  /** When the first of them happened, ms. */
  created: number;
  /** When the last of them came in, ms. */
  updated: number;
}

/** The row of one word of a chain that has such events. */
export function rowOf({ person, campaign, events }: Chain, word: Word): EventRow {
  const these = events.filter((event) => event.word === word);
  return {
    person,
    campaign,
    word,
    count: these.length,
    created: Math.min(...these.map(({ created }) => created)),
    updated: Math.max(...these.map(({ received }) => received)),
  };
}

/** All rows of a chain, in the order of the list of words. */
export const rowsOf = (chain: Chain): EventRow[] =>
  words.filter((word) => hasWord(chain.events, word)).map((word) => rowOf(chain, word));

const hasWord = (events: readonly StoredEvent[], word: Word): boolean =>
  events.some((event) => event.word === word);
