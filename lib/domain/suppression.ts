import type { Message } from './event.ts';
import type { Json } from './event-properties.ts';
import type { EventType, Word } from './event-types.ts';

/**
 * Why an address may not be mailed again, the gravest last: what a person says outweighs what a server says. The
 * first forbids nothing and lifts nothing: it is about some kinds of mail. The next two lift what came before them.
 */
export const suppressionKinds = [
  'change',
  'unbounce',
  'subscribe',
  'bounce',
  'hard-bounce',
  'unsubscribe',
  'spam',
] as const;
export type SuppressionKind = (typeof suppressionKinds)[number];
type CauseKind = Exclude<SuppressionKind, 'change' | 'unbounce' | 'subscribe'>;

/** One event that suppressed an address, or let it go: enough to find it in its chain. */
export interface Suppression extends Message {
  kind: SuppressionKind;
  /** When it happened, ms. */
  created: number;
  /** The event's number. */
  number: number;
  /** The lists that were left or joined, by id, where it is not about all mail. */
  lists?: readonly number[];
}

/** A suppression that can have caused something. */
export interface Cause extends Suppression {
  kind: CauseKind;
}

const effects: Partial<Record<Word, SuppressionKind>> = {
  bounced: 'bounce',
  'hard-bounce': 'hard-bounce',
  unsubscribe: 'unsubscribe',
  spamreport: 'spam',
  BOUNCE: 'bounce',
  'BOUNCE:hard': 'hard-bounce',
  STATUSCHANGE: 'change',
  'STATUSCHANGE:unsubscribe': 'unsubscribe',
  'STATUSCHANGE:subscribe': 'subscribe',
  SPAMREPORT: 'spam',
  UNBOUNCE: 'unbounce',
};

/** What an event does to its address; a soft bounce is temporary and does nothing (design, section 3). */
export const suppressionKind = (word: Word): SuppressionKind | undefined => effects[word];

/** What ends a suppression. A spam report stays for good. */
const lifts: Record<CauseKind, SuppressionKind | undefined> = {
  bounce: 'unbounce',
  'hard-bounce': 'unbounce',
  unsubscribe: 'subscribe',
  spam: undefined,
};

/** HubSpot's reason for a drop (seed 002, "Drop reasons"). Follow Up Boss's unsubscribe is from all mail. */
export const dropReasons: Record<CauseKind, string> = {
  bounce: 'PREVIOUSLY_BOUNCED',
  'hard-bounce': 'PREVIOUSLY_BOUNCED',
  spam: 'PREVIOUS_SPAM',
  unsubscribe: 'PREVIOUSLY_UNSUBSCRIBED_PORTAL',
};

const bounces: readonly CauseKind[] = ['bounce', 'hard-bounce'];
const all: readonly CauseKind[] = [...bounces, 'unsubscribe', 'spam'];

/** By the drop reason that a sender gave: what can have caused it. A reason of another kind has no cause here. */
const causesOfDrops: Record<string, readonly CauseKind[]> = {
  PREVIOUSLY_BOUNCED: bounces,
  QUARANTINED_ADDRESS: bounces,
  PREVIOUS_SPAM: ['spam'],
  PREVIOUSLY_UNSUBSCRIBED_MESSAGE: ['unsubscribe'],
  PREVIOUSLY_UNSUBSCRIBED_PORTAL: ['unsubscribe'],
};

/** By the source of a status change: what it followed from. A person's own change has no cause here. */
const causesOfChanges: Record<string, readonly CauseKind[]> = {
  SOURCE_SPAM_REPORT: ['spam'],
  SOURCE_DIRECT_COMPLAINT: ['spam'],
  SOURCE_NON_DELIVERY_REPORT: bounces,
};

/** The kinds of suppression that may have caused an event of this type; none for most. */
export function possibleCauses(
  type: EventType,
  { dropReason, source }: { dropReason?: Json; source?: Json },
): readonly CauseKind[] {
  switch (type) {
    case 'DROPPED':
      return dropReason === undefined ? all : (causesOfDrops[String(dropReason)] ?? []);
    case 'SUPPRESSED':
      return all;
    case 'STATUSCHANGE':
      return causesOfChanges[String(source)] ?? [];
    default:
      return [];
  }
}

/**
 * The latest event up to `at` that suppressed the address and has not been lifted since: what caused a drop at
 * that time. Equal times count as before (many senders' clocks tick in seconds), but a lift only lifts what came
 * before it. Of several at one time the gravest is taken, whichever came in first: numbers, which tell the order
 * of arrival, decide only between events that say the same.
 *
 * @param suppressions all of the address, in any order
 * @param among the kinds that may have caused it
 */
export function causeAt(
  suppressions: readonly Suppression[],
  at: number,
  among: readonly CauseKind[] = all,
): Cause | undefined {
  const before = suppressions.filter(({ created }) => created <= at);
  const isCause = (one: Suppression): one is Cause =>
    (among as readonly SuppressionKind[]).includes(one.kind) && !isLifted(one as Cause, before);
  return before
    .filter(isCause)
    .reduce<Cause | undefined>(
      (latest, next) => (latest && compare(latest, next) >= 0 ? latest : next),
      undefined,
    );
}

/** Whether what came later lifts a suppression: from all mail, or from each of the lists that it is about. */
function isLifted({ kind, created, lists }: Cause, all: readonly Suppression[]): boolean {
  const later = all.filter((one) => one.kind === lifts[kind] && one.created > created);
  if (later.some((one) => one.lists === undefined)) return true;
  return lists?.every((list) => later.some((one) => one.lists?.includes(list))) ?? false;
}

const compare = (a: Suppression, b: Suppression) =>
  a.created - b.created ||
  suppressionKinds.indexOf(a.kind) - suppressionKinds.indexOf(b.kind) ||
  a.campaign - b.campaign ||
  a.person - b.person ||
  a.number - b.number;
