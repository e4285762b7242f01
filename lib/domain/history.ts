import type { Chain, StoredEvent } from './event.ts';
import { eventId } from './event-id.ts';
import type { Properties } from './event-properties.ts';
import {
  type EventType,
  engagementTypes,
  lifecycle,
  listedAs,
  propertiesOf,
  typesOf,
  type Word,
} from './event-types.ts';
import { judgementsOf } from './judged.ts';
import type { Judgement } from './machine.ts';
import { type Cause, causeAt, dropReasons, possibleCauses, type Suppression } from './suppression.ts';

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
  /** The link of a click. */
  url?: string;
  /** The sender's own id of it. */
  sourceId?: string;
  /** Properties by HubSpot's names, as far as they are known. */
  properties: Properties;
  /** Whether a machine did it, for what people and machines do. */
  judgement?: Judgement;
  sentBy?: EventReference;
  obsoletedBy?: EventReference;
  causedBy?: EventReference;
  /** What suppressed the address, for whoever wants to show it whole. */
  cause?: Cause;
}

/**
 * A message's canonical events in order of time with their references: a function of the set of its events
 * and of its addresses' suppressions, in whatever order they arrived.
 *
 * @param suppressions by address
 */
export function historyOf(
  account: number,
  chain: Chain,
  suppressions: ReadonlyMap<string, readonly Suppression[]>,
): CanonicalEvent[] {
  const judgements = judgementsOf(chain.events);
  const events = chain.events
    .flatMap((event) => expand(account, chain, event, judgements.get(event)))
    .sort(byTime);
  const sent = events.find(({ type }) => type === 'SENT');
  const dropped = events.find(({ type }) => type === 'DROPPED');
  return events.map((event) => {
    const { type, properties, recipient, created } = event;
    const own = type === 'DROPPED' ? event : undefined;
    const among = possibleCauses(type, properties);
    const cause = causeAt(suppressions.get(recipient) ?? [], created, among);
    return {
      ...event,
      properties: own && cause ? { dropReason: dropReasons[cause.kind], ...properties } : properties,
      ...reference('sentBy', sent ?? own),
      ...reference('obsoletedBy', type === 'SENT' ? dropped : undefined),
      ...(cause && { causedBy: referenceTo(account, cause), cause }),
    };
  });
}

/** Whether an event may have been caused by what befell its address, so that that has to be known. */
export const mayHaveCause = ({ word, properties = {} }: StoredEvent): boolean =>
  typesOf(word).some((type) => possibleCauses(type, properties).length > 0);

/**
 * Whether reports leave an event out (seed 002, `filteredEvent`), as a machine did it. `undefined` for types that
 * reports never leave out: to drop a real opt-out would be worse than to keep a machine's.
 */
export const isFiltered = ({ type, judgement }: CanonicalEvent): boolean | undefined =>
  engagementTypes.has(type) ? judgement?.verdict === 'yes' : undefined;

/** The event that suppressed an address, as its EventId. */
export const referenceTo = (
  account: number,
  { kind, number, person, campaign, created }: Cause,
): EventReference => ({
  id: eventId({ account, number, person, campaign, type: suppressingTypes[kind] }),
  created,
});

const suppressingTypes: Record<Cause['kind'], EventType> = {
  bounce: 'BOUNCE',
  'hard-bounce': 'BOUNCE',
  unsubscribe: 'STATUSCHANGE',
  spam: 'SPAMREPORT',
};

const reference = (name: string, event: EventReference | undefined) =>
  event ? { [name]: { id: event.id, created: event.created } } : {};

/** One stored event is one canonical event or several: `delivered` says SENT and DELIVERED. */
function expand(
  account: number,
  { person, campaign }: Chain,
  { number, word, created, recipient, user, url, sourceId, properties }: StoredEvent,
  judgement: Judgement | undefined,
): CanonicalEvent[] {
  return typesOf(word).map((type) => ({
    id: eventId({ account, number, type, person, campaign }),
    created,
    type,
    word,
    number,
    recipient,
    user,
    ...(url !== undefined && { url }),
    ...(sourceId !== undefined && { sourceId }),
    properties: { ...propertiesOf(word), ...properties },
    ...(judgement && { judgement }),
  }));
}

/** By time, then as a message lives, then by what the event says, and only then by number. */
function byTime(a: CanonicalEvent, b: CanonicalEvent): number {
  return (
    a.created - b.created ||
    lifecycle.indexOf(a.type) - lifecycle.indexOf(b.type) ||
    compareText(a.word, b.word) ||
    compareText(a.url ?? '', b.url ?? '') ||
    compareText(a.sourceId ?? '', b.sourceId ?? '') ||
    a.number - b.number
  );
}

const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** What has become of a message. */
export type MessageState =
  | 'sent'
  | 'processed'
  | 'deferred'
  | 'delivered'
  | 'bounced'
  | 'dropped'
  | 'suppressed'
  | 'opened'
  | 'clicked'
  | 'replied'
  | 'unsubscribed'
  | 'reported-as-spam';

/** What people did, the gravest first: it outranks what became of the delivery. */
const reactions: readonly (readonly [EventType, MessageState])[] = [
  ['SPAMREPORT', 'reported-as-spam'],
  ['STATUSCHANGE', 'unsubscribed'],
  ['REPLY', 'replied'],
  ['CLICK', 'clicked'],
  ['OPEN', 'opened'],
];

const deliveries: Partial<Record<EventType, MessageState>> = {
  SENT: 'sent',
  PROCESSED: 'processed',
  DEFERRED: 'deferred',
  DELIVERED: 'delivered',
  BOUNCE: 'bounced',
  DROPPED: 'dropped',
  SUPPRESSED: 'suppressed',
};

/** The state of a message: what the person did, else the last word on its delivery. `events` in order of time. */
export function stateOf(events: readonly CanonicalEvent[]): MessageState {
  const reaction = reactions.find(([type]) => events.some((event) => event.type === type && !isOther(event)));
  const delivery = events.findLast(({ type }) => type in deliveries);
  return reaction?.[1] ?? (delivery && deliveries[delivery.type]) ?? 'sent';
}

/** Of status changes only an unsubscribe says something of the message. */
const isOther = ({ type, word }: CanonicalEvent): boolean =>
  type === 'STATUSCHANGE' && listedAs(word) !== 'unsubscribe';
