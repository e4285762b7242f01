/**
 * What can happen to a message: HubSpot's event types (seed 002; its live enum says SUPPRESSED where the document
 * says SUPPRESSION), plus REPLY. Positions are part of every event id ever given out: types are only added at the
 * end.
 */
export const eventTypes = [
  'SENT',
  'DELIVERED',
  'DROPPED',
  'BOUNCE',
  'OPEN',
  'CLICK',
  'STATUSCHANGE',
  'SPAMREPORT',
  'PROCESSED',
  'DEFERRED',
  'PRINT',
  'FORWARD',
  'REPLY',
  'SUPPRESSED',
  'UNBOUNCE',
] as const;
export type EventType = (typeof eventTypes)[number];

/** Follow Up Boss's words (seed 000), which its lists give back: one row for each of a message. */
export const listedWords = [
  'delivered',
  'open',
  'click',
  'bounced',
  'soft-bounce',
  'hard-bounce',
  'unsubscribe',
  'spamreport',
  'dropped',
] as const;
export type ListedWord = (typeof listedWords)[number];

/**
 * The senders' own words for what happened: Follow Up Boss's, or HubSpot's type, with what decides its effect
 * where the type alone doesn't. Stored chains and journals hold positions in this list, so words are only ever
 * added at its end.
 */
export const words = [
  ...listedWords,
  'SENT',
  'PROCESSED',
  'DELIVERED',
  'DEFERRED',
  'DROPPED',
  'BOUNCE',
  'BOUNCE:soft',
  'BOUNCE:hard',
  'OPEN',
  'CLICK',
  'PRINT',
  'FORWARD',
  'REPLY',
  'STATUSCHANGE',
  'STATUSCHANGE:unsubscribe',
  'STATUSCHANGE:subscribe',
  'SPAMREPORT',
  'SUPPRESSED',
  'UNBOUNCE',
] as const;
export type Word = (typeof words)[number];

interface Meaning {
  types: readonly EventType[];
  /** Follow Up Boss's word for it, if it has one. */
  listed?: ListedWord;
  /** HubSpot properties that follow from the word alone. */
  properties?: Readonly<Record<string, string>>;
}

const meanings: Record<Word, Meaning> = {
  // "Email was sent out to a recipient" (seed 000): the provider has it, and nothing says it failed.
  delivered: { types: ['SENT', 'DELIVERED'], listed: 'delivered' },
  open: { types: ['OPEN'], listed: 'open' },
  click: { types: ['CLICK'], listed: 'click' },
  bounced: { types: ['BOUNCE'], listed: 'bounced' },
  'soft-bounce': {
    ...{ types: ['BOUNCE'], listed: 'soft-bounce' },
    properties: { category: 'TEMPORARY_PROBLEM' },
  },
  'hard-bounce': { types: ['BOUNCE'], listed: 'hard-bounce' },
  unsubscribe: {
    ...{ types: ['STATUSCHANGE'], listed: 'unsubscribe' },
    properties: { source: 'SOURCE_RECIPIENT', portalSubscriptionStatus: 'UNSUBSCRIBED' },
  },
  spamreport: { types: ['SPAMREPORT'], listed: 'spamreport' },
  dropped: { types: ['DROPPED'], listed: 'dropped' },

  SENT: { types: ['SENT'] },
  PROCESSED: { types: ['PROCESSED'] },
  DELIVERED: { types: ['DELIVERED'], listed: 'delivered' },
  DEFERRED: { types: ['DEFERRED'] },
  DROPPED: { types: ['DROPPED'], listed: 'dropped' },
  BOUNCE: { types: ['BOUNCE'], listed: 'bounced' },
  'BOUNCE:soft': { types: ['BOUNCE'], listed: 'soft-bounce' },
  'BOUNCE:hard': { types: ['BOUNCE'], listed: 'hard-bounce' },
  OPEN: { types: ['OPEN'], listed: 'open' },
  CLICK: { types: ['CLICK'], listed: 'click' },
  PRINT: { types: ['PRINT'] },
  FORWARD: { types: ['FORWARD'] },
  REPLY: { types: ['REPLY'] },
  STATUSCHANGE: { types: ['STATUSCHANGE'] },
  'STATUSCHANGE:unsubscribe': { types: ['STATUSCHANGE'], listed: 'unsubscribe' },
  'STATUSCHANGE:subscribe': { types: ['STATUSCHANGE'] },
  SPAMREPORT: { types: ['SPAMREPORT'], listed: 'spamreport' },
  SUPPRESSED: { types: ['SUPPRESSED'] },
  UNBOUNCE: { types: ['UNBOUNCE'] },
};

/** The canonical types that one submission under this word stands for. */
export const typesOf = (word: Word): readonly EventType[] => meanings[word].types;
export const propertiesOf = (word: Word): Readonly<Record<string, string>> => meanings[word].properties ?? {};
/** Types whose events say what was submitted (seed 002, "Submission events"). */
export const submissionTypes: ReadonlySet<EventType> = new Set(['SENT', 'DROPPED']);
/** Types of what somebody does with a mail, or a machine (seed 002, "User engagement events"). */
export const engagementTypes: ReadonlySet<EventType> = new Set(['OPEN', 'CLICK', 'PRINT', 'FORWARD']);

/** Whether the word stands for a type, alone or among others. */
export const isOfType = (word: Word, type: EventType): boolean => meanings[word].types.includes(type);
/** What Follow Up Boss calls it; `undefined` for what it has no word for. */
export const listedAs = (word: Word): ListedWord | undefined => meanings[word].listed;

/**
 * The usual order of a message's life. It breaks ties of events with equal times, so that no answer
 * depends on which of them arrived first.
 */
export const lifecycle: readonly EventType[] = [
  'SENT',
  'PROCESSED',
  'DEFERRED',
  'DELIVERED',
  'BOUNCE',
  'DROPPED',
  'SUPPRESSED',
  'OPEN',
  'PRINT',
  'FORWARD',
  'CLICK',
  'REPLY',
  'STATUSCHANGE',
  'SPAMREPORT',
  'UNBOUNCE',
];
