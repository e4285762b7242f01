/**
 * What the demo sends: the same people and the same mail at every run, apart from ids and times. Who does what
 * goes by a person's position in the list, so that all numbers can be foretold.
 */

export interface Recipient {
  firstName: string;
  lastName: string;
  address: string;
}

/** An event as `POST /v1/emEvents` takes it. */
export interface SentEvent {
  type: string;
  occurred: string;
  recipient: string;
  campaignId: number;
  url?: string;
}

// 38 × 25 = 950 people. Nobody reads mail at example.com (RFC 2606).
const firstNames =
  'Ada Ben Carla David Elena Farid Grace Hugo Iris Jonas Kenji Lena Marco Nadia Omar Paula Quinn Rosa Samir Tara Umut Vera Wen Ximena Yusuf Zoe Amir Bella Chidi Dina Emil Freya Gita Hans Ines Jorge Katya Liam'.split(
    ' ',
  );
const lastNames =
  'Abe Baker Costa Diaz Eriksen Fischer Garcia Haddad Ito Jensen Kaya Lopez Meyer Novak Okafor Popov Quiroga Rossi Silva Tanaka Unger Vargas Weber Yilmaz Zhang'.split(
    ' ',
  );

/** One mail to everybody. */
export interface Mailing {
  campaignId: number;
  /** When the first recipient's went out, ms; the others follow by the second. */
  start: number;
}

/** The 950 people of the list. */
export const people: readonly Recipient[] = lastNames.flatMap((lastName) =>
  firstNames.map((firstName) => ({
    firstName,
    lastName,
    address: `${firstName}.${lastName}@example.com`.toLowerCase(),
  })),
);

/** A list also has addresses that the CRM has lost: one behind every 19 people, 50 in all. */
const UNKNOWN_EVERY = 19;
const unknownAddress = (number: number) => `former.customer.${number}@example.com`;

/** One person in `every`, from position `from` on, answers a mail with this. */
interface Trouble {
  type: string;
  every: number;
  from: number;
}

/** What the first mail came to, besides what was read. All but the soft bounces forbid a second mail. */
const firstTroubles: readonly Trouble[] = [
  { type: 'hard-bounce', every: 38, from: 7 },
  { type: 'soft-bounce', every: 190, from: 20 },
  { type: 'unsubscribe', every: 95, from: 33 },
  { type: 'spamreport', every: 475, from: 40 },
];
const secondTroubles: readonly Trouble[] = [
  { type: 'hard-bounce', every: 475, from: 150 },
  { type: 'soft-bounce', every: 190, from: 60 },
  { type: 'unsubscribe', every: 317, from: 100 },
];

const troubleAt = (position: number, troubles: readonly Trouble[]): string | undefined =>
  troubles.find(({ every, from }) => position % every === from)?.type;

/** Whether the first mail forbids the second one. */
const isSuppressed = (position: number): boolean => {
  const trouble = troubleAt(position, firstTroubles);
  return trouble !== undefined && trouble !== 'soft-bounce';
};

/** Whose chain the demo shows: a dropped one. */
export const shownPosition = people.findIndex(
  (_, position) => troubleAt(position, firstTroubles) === 'hard-bounce',
);

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * When the two mails went out, ms: the second lately enough to be today's, and long enough ago for people to
 * have read it; the first two weeks before. Whole minutes read better.
 */
export function mailingTimes(now: number): { first: number; second: number } {
  const second = Math.floor((now - 3 * HOUR_MS) / MINUTE_MS) * MINUTE_MS;
  return { first: second - 14 * 24 * HOUR_MS, second };
}

/** The first mail: everybody gets it, some addresses turn out to be bad, some people have had enough. */
export const firstMailing = ({ campaignId, start }: Mailing): SentEvent[] => [
  ...people.map(({ address: recipient }, position) => ({
    type: 'delivered',
    occurred: time(start + position * SECOND_MS),
    recipient,
    campaignId,
  })),
  ...troubleEvents({ campaignId, start }, firstTroubles),
];

/** The second mail: 1,000 recipients, of whom the sender drops those who can't or don't want to be mailed. */
export const secondMailing = ({ campaignId, start }: Mailing): SentEvent[] =>
  people
    .flatMap(({ address }, position) => [
      { type: isSuppressed(position) ? 'dropped' : 'delivered', recipient: address },
      ...((position + 1) % UNKNOWN_EVERY === 0
        ? [{ type: 'delivered', recipient: unknownAddress((position + 1) / UNKNOWN_EVERY) }]
        : []),
    ])
    .map((event, position) => ({ ...event, occurred: time(start + position * SECOND_MS), campaignId }));

/** What people did with the two mails: the second is the better one. */
export const reactions = (first: Mailing, second: Mailing): SentEvent[] => [
  ...readEvents(first, 4),
  ...readEvents(second, 3),
  ...troubleEvents(second, secondTroubles),
];

const troubleEvents = ({ campaignId, start }: Mailing, troubles: readonly Trouble[]): SentEvent[] =>
  people.flatMap(({ address: recipient }, position) => {
    const type = troubleAt(position, troubles);
    const occurred = time(start + position * SECOND_MS + 3 * MINUTE_MS);
    return type === undefined ? [] : [{ type, occurred, recipient, campaignId }];
  });

/**
 * Of those whom both mails reach one in `every` opens it, within two and a half hours; a third of these click,
 * and some come back to it.
 */
const readEvents = ({ campaignId, start }: Mailing, every: number): SentEvent[] =>
  people.flatMap(({ address: recipient }, position) => {
    const inTrouble = [firstTroubles, secondTroubles].some((troubles) => troubleAt(position, troubles));
    if (position % every !== 0 || inTrouble) return [];
    const opened = start + 20 * MINUTE_MS + ((position * 37) % 120) * MINUTE_MS;
    const event = (type: string, at: number) => ({ type, occurred: time(at), recipient, campaignId });
    return [
      event('open', opened),
      ...(position % (3 * every) === 0
        ? [{ ...event('click', opened + 40 * SECOND_MS), url: 'https://example.com/offers' }]
        : []),
      ...(position % 5 === 0 ? [event('open', opened + 10 * MINUTE_MS)] : []),
    ];
  });

const time = (ms: number): string => new Date(ms).toISOString();
