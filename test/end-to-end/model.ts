import { machinesOf } from '../machine-model.ts';
import type { Statistics } from './wire.ts';

// What the API must tell of a set of facts, in the plainest way: a fold over the set. Nothing of it is taken
// from `lib`.

/** One thing that happened to a message: what two submissions share that are repeats of each other. */
export interface Fact {
  person: number;
  campaign: number;
  type: string;
  /** ms; the model has no facts without a time, as nobody can say when those happened. */
  created: number;
  url?: string | undefined;
}

export const factName = ({ person, campaign, type, created, url }: Fact): string =>
  JSON.stringify([person, campaign, type, created, url]);

/** A row as `type personId campaignId`, with its count and the time of its first event. */
export function rowsOf(facts: readonly Fact[]): Map<string, { count: number; created: number }> {
  const rows = new Map<string, { count: number; created: number }>();
  for (const { type, person, campaign, created } of facts) {
    const name = `${type} ${person} ${campaign}`;
    const row = rows.get(name) ?? { count: 0, created };
    rows.set(name, { count: row.count + 1, created: Math.min(row.created, created) });
  }
  return rows;
}

export function statisticsOf(facts: readonly Fact[], campaignId: number): Statistics {
  const ours = facts.filter(({ campaign }) => campaign === campaignId);
  const events = (...types: string[]) => ours.filter(({ type }) => types.includes(type)).length;
  const messages = (name: string) =>
    new Set(ours.filter(({ type }) => type === name).map(({ person }) => person)).size;
  const machines = new Set(
    [...Map.groupBy(ours, ({ person }) => person).values()].flatMap((message) => [...machinesOf(message)]),
  );
  const byPeople = (name: string) => ours.filter((fact) => fact.type === name && !machines.has(fact));
  const reached = (name: string) => new Set(byPeople(name).map(({ person }) => person)).size;
  const rate = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  const sent = events('delivered');
  const bounces = events('bounced', 'hard-bounce', 'soft-bounce');
  return {
    campaignId,
    sent,
    delivered: sent,
    opens: events('open'),
    uniqueOpens: messages('open'),
    clicks: events('click'),
    uniqueClicks: messages('click'),
    bounces,
    hardBounces: events('hard-bounce'),
    softBounces: events('soft-bounce'),
    unsubscribes: events('unsubscribe'),
    spamReports: events('spamreport'),
    drops: events('dropped'),
    human: {
      opens: byPeople('open').length,
      uniqueOpens: reached('open'),
      clicks: byPeople('click').length,
      uniqueClicks: reached('click'),
    },
    rates: {
      delivery: rate(sent, sent),
      open: rate(reached('open'), sent),
      click: rate(reached('click'), sent),
      bounce: rate(bounces, sent),
      unsubscribe: rate(events('unsubscribe'), sent),
      complaint: rate(events('spamreport'), sent),
    },
  };
}

/** What each word says happened, in the order of a message's life. */
const MEANINGS: [type: string, word: string][] = [
  ['SENT', 'delivered'],
  ['DELIVERED', 'delivered'],
  ['BOUNCE', 'bounced'],
  ['BOUNCE', 'hard-bounce'],
  ['BOUNCE', 'soft-bounce'],
  ['DROPPED', 'dropped'],
  ['OPEN', 'open'],
  ['CLICK', 'click'],
  ['STATUSCHANGE', 'unsubscribe'],
  ['SPAMREPORT', 'spamreport'],
];

/** What forbids mailing an address again, the gravest last, and the reason of the drops it causes. */
const SUPPRESSING = ['bounced', 'hard-bounce', 'unsubscribe', 'spamreport'];
const REASONS: Record<string, string> = {
  bounced: 'PREVIOUSLY_BOUNCED',
  'hard-bounce': 'PREVIOUSLY_BOUNCED',
  unsubscribe: 'PREVIOUSLY_UNSUBSCRIBED_PORTAL',
  spamreport: 'PREVIOUS_SPAM',
};

/** An event of a chain in words: ids are replaced by what they lead to. */
export interface ToldEvent {
  type: string;
  created: number;
  category?: string | undefined;
  url?: string | undefined;
  sentBy?: string | undefined;
  obsoletedBy?: string | undefined;
  dropReason?: string | undefined;
  cause?: string | undefined;
}

export const inWords = (type: string, created: number, campaign: number): string =>
  `${type} at ${created} in ${campaign}`;

/** A message's events in order of time, with their references. Every fact was about one address. */
export function chainOf(facts: readonly Fact[], person: number, campaign: number): ToldEvent[] {
  const theirs = facts.filter((fact) => fact.person === person);
  const events = MEANINGS.flatMap(([type, word], life) =>
    theirs
      .filter((fact) => fact.campaign === campaign && fact.type === word)
      .map((fact) => ({ ...fact, type, word, life })),
  ).sort((a, b) => a.created - b.created || a.life - b.life || compare(a.url ?? '', b.url ?? ''));
  const sent = events.find(({ type }) => type === 'SENT');
  const dropped = events.find(({ type }) => type === 'DROPPED');
  return events.map((event) => {
    const { type, created, word, url } = event;
    const isDrop = type === 'DROPPED';
    const cause = isDrop ? causeOf(theirs, created) : undefined;
    const sentBy = sent ?? (isDrop ? event : undefined);
    return {
      type,
      created,
      url,
      category: word === 'soft-bounce' ? 'TEMPORARY_PROBLEM' : undefined,
      sentBy: sentBy && inWords(sentBy.type, sentBy.created, campaign),
      obsoletedBy: type === 'SENT' && dropped ? inWords('DROPPED', dropped.created, campaign) : undefined,
      dropReason: cause && REASONS[cause.type],
      cause: cause && inWords(typeOf(cause.type), cause.created, cause.campaign),
    };
  });
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
const typeOf = (word: string) => MEANINGS.find(([, meant]) => meant === word)?.[0] ?? '';

/** The latest up to then that suppressed the address; of several at one time the gravest. */
const causeOf = (facts: readonly Fact[], at: number): Fact | undefined =>
  facts
    .filter(({ type, created }) => SUPPRESSING.includes(type) && created <= at)
    .sort(
      (a, b) =>
        b.created - a.created ||
        SUPPRESSING.indexOf(b.type) - SUPPRESSING.indexOf(a.type) ||
        b.campaign - a.campaign,
    )[0];

/** What became of a message: what the person did, else the last word on its delivery. */
export function stateOf(chain: readonly ToldEvent[]): string {
  const has = (type: string) => chain.some((event) => event.type === type);
  if (has('SPAMREPORT')) return 'reported-as-spam';
  if (has('STATUSCHANGE')) return 'unsubscribed';
  if (has('CLICK')) return 'clicked';
  if (has('OPEN')) return 'opened';
  const last = chain.findLast(({ type }) => ['DELIVERED', 'BOUNCE', 'DROPPED'].includes(type));
  return { BOUNCE: 'bounced', DROPPED: 'dropped' }[last?.type ?? ''] ?? 'delivered';
}
