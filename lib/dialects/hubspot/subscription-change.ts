import type { StoredEvent } from '../../domain/event.ts';
import { eventId } from '../../domain/event-id.ts';
import type { Json } from '../../domain/event-properties.ts';
import { propertiesOf, typesOf } from '../../domain/event-types.ts';
import type { Judgement } from '../../domain/machine.ts';
import { subscriptionsIn } from '../../domain/subscription-status.ts';
import type { Suppression, SuppressionKind } from '../../domain/suppression.ts';

/**
 * What can change, by HubSpot's names (facts/hubspot-and-outreach.md, A6); the last is made after them, as no
 * example of its own is known.
 */
export const changeTypes = [
  'SUBSCRIPTION_STATUS',
  'PORTAL_STATUS',
  'PORTAL_BOUNCE',
  'PORTAL_SPAMREPORT',
] as const;
export type ChangeType = (typeof changeTypes)[number];

/** One thing that changed, as the timeline lists it. */
export interface SubscriptionChange {
  change: string;
  /** Absent where the sender of the event didn't say. */
  source?: Json;
  portalId: number;
  /** Absent where it is about all mail. */
  subscriptionId?: number;
  changeType: ChangeType;
  causedByEvent: { id: string; created: number };
  /** Ours: a machine followed the link. It counts all the same: to drop a real opt-out is worse. */
  doubtful?: true;
}

interface Effect {
  change: string;
  changeType: ChangeType;
  /** What HubSpot gives as the source where the event itself says none. */
  source?: string;
}

/** What an event does to an address as a whole. */
const effects: Partial<Record<SuppressionKind, Effect>> = {
  unbounce: { change: 'UNBOUNCED', changeType: 'PORTAL_BOUNCE', source: 'SOURCE_HUBSPOT_CUSTOMER' },
  bounce: { change: 'BOUNCED', changeType: 'PORTAL_BOUNCE', source: 'SOURCE_NON_DELIVERY_REPORT' },
  'hard-bounce': { change: 'BOUNCED', changeType: 'PORTAL_BOUNCE', source: 'SOURCE_NON_DELIVERY_REPORT' },
  spam: { change: 'REPORTED_SPAM', changeType: 'PORTAL_SPAMREPORT', source: 'SOURCE_SPAM_REPORT' },
  subscribe: { change: 'SUBSCRIBED', changeType: 'PORTAL_STATUS' },
  unsubscribe: { change: 'UNSUBSCRIBED', changeType: 'PORTAL_STATUS' },
};

/**
 * What changed by an event: each kind of mail that it speaks of, then all mail, in the order of HubSpot's own
 * example. An unsubscribe from one kind that says nothing of the others is one from all mail too, as it has that
 * effect here.
 */
export function changesOf(
  account: number,
  { word, created, number, properties: own = {} }: StoredEvent,
  { kind, person, campaign }: Suppression,
  judgement?: Judgement,
): SubscriptionChange[] {
  const [type] = typesOf(word);
  if (!type) return [];
  const causedByEvent = { id: eventId({ account, number, type, person, campaign }), created };
  const properties = { ...propertiesOf(word), ...own };
  const effect = effects[kind];
  const source = properties.source ?? effect?.source;
  const common = { ...(source !== undefined && { source }), portalId: account };
  const doubtful = judgement?.verdict === 'yes' && { doubtful: true as const };
  return [
    ...(type === 'STATUSCHANGE' ? subscriptionsIn(properties) : []).map(({ id, status }) => ({
      change: status,
      ...common,
      subscriptionId: id,
      changeType: 'SUBSCRIPTION_STATUS' as const,
      causedByEvent,
      ...doubtful,
    })),
    ...(effect
      ? [{ change: effect.change, ...common, changeType: effect.changeType, causedByEvent, ...doubtful }]
      : []),
  ];
}
