import type { Message } from './event.ts';
import type { Word } from './event-types.ts';

/** Why an address may not be mailed again, the gravest last: what a person says outweighs what a server says. */
const kinds = ['bounce', 'hard-bounce', 'unsubscribe', 'spam'] as const;
export type SuppressionKind = (typeof kinds)[number];

/** One event that suppressed an address: enough to find it in its chain. */
export interface Suppression extends Message {
  kind: SuppressionKind;
  /** When it happened, ms. */
  created: number;
  /** The event's number. */
  number: number;
}

/** What an event does to its address; a soft bounce is temporary and does nothing (design, section 3). */
export function suppressionKind(word: Word): SuppressionKind | undefined {
  switch (word) {
    case 'bounced':
      return 'bounce';
    case 'hard-bounce':
      return 'hard-bounce';
    case 'spamreport':
      return 'spam';
    case 'unsubscribe':
      return 'unsubscribe';
    case 'delivered':
    case 'open':
    case 'click':
    case 'soft-bounce':
    case 'dropped':
      return undefined;
    default:
      return word satisfies never;
  }
}

/** HubSpot's reason for a drop (seed 002, "Drop reasons"). Follow Up Boss's unsubscribe is from all mail. */
export const dropReasons: Record<SuppressionKind, string> = {
  bounce: 'PREVIOUSLY_BOUNCED',
  'hard-bounce': 'PREVIOUSLY_BOUNCED',
  spam: 'PREVIOUS_SPAM',
  unsubscribe: 'PREVIOUSLY_UNSUBSCRIBED_PORTAL',
};

/**
 * The latest event up to `at` that suppressed the address: what caused a drop at that time. Equal times count
 * as before (many senders' clocks tick in seconds). Of several at one time the gravest is taken, whichever
 * came in first: numbers, which tell the order of arrival, decide only between events that say the same.
 *
 * @param suppressions all of the address, in any order
 */
export const causeAt = (suppressions: readonly Suppression[], at: number): Suppression | undefined =>
  suppressions
    .filter(({ created }) => created <= at)
    .reduce<Suppression | undefined>(
      (latest, next) => (latest && compare(latest, next) >= 0 ? latest : next),
      undefined,
    );

const compare = (a: Suppression, b: Suppression) =>
  a.created - b.created ||
  kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
  a.campaign - b.campaign ||
  a.person - b.person ||
  a.number - b.number;
