import type { Chain, Message, StoredEvent } from './event.ts';
import { type ListedWord, listedAs, listedWords } from './event-types.ts';

/** The events of one word of a message, as Follow Up Boss lists them. */
export interface EventRow extends Message {
  word: ListedWord;
  count: number;
  /** When the first of them happened, ms. */
  created: number;
  /** When the last of them came in, ms. */
  updated: number;
}

/** The row of one word of a chain that has such events. */
export function rowOf({ person, campaign, events }: Chain, word: ListedWord): EventRow {
  const these = events.filter((event) => listedAs(event.word) === word);
  return {
    person,
    campaign,
    word,
    count: these.length,
    // Not `Math.min(...)`: a robot opens a mail more often than a call may have arguments.
    created: these.reduce((first, { created }) => Math.min(first, created), Number.POSITIVE_INFINITY),
    updated: these.reduce((last, { received }) => Math.max(last, received), 0),
  };
}

/** All rows of a chain, in the order of the list of words. */
export const rowsOf = (chain: Chain): EventRow[] =>
  listedWords.filter((word) => hasWord(chain.events, word)).map((word) => rowOf(chain, word));

const hasWord = (events: readonly StoredEvent[], word: ListedWord): boolean =>
  events.some((event) => listedAs(event.word) === word);
