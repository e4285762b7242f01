import type { Chain, StoredEvent } from './event.ts';
import { eventId } from './event-id.ts';
import { type EventType, lifecycle, propertiesOf, typesOf, type Word } from './event-types.ts';
import { causeAt, dropReasons, type Suppression, type SuppressionKind } from './suppression.ts';

/** Where an event stands: HubSpot's EventId. */
export interface EventReference {
  id: string;
  created: number;
}

/** One canonical event of a message, with its references (seed 002, "Event references"). */
export interface CanonicalEvent extends EventReference {
  type: EventType;
  word: Word;
  number: number;
  recipient: string;
  user: number;
  /** Properties by HubSpot's names, as far as they apply. */
  properties: Record<string, string>;
  sentBy?: EventReference;
  obsoletedBy?: EventReference;
  causedBy?: EventReference;
  /** What suppressed the address, for whoever wants to show it whole. */
  cause?: Suppression;
}

/**
 * A message's canonical events in order of time with their references: a function of the set of its events
 * and of its addresses' suppressions, in whatever order they arrived.
 *
 * @param suppressions by address
 */
export function historyOf(
  chain: Chain,
  suppressions: ReadonlyMap<string, readonly Suppression[]>,
): CanonicalEvent[] {
  const events = chain.events.flatMap((event) => expand(chain, event)).sort(byTime);
  const sent = events.find(({ type }) => type === 'SENT');
  const dropped = events.find(({ type }) => type === 'DROPPED');
  return events.map((event) => {
    const own = event.type === 'DROPPED' ? event : undefined;
    const cause = own && causeAt(suppressions.get(event.recipient) ?? [], event.created);
    return {
      ...event,
      properties: cause ? { ...event.properties, dropReason: dropReasons[cause.kind] } : event.properties,
      ...reference('sentBy', sent ?? own),
      ...reference('obsoletedBy', event.type === 'SENT' ? dropped : undefined),
      ...(cause && { causedBy: referenceTo(cause), cause }),
    };
  });
}

/** The event that suppressed an address, as its EventId. */
export const referenceTo = ({ kind, number, person, campaign, created }: Suppression): EventReference => ({
  id: eventId({ number, person, campaign, type: suppressingTypes[kind] }),
  created,
});

const suppressingTypes: Record<SuppressionKind, EventType> = {
  bounce: 'BOUNCE',
  'hard-bounce': 'BOUNCE',
  unsubscribe: 'STATUSCHANGE',
  spam: 'SPAMREPORT',
};

const reference = (name: string, event: EventReference | undefined) =>
  event ? { [name]: { id: event.id, created: event.created } } : {};

/** One stored event is one canonical event or several: `delivered` says SENT and DELIVERED. */
function expand({ person, campaign }: Chain, event: StoredEvent): CanonicalEvent[] {
  const { number, word, created, recipient, user, url } = event;
  return typesOf(word).map((type) => ({
    id: eventId({ number, type, person, campaign }),
    created,
    type,
    word,
    number,
    recipient,
    user,
    properties: { ...propertiesOf(word), ...(url !== undefined && { url }) },
  }));
}

/** By time, then as a message lives, then by what the event says, and only then by number. */
function byTime(a: CanonicalEvent, b: CanonicalEvent): number {
  return (
    a.created - b.created ||
    lifecycle.indexOf(a.type) - lifecycle.indexOf(b.type) ||
    compareText(a.word, b.word) ||
    compareText(a.properties.url ?? '', b.properties.url ?? '') ||
    a.number - b.number
  );
}

const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** What has become of a message. */
export type MessageState =
  | 'sent'
  | 'delivered'
  | 'bounced'
  | 'dropped'
  | 'opened'
  | 'clicked'
  | 'unsubscribed'
  | 'reported-as-spam';

/** What people did, the gravest first: it outranks what became of the delivery. */
const reactions: readonly (readonly [EventType, MessageState])[] = [
  ['SPAMREPORT', 'reported-as-spam'],
  ['STATUSCHANGE', 'unsubscribed'],
  ['CLICK', 'clicked'],
  ['OPEN', 'opened'],
];

const deliveries: Partial<Record<EventType, MessageState>> = {
  SENT: 'sent',
  DELIVERED: 'delivered',
  BOUNCE: 'bounced',
  DROPPED: 'dropped',
};

/** The state of a message: what the person did, else the last word on its delivery. `events` in order of time. */
export function stateOf(events: readonly CanonicalEvent[]): MessageState {
  const reaction = reactions.find(([type]) => events.some((event) => event.type === type));
  const delivery = events.findLast(({ type }) => type in deliveries);
  return reaction?.[1] ?? (delivery && deliveries[delivery.type]) ?? 'sent';
}
