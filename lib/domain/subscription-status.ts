import * as z from 'zod/mini';
import type { Json, Properties } from './event-properties.ts';
import { causeAt, type Suppression, type SuppressionKind } from './suppression.ts';

/** What a STATUSCHANGE says of one kind of mail (facts/hubspot-and-outreach.md, A5). */
export interface SubscriptionChange {
  id: number;
  status: 'SUBSCRIBED' | 'UNSUBSCRIBED';
  legalBasisChange?: {
    legalBasisType?: string | undefined;
    legalBasisExplanation?: string | undefined;
    optState?: string | undefined;
  };
}

/** Something that befell an address, with what it says of kinds of mail; nothing for most. */
export interface AddressChange extends Suppression {
  subscriptions: readonly SubscriptionChange[];
}

/** How things stand with an address. Every flag is of its own: who reports spam is not unsubscribed by it. */
export interface AddressStatus {
  unsubscribed: boolean;
  bounced: boolean;
  spam: boolean;
  /** What was last said of each kind of mail, by id. */
  subscriptions: (SubscriptionChange & { updated: number })[];
}

/**
 * How things stood with an address at a time, that time's changes included: a function of the set of its changes,
 * in whatever order they came in. Of what was said at one time the refusal counts.
 *
 * @param changes all of the address
 * @param at ms; all of them unless given, since senders' clocks may be ahead
 */
export function statusAt(changes: readonly AddressChange[], at = Number.POSITIVE_INFINITY): AddressStatus {
  const latest = new Map<number, SubscriptionChange & { updated: number }>();
  for (const { created, subscriptions } of changes) {
    for (const change of created <= at ? subscriptions : []) {
      const next = { ...change, updated: created };
      const known = latest.get(change.id);
      if (!known || compare(known, next) < 0) latest.set(change.id, next);
    }
  }
  return {
    unsubscribed: causeAt(changes, at, ['unsubscribe']) !== undefined,
    bounced: causeAt(changes, at, ['bounce', 'hard-bounce']) !== undefined,
    spam: causeAt(changes, at, ['spam']) !== undefined,
    subscriptions: [...latest.values()].sort((a, b) => a.id - b.id),
  };
}

type Dated = SubscriptionChange & { updated: number };

/** By time; `UNSUBSCRIBED` outranks `SUBSCRIBED`; then by what else they say, so that it can't be the order. */
const compare = (a: Dated, b: Dated): number =>
  a.updated - b.updated ||
  Number(a.status === 'UNSUBSCRIBED') - Number(b.status === 'UNSUBSCRIBED') ||
  compareText(JSON.stringify(a.legalBasisChange ?? null), JSON.stringify(b.legalBasisChange ?? null));

const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** Of zod's small edition, which starts faster. Pure, so that bundles which don't read them are without it. */
const subscriptionChange = /* @__PURE__ */ subscriptionSchema();

function subscriptionSchema() {
  const text = z.catch(z.optional(z.string()), undefined);
  const basis = z.object({ legalBasisType: text, legalBasisExplanation: text, optState: text });
  return z.object({
    id: z.int(),
    status: z.enum(['SUBSCRIBED', 'UNSUBSCRIBED']),
    legalBasisChange: z.catch(z.optional(basis), undefined),
  });
}

/** The one list that we have ourselves: it stands for all of an account's marketing email. */
export const MARKETING_SUBSCRIPTION = 1;

/** The lists that a change of status is about, where it isn't about all mail; `undefined` where it is. */
export function listsOf(kind: SuppressionKind, properties: Properties = {}): number[] | undefined {
  if (properties.portalSubscriptionStatus !== undefined) return undefined;
  const status = kind === 'subscribe' ? 'SUBSCRIBED' : 'UNSUBSCRIBED';
  const lists = subscriptionsIn(properties).flatMap((one) => (one.status === status ? [one.id] : []));
  return lists.length > 0 && !lists.includes(MARKETING_SUBSCRIPTION) ? lists : undefined;
}

/** What an event's properties say of kinds of mail, as far as it can be read. */
export function subscriptionsIn({ subscriptions }: Properties): SubscriptionChange[] {
  const list: readonly Json[] = Array.isArray(subscriptions) ? subscriptions : [];
  return list.flatMap((entry) => {
    const { data } = subscriptionChange.safeParse(entry);
    if (!data) return [];
    const { legalBasisChange, ...change } = data;
    return [{ ...change, ...(legalBasisChange && { legalBasisChange }) }];
  });
}
