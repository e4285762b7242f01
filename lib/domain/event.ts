import type { Properties } from './event-properties.ts';
import type { Word } from './event-types.ts';
import type { Figures } from './figures.ts';
import type { Evidence } from './machine.ts';

/** One event as a sender submitted it and ingest numbered it. */
export interface Submission {
  /** Unique in the account; says which submission this is, however often it is delivered. */
  number: number;
  word: Word;
  /** When it happened: the sender's `occurred`, else the time of ingest. ms. */
  created: number;
  /** Whether the sender said when it happened; only then can the same fact be known again. */
  dated: boolean;
  /** Time of ingest, ms. */
  received: number;
  campaign: number;
  /** The address it was sent to, canonical; empty if only the person is known and has no address. */
  recipient: string;
  /** The user it was sent from. */
  user: number;
  /** The link of a click. */
  url?: string;
  /** The sender's own id of the event. */
  sourceId?: string;
  /** What else the sender said, by HubSpot's names. */
  properties?: Properties;
  /** What ingest found out about who did it. */
  evidence?: Evidence;
}

/** A submission as its chain keeps it, under the tag of the batch that stored it. */
export interface StoredEvent extends Omit<Submission, 'campaign'> {
  tag: string;
}

/** A message: one campaign to one person. */
export interface Message {
  person: number;
  campaign: number;
}

/** Stands for a campaign in the chain of what belongs to no message: an UNBOUNCE, a status changed by hand. */
export const NO_CAMPAIGN = 0;

/** All events of a message, in the order they were stored, and the version a save must find. */
export interface Chain extends Message {
  /** Absent if nothing of this message has ever been stored. */
  version?: string;
  /** The oldest events, where they stand in pages and not in `events`. */
  past?: Past;
  events: readonly StoredEvent[];
}

/** What a chain has in pages: its oldest events, all of them counted, once it outgrew its item. */
export interface Past {
  pages: number;
  /** The latest `created` in them, ms: whatever happened later is not there. */
  until: number;
  /** What they add up to. */
  figures: Figures;
  /** When the first of them that says so says the message was delivered, ms. */
  delivered?: number;
}

/** The tag of an event in a page: it is counted for good, and it does not matter any more by whom. */
export const COUNTED = '';

/** A name for a message in maps and in a commit record's `except`. */
export const messageName = ({ person, campaign }: Message): string => `${person}.${campaign}`;

/** Each message once, of things that belong to messages. */
export const distinctMessages = (things: readonly Message[]): Message[] => [
  ...new Map(things.map((thing) => [messageName(thing), messageOf(thing)])).values(),
];

const messageOf = ({ person, campaign }: Message): Message => ({ person, campaign });

/**
 * What an event says happened, as a string that equal facts share: the sender's own id of it, else the sender's
 * own word for the type, the time and the link. Without either every submission is a fact of its own
 * (`undefined`).
 */
export function factOf({
  word,
  created,
  dated,
  url,
  sourceId,
}: Pick<Submission, 'word' | 'created' | 'dated' | 'url' | 'sourceId'>): string | undefined {
  if (sourceId !== undefined) return JSON.stringify([sourceId]);
  return dated ? JSON.stringify([word, created, url ?? null]) : undefined;
}

/** Hours since the epoch: the journal keeps a segment for each campaign and hour. */
export const hourOf = (created: number): number => Math.floor(created / 3_600_000);
