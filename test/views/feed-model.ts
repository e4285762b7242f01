import { nameOf, type Said, type Told } from './feed-world.ts';

// What HubSpot's document says of events and their references (seed 002, "Event references"), in the plainest way.
// Nothing of it is taken from `lib`.

type Event = Omit<Said, 'word'> & { type: string; word: string };

/** Follow Up Boss's words say these; any other is HubSpot's own, some with what it means to the address. */
const TYPES: Record<string, string[]> = {
  delivered: ['SENT', 'DELIVERED'],
  open: ['OPEN'],
  click: ['CLICK'],
  bounced: ['BOUNCE'],
  'soft-bounce': ['BOUNCE'],
  'hard-bounce': ['BOUNCE'],
  unsubscribe: ['STATUSCHANGE'],
  spamreport: ['SPAMREPORT'],
  dropped: ['DROPPED'],
};

/** What forbids mailing an address again, the gravest last: the words, the reason of drops, and the words that lift it. */
const CAUSES: [words: string[], reason: string, lifts: string[]][] = [
  [['bounced', 'BOUNCE'], 'PREVIOUSLY_BOUNCED', ['UNBOUNCE']],
  [['hard-bounce', 'BOUNCE:hard'], 'PREVIOUSLY_BOUNCED', ['UNBOUNCE']],
  [['unsubscribe', 'STATUSCHANGE:unsubscribe'], 'PREVIOUSLY_UNSUBSCRIBED_PORTAL', ['STATUSCHANGE:subscribe']],
  [['spamreport', 'SPAMREPORT'], 'PREVIOUS_SPAM', []],
];

/** Every event that these facts are, with its references; each fact once, in no order. */
export function tell(said: readonly Said[]): Told[] {
  const facts = [
    ...new Map(said.map((fact) => [JSON.stringify(Object.entries(fact).sort()), fact])).values(),
  ];
  const events = facts.flatMap((fact) =>
    (TYPES[fact.word] ?? [fact.word.split(':')[0] as string]).map((type): Event => ({ ...fact, type })),
  );
  return events.map((event) => {
    const message = events.filter((one) => one.person === event.person && one.campaign === event.campaign);
    const first = (type: string) => message.filter((one) => one.type === type).sort((a, b) => a.at - b.at)[0];
    const sent = first('SENT') ?? (event.type === 'DROPPED' ? event : undefined);
    const obsoletedBy = event.type === 'SENT' ? first('DROPPED') : undefined;
    const cause = ['DROPPED', 'SUPPRESSED'].includes(event.type) ? causeOf(event, events) : undefined;
    const { person, campaign, type, at } = event;
    return {
      ...{ person, campaign, type, at },
      ...(type === 'DROPPED' && cause && { dropReason: cause.reason }),
      ...(sent && { sentBy: nameOf(sent.type, sent.at, campaign) }),
      ...(obsoletedBy && { obsoletedBy: nameOf('DROPPED', obsoletedBy.at, campaign) }),
      ...(cause && { causedBy: nameOf(cause.type, cause.at, cause.campaign) }),
    };
  });
}

/** The latest that befell the address before and still held; of one time the gravest. */
function causeOf({ person, at }: Event, events: readonly Event[]): (Event & { reason: string }) | undefined {
  const before = events.filter((event) => event.person === person && event.at <= at);
  return CAUSES.flatMap(([words, reason, lifts], gravity) => {
    const lifted = Math.max(-1, ...before.filter(({ word }) => lifts.includes(word)).map((lift) => lift.at));
    const held = before.filter((event) => words.includes(event.word) && event.at >= lifted);
    return held.map((event) => ({ ...event, reason, gravity }));
  }).sort((a, b) => b.at - a.at || b.gravity - a.gravity || b.campaign - a.campaign)[0];
}
