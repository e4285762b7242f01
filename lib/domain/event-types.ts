/** What can happen to a message: HubSpot's event types, plus REPLY (seed 002; HubSpot's live enum). */
export type EventType =
  | 'SENT'
  | 'DELIVERED'
  | 'DROPPED'
  | 'BOUNCE'
  | 'OPEN'
  | 'CLICK'
  | 'STATUSCHANGE'
  | 'SPAMREPORT';

/**
 * The senders' own words for the types. Stored chains and journals hold positions in this list,
 * so words are only ever added at its end. The nine are Follow Up Boss's (seed 000).
 */
export const words = [
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
export type Word = (typeof words)[number];

interface Meaning {
  types: readonly EventType[];
  /** HubSpot properties that follow from the word alone. */
  properties?: Readonly<Record<string, string>>;
}

const meanings: Record<Word, Meaning> = {
  // "Email was sent out to a recipient" (seed 000): the provider has it, and nothing says it failed.
  delivered: { types: ['SENT', 'DELIVERED'] },
  open: { types: ['OPEN'] },
  click: { types: ['CLICK'] },
  bounced: { types: ['BOUNCE'] },
  'soft-bounce': { types: ['BOUNCE'], properties: { category: 'TEMPORARY_PROBLEM' } },
  'hard-bounce': { types: ['BOUNCE'] },
  unsubscribe: {
    types: ['STATUSCHANGE'],
    properties: { source: 'SOURCE_RECIPIENT', portalSubscriptionStatus: 'UNSUBSCRIBED' },
  },
  spamreport: { types: ['SPAMREPORT'] },
  dropped: { types: ['DROPPED'] },
};

/** The canonical types that one submission under this word stands for. */
export const typesOf = (word: Word): readonly EventType[] => meanings[word].types;
export const propertiesOf = (word: Word): Readonly<Record<string, string>> => meanings[word].properties ?? {};

/**
 * The usual order of a message's life. It breaks ties of events with equal times, so that no answer
 * depends on which of them arrived first.
 */
export const lifecycle: readonly EventType[] = [
  'SENT',
  'DELIVERED',
  'BOUNCE',
  'DROPPED',
  'OPEN',
  'CLICK',
  'STATUSCHANGE',
  'SPAMREPORT',
];
