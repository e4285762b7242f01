import { BEFORE_BURST_MS, BURST_MS, Clues, type DatedClick, NEAR_TRAP_MS } from './machine-clues.ts';

/** Whether a machine did it: Apple's relay, Gmail's prefetch, a security scanner. */
export type Verdict = 'yes' | 'no' | 'unknown';

/**
 * What ingest found out about who did it, as far as it looks beyond the chain: decided once and stored with the
 * event, so that a verdict never changes with a library's version.
 */
export interface Evidence {
  /** Rules 1 to 5, the first that applies: decided, whatever else happened. */
  decided?: { verdict: 'yes' | 'no'; reason: string };
  /** Rule 6: the clicked link is one that only machines see. */
  trap?: true;
  /** Rule 7: the mail is known to have at least five links. */
  manyLinks?: true;
  /** Rule 10: it came from a network that machines are in, certainly or probably. */
  network?: 'certain' | 'probable';
}

/** What a verdict looks at. */
export interface Judged {
  /** Of STATUSCHANGEs only those made by a link in the mail. */
  type: 'OPEN' | 'CLICK' | 'STATUSCHANGE' | 'DELIVERED';
  /** ms. */
  created: number;
  /**
   * Whether the sender said when it happened. Otherwise `created` is the time of ingest, and the rules of time
   * (6 to 9) neither judge the event by it nor count it.
   */
  dated: boolean;
  url?: string;
  /** Whether a user agent is known. */
  agent: boolean;
  evidence?: Evidence;
}

export interface Judgement {
  verdict: Verdict;
  /** The rules that say so, the deciding one first; none if nothing speaks against a person. */
  reasons: readonly string[];
}

/** Rule 9: nobody opens a mail so soon after it was delivered. */
export const AT_DELIVERY_MS = 2_000;

/**
 * How far from a new OPEN or CLICK, both ways, an event may lie that has to do with what it changes: a click
 * completes a burst with one 2 s away; an open 60 s before that one becomes a machine's, unless a trap 10 s from
 * the open had made it one.
 */
export const NEIGHBOURHOOD_MS = BURST_MS + BEFORE_BURST_MS + NEAR_TRAP_MS;

/**
 * Whether machines made a message's opens, clicks and changes of status: a function of the set of its events,
 * whatever their order. The first of the rules that applies, by their numbers, decides. Costs about O(n log n).
 *
 * @param events all of a chain
 * @returns for each at its position, undefined for a DELIVERED
 */
export function judge(events: readonly Judged[]): (Judgement | undefined)[] {
  const clues = new Clues();
  let deliveredAt = Number.POSITIVE_INFINITY;
  for (const event of events) {
    const click = clickThatTells(event);
    if (click) clues.add(click);
    if (event.type === 'DELIVERED' && event.dated) deliveredAt = Math.min(deliveredAt, event.created);
  }
  return events.map((event) => {
    if (event.type === 'DELIVERED') return undefined;
    const findings = [...findingsOn(event, clues, Number.isFinite(deliveredAt) ? deliveredAt : undefined)];
    const verdict = findings[0]?.[0] ?? 'no';
    return { verdict, reasons: findings.filter(([each]) => each === verdict).map(([, reason]) => reason) };
  });
}

/** What each rule that applies says, in the order of the rules. */
function* findingsOn(
  event: Judged,
  clues: Clues,
  deliveredAt: number | undefined,
): Generator<[verdict: Verdict, reason: string]> {
  const { type, created, dated, agent } = event;
  const { decided, network } = event.evidence ?? {};
  if (decided) yield [decided.verdict, decided.reason];
  if (isTrap(event)) yield ['yes', 'trap'];
  else if (dated && clues.traps.has(created)) yield ['yes', 'near-trap'];
  if (dated && clues.bursts.has(created)) yield ['yes', 'burst'];
  else if (dated && type === 'OPEN' && clues.beforeBursts.has(created)) yield ['yes', 'before-burst'];
  if (dated && deliveredAt !== undefined) {
    if (created < deliveredAt) yield ['yes', 'before-delivery'];
    else if (type === 'OPEN' && created < deliveredAt + AT_DELIVERY_MS) yield ['yes', 'at-delivery'];
  }
  if (network) yield [network === 'certain' ? 'yes' : 'unknown', 'network'];
  if (type === 'OPEN' && !agent) yield ['unknown', 'agent-unknown'];
}

/** Whether an event is the click of a link that only machines see. */
export const isTrap = ({ type, evidence }: Judged): boolean => type === 'CLICK' && evidence?.trap === true;

/** A click as rules 6 and 7 look at it; not if it has no time, or is known to be a person's. */
export function clickThatTells({ type, created, dated, url, evidence }: Judged): DatedClick | undefined {
  if (type !== 'CLICK' || !dated || evidence?.decided?.verdict === 'no') return undefined;
  const { trap = false, manyLinks = false } = evidence ?? {};
  return { created, trap, manyLinks, ...(url !== undefined && { url }) };
}
