import type { ListedWord } from '../../lib/domain/event-types.ts';
import { Random } from './random.ts';

export interface BlastSize {
  requests: number;
  /** Of each request. */
  events: number;
  people: number;
  campaigns: number;
  /** Whether some requests have an `Idempotency-Key`. */
  keys: boolean;
  /** Whether also where the system is killed: a retry then waits for the first one's lease, up to a minute. */
  keysAfterKill: boolean;
  /** Whether rows are read in every order that there is, rather than in one. */
  everyOrder: boolean;
}

/** Whom and about what events are sent, by the ids that the API gave them. */
export interface Audience {
  campaigns: number[];
  people: { id: number; addresses: string[] }[];
}

/** An event as `POST /v1/emEvents` takes it. */
export interface SentEvent {
  type: ListedWord;
  occurred?: string;
  recipient?: string;
  personId?: number;
  campaignId: number;
  url?: string;
}

export interface PlannedRequest {
  events: SentEvent[];
  respondAsync: boolean;
  /** Its `Idempotency-Key`. Only requests with one have events without a time: those can be sent but once. */
  key?: string;
  /** Whether the sender posts it twice: after the first answer, or both at once. */
  again?: 'afterwards' | 'at once';
}

const UNKNOWN_SHARE = 0.05;
const REPEATED_SHARE = 0.1;
/** A robot that opens and clicks one message over and over: its chain gets long. */
const ROBOT_SHARE = 0.02;
const UNDATED_SHARE = 0.1;

const START = Date.UTC(2025, 0, 2, 3);
const HOUR_MS = 3_600_000;
/** What has a time happened before this, ms; what is later has the time at which it came in. */
export const DATED_UNTIL = Date.UTC(2025, 1, 1);
/** Most requests tell of a few hours, one in ten of days: its chunks hold few events each. */
const HOURS = 4;
const LATE_HOURS = 5 * 24;

/** How often each word is said: more of what goes wrong than in real mail. */
const words: ListedWord[] = (
  [
    ['delivered', 40],
    ['open', 25],
    ['click', 12],
    ['bounced', 3],
    ['soft-bounce', 4],
    ['hard-bounce', 4],
    ['unsubscribe', 3],
    ['spamreport', 2],
    ['dropped', 7],
  ] satisfies [ListedWord, number][]
).flatMap(([word, times]) => Array.from({ length: times }, () => word));
const links = ['https://example.com/', 'https://example.com/offer?a=1&b=2#c', 'https://example.com/ü'];

/**
 * What a sender posts: 5 % of the events to nobody, 10 % said again, in other words, what another request says.
 * Every fact has a time of its own, so that no cause is as late as another.
 */
export function planBlast(size: BlastSize, audience: Audience, seed: number): PlannedRequest[] {
  const random = new Random(seed);
  let facts = 0;

  function newFact(request: number, keyed: boolean): SentEvent {
    const robot = random.chance(ROBOT_SHARE);
    const person = robot ? audience.people[0]! : random.pick(audience.people);
    const type = robot ? random.pick<ListedWord>(['open', 'click']) : random.pick(words);
    const hours = request % 10 === 9 ? LATE_HOURS : HOURS;
    const time = START + random.below(hours) * HOUR_MS + ++facts;
    return {
      type,
      ...(keyed && type === 'open' && random.chance(UNDATED_SHARE)
        ? {}
        : { occurred: new Date(time).toISOString() }),
      ...(random.chance(0.02) ? { personId: person.id } : { recipient: random.pick(person.addresses) }),
      campaignId: robot ? audience.campaigns[0]! : random.pick(audience.campaigns),
      ...(type === 'click' && random.chance(0.9) && { url: random.pick(links) }),
    };
  }

  function toNobody(request: number): SentEvent {
    const { personId, ...event } = newFact(request, false);
    return random.chance(0.02)
      ? { ...event, personId: 1_000_000 + random.below(5) }
      : { ...event, recipient: `Nobody.${random.below(50)}@example.com` };
  }

  const share = (part: number) => Math.round(size.events * part);
  const fresh = size.events - share(UNKNOWN_SHARE) - share(REPEATED_SHARE);
  const requests = Array.from({ length: size.requests }, (_, request): PlannedRequest => {
    const key = size.keys && request % 4 === 1 ? `request-${request}` : undefined;
    return {
      events: [
        ...Array.from({ length: fresh }, () => newFact(request, key !== undefined)),
        ...Array.from({ length: share(UNKNOWN_SHARE) }, () => toNobody(request)),
      ],
      respondAsync: random.chance(0.5),
      ...(key !== undefined && { key, again: request % 8 === 1 ? 'afterwards' : 'at once' }),
    };
  });
  const said = requests.map(({ events }) =>
    events.slice(0, fresh).filter(({ occurred }) => occurred !== undefined),
  );
  return requests.map((planned, request) => {
    const repeated = Array.from({ length: share(REPEATED_SHARE) }, () => {
      const other = (request + 1 + random.below(size.requests - 1)) % size.requests;
      return inOtherWords(random.pick(said[other]!), random);
    });
    return { ...planned, events: random.shuffled([...planned.events, ...repeated]) };
  });
}

/** The same fact: addresses compare without case, times by the moment they name. */
function inOtherWords(event: SentEvent, random: Random): SentEvent {
  const { recipient, occurred = '' } = event;
  const ahead = new Date(Date.parse(occurred) + 2 * HOUR_MS).toISOString().replace('Z', '+02:00');
  return {
    ...event,
    ...(recipient !== undefined && random.chance(0.3) && { recipient: ` ${recipient.toUpperCase()}` }),
    ...(random.chance(0.3) && { occurred: ahead }),
  };
}
