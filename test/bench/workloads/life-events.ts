import { Random } from '../../blast/random.ts';
import { clickUserAgent, openUserAgent } from './user-agents.ts';

/** An event as it is posted, in HubSpot's dialect, and when the provider's hook has it ready. */
export interface LifeEvent {
  /** Whose message it is, from 0. */
  person: number;
  /** ms since the first message was sent. */
  arrives: number;
  /** Without recipient and campaign; `created` in ms since the first message was sent. */
  sent: { type: string; created: number; [property: string]: unknown };
}

/** One request's events, at the moment its last one is there. */
export interface LifeRequest {
  at: number;
  events: LifeEvent[];
}

export interface LifeShape {
  messages: number;
  /** Messages sent a second. */
  rate: number;
  seed: number;
  /** Only what arrives in this part of it, ms since the first message was sent: as dense as the whole stream. */
  part?: { from: number; until: number };
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/**
 * The life of messages that are sent at a steady rate: sent, processed and delivered within seconds, one in twenty
 * greylisted for minutes; opened, at the median, after four minutes, again half a minute later, and clicked soon
 * after that. A provider's hook tells of most events within a second or two, of some only after a minute.
 */
function eventsOf(person: number, start: number, random: Random): LifeEvent[] {
  const after = (mean: number): number => Math.round(-mean * Math.log(1 - random.next()));
  const told = (): number => (random.chance(0.1) ? after(MINUTE) : after(SECOND));
  const [part, browserPart] = [random.next(), random.next()];
  const ipAddress = `203.0.${random.below(256)}.${random.below(256)}`;
  const smtpId = `<${hex(random, 32)}@mail-${random.below(20)}.provider.example>`;

  const processed = start + after(300);
  const delivered = processed + (random.chance(0.05) ? 5 * MINUTE + after(MINUTE) : 300 + after(1_500));
  const opened = delivered + SECOND + after(6 * MINUTE);
  const again = opened + SECOND + after(40 * SECOND);
  const clicked = again + SECOND + after(10 * SECOND);
  const open = { type: 'OPEN', userAgent: openUserAgent(part), ipAddress };
  const sent = [
    { type: 'SENT', created: start },
    { type: 'PROCESSED', created: processed, smtpId },
    { type: 'DELIVERED', created: delivered, smtpId, response: `250 2.0.0 OK  ${hex(random, 40)} - gsmtp` },
    { ...open, created: opened },
    { ...open, created: again },
    {
      type: 'CLICK',
      created: clicked,
      userAgent: clickUserAgent(browserPart),
      ipAddress,
      url: linkOf(random),
    },
  ];
  return sent.map((event) => ({ person, arrives: event.created + told(), sent: event }));
}

const LINKS = [
  'listings/tour',
  'account/preferences',
  'blog/what-your-home-is-worth-this-spring',
  'open-house',
];

/** 100 to 160 characters, with what a campaign is known by. */
const linkOf = (random: Random): string =>
  `https://www.estates.example/${random.pick(LINKS)}/${random.below(1e6)}?utm_source=newsletter&utm_medium=email` +
  `&utm_campaign=spring-market-update&utm_content=button-${random.below(9)}`;

const hex = (random: Random, digits: number): string =>
  Array.from({ length: digits }, () => random.below(16).toString(16)).join('');

/** All events of all messages as the provider posts them: in the order of their arrival, 100 to 500 a request. */
export function lifeRequests({ messages, rate, seed, part }: LifeShape): LifeRequest[] {
  const random = new Random(seed);
  const events = Array.from({ length: messages }, (_, person) =>
    eventsOf(person, Math.round((person * SECOND) / rate), random),
  )
    .flat()
    .sort((one, other) => one.arrives - other.arrives);
  const requests: LifeRequest[] = [];
  for (let first = 0; first < events.length; ) {
    const some = events.slice(first, first + 100 + random.below(401));
    requests.push({ at: some.at(-1)?.arrives ?? 0, events: some });
    first += some.length;
  }
  return part ? requests.filter(({ at }) => at >= part.from && at < part.until) : requests;
}
