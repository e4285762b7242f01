import type { Message, StoredEvent } from '../domain/event.ts';
import { type EventType, eventTypes } from '../domain/event-types.ts';
import type { JournalRow } from '../domain/journal.ts';
import type { ShownEvent } from './histories.ts';

/** A stored event on its way into the feed, and whose it is. */
export interface FeedRow extends JournalRow, Message {
  /** The event itself, where it was found in its chain and not in the journal: it may not be counted. */
  stored?: StoredEvent;
}

/**
 * A place in the feed, which has the newest event first. Of equal times it has the later campaign first, the later
 * person, the later step of a message's life, and only then what came in later: so a list is the same whatever
 * arrived in what order, but for two events of one type that befell one message in the same millisecond. Nothing of
 * it ever changes, so that a place means the same to any reader at any time, whatever came in meanwhile. Reading on
 * from a place gives what lies below it.
 */
export interface FeedPlace extends Message {
  /** ms */
  created: number;
  /** The position of the event's type among all. */
  type: number;
  /** The event's number. */
  number: number;
}

/** Times beyond it are no times of events. Places and keys have room for an hour more. */
const TIME_MAX = 900_000_000_000_000;

/** Below it lies everything up to a time, ms. */
export const upTo = (created: number): FeedPlace => ({
  ...before(Math.min(created, TIME_MAX)),
  campaign: Number.MAX_SAFE_INTEGER,
});
/** Below it lies everything before a time, ms. */
export const before = (created: number): FeedPlace => ({
  created,
  campaign: 0,
  person: 0,
  type: 0,
  number: 0,
});

export const FEED_START = upTo(TIME_MAX);
/** Below it lies nothing. */
export const FEED_END = before(0);

export const placeOf = (
  { created, campaign, person, number }: Pick<FeedRow, 'created' | 'campaign' | 'person' | 'number'>,
  type: EventType,
): FeedPlace => ({ created, campaign, person, type: eventTypes.indexOf(type), number });

export const placeOfShown = ({ person, campaign, event }: ShownEvent): FeedPlace =>
  placeOf({ ...event, person, campaign }, event.type);

export const isBelow = (a: FeedPlace, b: FeedPlace): boolean => comparePlaces(a, b) < 0;
export const lower = (a: FeedPlace, b: FeedPlace): FeedPlace => (isBelow(a, b) ? a : b);

export const comparePlaces = (a: FeedPlace, b: FeedPlace): number =>
  a.created - b.created ||
  a.campaign - b.campaign ||
  a.person - b.person ||
  a.type - b.type ||
  a.number - b.number;

/** Latest first, as the journal is merged; in which order those of one time come is up to their places. */
export const latestFirst = (rows: readonly FeedRow[]): FeedRow[] =>
  rows.toSorted((a, b) => b.created - a.created);
