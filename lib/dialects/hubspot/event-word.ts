import type { Json, Properties } from '../../domain/event-properties.ts';
import type { EventType, Word } from '../../domain/event-types.ts';

/** Categories of bounces that pass (seed 002, "Bounce categories"): the next mail may well arrive. */
const temporaryCategories: readonly Json[] = [
  'TEMPORARY_PROBLEM',
  'MAILBOX_FULL',
  'GREYLISTING',
  'TIMEOUT',
  'THROTTLED',
  'DNS_FAILURE',
];

/** Categories that say there is no such mailbox. */
const permanentCategories: readonly Json[] = ['UNKNOWN_USER', 'MAILBOX_MISCONFIGURATION'];

/**
 * The word for an event: its type, and where that alone doesn't tell the effect, what the properties say.
 *
 * A bounce is soft, and suppresses nothing, if its category or its status (RFC 3463: class 4, "persistent transient
 * failure") says that it passes; what says so is believed first, since a wrong suppression loses mail for good. It
 * is hard if there is no such mailbox (class 5, subject 1, "addressing"). Any other, such as CONTENT, is a bounce
 * without a kind, which suppresses too.
 *
 * A status change is an unsubscribe if it says so of all mail or, where it doesn't speak of all mail, of any list:
 * dropping a real opt-out is worse than keeping a false one. It is a new subscription only if no list of it says the
 * contrary; that lifts an earlier unsubscribe from the same lists, and only one to all mail lifts all. Who leaves
 * one list and keeps the others by their own word does neither.
 */
export function wordOf(type: EventType, properties: Properties): Word {
  switch (type) {
    case 'BOUNCE':
      return bounceWord(properties);
    case 'STATUSCHANGE':
      return statusChangeWord(properties);
    default:
      return type;
  }
}

function bounceWord({ category, status }: Properties): Word {
  const code = typeof status === 'string' ? status.trim() : '';
  if (temporaryCategories.includes(category ?? null) || code.startsWith('4.')) return 'BOUNCE:soft';
  if (permanentCategories.includes(category ?? null) || code.startsWith('5.1.')) return 'BOUNCE:hard';
  return 'BOUNCE';
}

function statusChangeWord({ portalSubscriptionStatus: all, subscriptions }: Properties): Word {
  const lists = (Array.isArray(subscriptions) ? subscriptions : []) as readonly { status?: Json }[];
  const leavesOne = lists.some(({ status }) => status === 'UNSUBSCRIBED');
  const joinsAll = lists.length > 0 && lists.every(({ status }) => status === 'SUBSCRIBED');
  if (all === 'UNSUBSCRIBED' || (all === undefined && leavesOne)) return 'STATUSCHANGE:unsubscribe';
  return joinsAll || (all === 'SUBSCRIBED' && !leavesOne) ? 'STATUSCHANGE:subscribe' : 'STATUSCHANGE';
}
