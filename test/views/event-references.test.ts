import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FeedWorld, inWords, openFeedWorld, readToEnd, type Said, type Told } from './feed-world.ts';

// Each example of seed 002, "Event references", as events that a sender gives and what the list says of them.

let world: FeedWorld;
beforeAll(async () => {
  world = await openFeedWorld();
});
afterAll(() => world.close());

type Example = [name: string, said: Omit<Said, 'person'>[], told: Omit<Told, 'person'>[]];

const SENT = 'SENT at 1 in 1';
const DROPPED_IN_2 = 'DROPPED at 5 in 2';

const examples: Example[] = [
  [
    'all that follows a SENT refers to it by sentBy',
    [
      { campaign: 1, word: 'SENT', at: 1 },
      { campaign: 1, word: 'PROCESSED', at: 2 },
      { campaign: 1, word: 'DEFERRED', at: 3 },
      { campaign: 1, word: 'DELIVERED', at: 4 },
      { campaign: 1, word: 'OPEN', at: 5 },
      { campaign: 1, word: 'CLICK', at: 6 },
      { campaign: 1, word: 'PRINT', at: 7 },
      { campaign: 1, word: 'FORWARD', at: 8 },
      { campaign: 1, word: 'STATUSCHANGE', at: 9 },
      { campaign: 1, word: 'SPAMREPORT', at: 10 },
    ],
    (
      [
        ...['SPAMREPORT', 'STATUSCHANGE', 'FORWARD', 'PRINT', 'CLICK', 'OPEN'],
        ...['DELIVERED', 'DEFERRED', 'PROCESSED', 'SENT'],
      ] as const
    ).map((type, position) => ({ campaign: 1, type, at: 10 - position, sentBy: SENT })),
  ],
  [
    'a message has one SENT: what was sent and delivered at once is two events',
    [{ campaign: 1, word: 'delivered', at: 1 }],
    [
      { campaign: 1, type: 'DELIVERED', at: 1, sentBy: SENT },
      { campaign: 1, type: 'SENT', at: 1, sentBy: SENT },
    ],
  ],
  [
    'without a SENT there is no sentBy',
    [{ campaign: 1, word: 'OPEN', at: 1 }],
    [{ campaign: 1, type: 'OPEN', at: 1 }],
  ],
  [
    'a DROPPED without a SENT is what was generated first: it refers to itself',
    [{ campaign: 2, word: 'DROPPED', at: 5 }],
    [{ campaign: 2, type: 'DROPPED', at: 5, sentBy: DROPPED_IN_2 }],
  ],
  [
    'a SENT that was dropped afterwards is obsolete',
    [
      { campaign: 1, word: 'SENT', at: 1 },
      { campaign: 1, word: 'DROPPED', at: 2 },
    ],
    [
      { campaign: 1, type: 'DROPPED', at: 2, sentBy: SENT },
      { campaign: 1, type: 'SENT', at: 1, sentBy: SENT, obsoletedBy: 'DROPPED at 2 in 1' },
    ],
  ],
  [
    'a DROPPED because of a BOUNCE, of another message',
    [
      { campaign: 1, word: 'SENT', at: 1 },
      { campaign: 1, word: 'BOUNCE', at: 2 },
      { campaign: 2, word: 'DROPPED', at: 5 },
    ],
    [
      {
        ...{ campaign: 2, type: 'DROPPED', at: 5, dropReason: 'PREVIOUSLY_BOUNCED' },
        ...{ sentBy: DROPPED_IN_2, causedBy: 'BOUNCE at 2 in 1' },
      },
      { campaign: 1, type: 'BOUNCE', at: 2, sentBy: SENT },
      { campaign: 1, type: 'SENT', at: 1, sentBy: SENT },
    ],
  ],
  [
    'a DROPPED because of a spam report, which outlasts an unbounce',
    [
      { campaign: 1, word: 'SPAMREPORT', at: 1 },
      { campaign: 0, word: 'UNBOUNCE', at: 2 },
      { campaign: 2, word: 'DROPPED', at: 5 },
    ],
    [
      {
        ...{ campaign: 2, type: 'DROPPED', at: 5, dropReason: 'PREVIOUS_SPAM' },
        ...{ sentBy: DROPPED_IN_2, causedBy: 'SPAMREPORT at 1 in 1' },
      },
      { campaign: 0, type: 'UNBOUNCE', at: 2 },
      { campaign: 1, type: 'SPAMREPORT', at: 1 },
    ],
  ],
  [
    'a DROPPED because of a change of status by hand',
    [
      { campaign: 0, word: 'STATUSCHANGE:unsubscribe', at: 1 },
      { campaign: 2, word: 'DROPPED', at: 5 },
    ],
    [
      {
        ...{ campaign: 2, type: 'DROPPED', at: 5, dropReason: 'PREVIOUSLY_UNSUBSCRIBED_PORTAL' },
        ...{ sentBy: DROPPED_IN_2, causedBy: 'STATUSCHANGE at 1 in 0' },
      },
      { campaign: 0, type: 'STATUSCHANGE', at: 1 },
    ],
  ],
  [
    'a DROPPED that says another reason than what befell the address has no cause',
    [
      { campaign: 1, word: 'BOUNCE', at: 1 },
      { campaign: 2, word: 'DROPPED', at: 5, properties: { dropReason: 'CAMPAIGN_CANCELLED' } },
    ],
    [
      { campaign: 2, type: 'DROPPED', at: 5, dropReason: 'CAMPAIGN_CANCELLED', sentBy: DROPPED_IN_2 },
      { campaign: 1, type: 'BOUNCE', at: 1 },
    ],
  ],
  [
    'a bounce that passes, one that was lifted and one that came later cause nothing',
    [
      { campaign: 1, word: 'BOUNCE:soft', at: 1 },
      { campaign: 1, word: 'BOUNCE', at: 2 },
      { campaign: 0, word: 'UNBOUNCE', at: 3 },
      { campaign: 2, word: 'DROPPED', at: 5 },
      { campaign: 1, word: 'BOUNCE:hard', at: 6 },
    ],
    [
      { campaign: 1, type: 'BOUNCE', at: 6 },
      { campaign: 2, type: 'DROPPED', at: 5, sentBy: DROPPED_IN_2 },
      { campaign: 0, type: 'UNBOUNCE', at: 3 },
      { campaign: 1, type: 'BOUNCE', at: 2 },
      { campaign: 1, type: 'BOUNCE', at: 1 },
    ],
  ],
  [
    'a SUPPRESSED and a change of status that followed from something say from what',
    [
      { campaign: 1, word: 'SPAMREPORT', at: 1 },
      { campaign: 0, word: 'STATUSCHANGE', at: 2, properties: { source: 'SOURCE_SPAM_REPORT' } },
      { campaign: 2, word: 'SUPPRESSED', at: 5 },
    ],
    [
      { campaign: 2, type: 'SUPPRESSED', at: 5, causedBy: 'SPAMREPORT at 1 in 1' },
      { campaign: 0, type: 'STATUSCHANGE', at: 2, causedBy: 'SPAMREPORT at 1 in 1' },
      { campaign: 1, type: 'SPAMREPORT', at: 1 },
    ],
  ],
];

describe.each(examples)('%s', (_, said, told) => {
  it.each<[string, (all: Said[]) => Said[]]>([
    ['in order', (all) => all],
    ['the last first', (all) => all.toReversed()],
  ])('when they arrive %s', async (__, arrive) => {
    const story = await world.aStory();
    const all = said.map((one) => ({ ...one, person: 1 }));
    for (const one of arrive(all)) await story.tell(one);
    const list = await readToEnd(world.table, { recipient: story.addressOf(1) });
    expect(inWords(story, list)).toEqual(told.map((one) => ({ person: 1, ...one })));
  });
});
