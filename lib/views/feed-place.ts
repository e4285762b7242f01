import type { Message, StoredEvent } from '../domain/event.ts';
import { type EventType, eventTypes } from '../domain/event-types.ts';
import type { JournalRow } from '../domain/journal.ts';

/** A stored event on its way into the feed, and whose it is. */
export interface FeedRow extends JournalRow, Message {
  /** The event itself, where it was found in its chain and not in the journal: it may not be counted. */
  stored?: StoredEvent;
}

/**
 * A place in the feed, which has the newest event first: of equal times the one that came in last, and of what one
 * submission says the later step. Nothing of it ever changes, so that a place means the same to any reader at any
 * time, whatever came in meanwhile. Reading on from a place gives what lies below it.
 */
export interface FeedPlace {
  /** ms */
  created: number;
  /** The event's number. */
  number: number;
  /** The position of the event's type among all. */
  type: number;
}

/** Times beyond it are no times of events. Places and keys have room for an hour more. */
const TIME_MAX = 900_000_000_000_000;

/** Below it lies everything up to a time, ms. */
export const upTo = (created: number): FeedPlace => ({
  created: Math.min(created, TIME_MAX),
  number: Number.MAX_SAFE_INTEGER,
  type: 0,
});
/** Below it lies everything before a time, ms. */
export const before = (created: number): FeedPlace => ({ created, number: 0, type: 0 });

export const FEED_START = upTo(TIME_MAX);
/** Below it lies nothing: no number is less than 1. */
export const FEED_END = before(0);

export const placeOf = (
  { created, number }: Pick<FeedRow, 'created' | 'number'>,
  type: EventType,
): FeedPlace => ({
  created,
  number,
  type: eventTypes.indexOf(type),
});

export const isBelow = (a: FeedPlace, b: FeedPlace): boolean => comparePlaces(a, b) < 0;
export const lower = (a: FeedPlace, b: FeedPlace): FeedPlace => (isBelow(a, b) ? a : b);

const comparePlaces = (a: FeedPlace, b: FeedPlace): number =>
  a.created - b.created || a.number - b.number || a.type - b.type;

/** Rows in the feed's order; a row's types come later. */
export const inFeedOrder = (rows: readonly FeedRow[]): FeedRow[] =>
  rows.toSorted((a, b) => b.created - a.created || b.number - a.number);
