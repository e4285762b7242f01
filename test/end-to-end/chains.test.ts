import { beforeAll, describe, expect, test } from 'vitest';
import { type Recipient, Sender } from './sender.ts';
import { findTarget, type Target } from './target.ts';
import type { Chain, EmEvent } from './wire.ts';

let target: Target;
let sender: Sender;
/** The first campaign, and one that is sent later. */
let spring: number;
let summer: number;
beforeAll(async () => {
  target = await findTarget();
  sender = new Sender(target);
  spring = await sender.aCampaign({ name: 'Spring', subject: 'It is spring' });
  summer = await sender.aCampaign({ name: 'Summer', subject: 'It is summer' });
});

/** A day of January. */
const day = (n: number) => Date.UTC(2026, 0, n);
const on = (n: number) => new Date(day(n)).toISOString();

/** What every event of a person's message says. */
const common = ({ address }: Recipient, campaign: number) => ({
  recipient: address,
  portalId: expect.any(Number),
  appId: expect.any(Number),
  appName: 'end-to-end',
  emailCampaignId: campaign,
  userId: expect.any(Number),
});

test('delivered says that a message was sent and delivered, and that the one came of the other', async () => {
  const ann = await sender.aPerson();
  await sender.store({ type: 'delivered', campaignId: spring, recipient: ann.address, occurred: on(1) });
  const chain = await sender.chain(ann.id, spring);
  const sentBy = { id: chain.events[0]?.id, created: day(1) };
  expect(chain).toEqual({
    personId: ann.id,
    campaignId: spring,
    recipient: ann.address,
    state: 'delivered',
    events: [
      { ...common(ann, spring), ...sentBy, type: 'SENT', subject: 'It is spring', sentBy },
      { ...common(ann, spring), id: chain.events[1]?.id, created: day(1), type: 'DELIVERED', sentBy },
    ],
  });
  expect(new Set(chain.events.map(({ id }) => id)).size).toBe(2);
});

test('a chain has its events in order of time, each with what its type says', async () => {
  const ann = await sender.aPerson();
  const to = { campaignId: spring, recipient: ann.address };
  await sender.store(
    { ...to, type: 'unsubscribe', occurred: on(6) },
    { ...to, type: 'click', occurred: on(4), url: 'https://example.com/?a=1&b=ü#x' },
    { ...to, type: 'soft-bounce', occurred: on(1) },
    { ...to, type: 'spamreport', occurred: on(7) },
    { ...to, type: 'delivered', occurred: on(2) },
    { ...to, type: 'open', occurred: '2026-01-03T01:00:00.250+01:00' },
    { ...to, type: 'open', occurred: '2026-01-03 00:00:00' },
  );
  const { events, state } = await sender.chain(ann.id, spring);
  const sentBy = { id: events[1]?.id, created: day(2) };
  const machine = { verdict: 'no', reasons: [] };
  const byPerson = { filteredEvent: false, machine };
  const bySomebody = { filteredEvent: false, machine: { verdict: 'unknown', reasons: ['agent-unknown'] } };
  expect(events.map(({ id: _, ...event }) => event)).toEqual([
    { ...common(ann, spring), created: day(1), type: 'BOUNCE', category: 'TEMPORARY_PROBLEM', sentBy },
    { ...common(ann, spring), created: day(2), type: 'SENT', subject: 'It is spring', sentBy },
    { ...common(ann, spring), created: day(2), type: 'DELIVERED', sentBy },
    { ...common(ann, spring), created: day(3), type: 'OPEN', ...bySomebody, sentBy },
    { ...common(ann, spring), created: day(3) + 250, type: 'OPEN', ...bySomebody, sentBy },
    {
      ...common(ann, spring),
      created: day(4),
      type: 'CLICK',
      url: 'https://example.com/?a=1&b=ü#x',
      ...byPerson,
      sentBy,
    },
    {
      ...common(ann, spring),
      created: day(6),
      type: 'STATUSCHANGE',
      source: 'SOURCE_RECIPIENT',
      portalSubscriptionStatus: 'UNSUBSCRIBED',
      machine,
      sentBy,
    },
    { ...common(ann, spring), created: day(7), type: 'SPAMREPORT', sentBy },
  ]);
  expect(state).toBe('reported-as-spam');
});

describe('a message that was dropped', () => {
  /** Stores the events one after the other, and gives the drop of the summer. */
  async function drop(address: string, person: number, events: Partial<EmEvent>[]) {
    for (const event of events) {
      await sender.store({ type: 'dropped', campaignId: summer, recipient: address, ...event });
    }
    const { events: story } = await sender.chain(person, summer);
    return story.find(({ type }) => type === 'DROPPED');
  }
  const dropped = { type: 'dropped', occurred: on(9) };

  test.each([
    ['bounced', 'PREVIOUSLY_BOUNCED', 'BOUNCE'],
    ['hard-bounce', 'PREVIOUSLY_BOUNCED', 'BOUNCE'],
    ['spamreport', 'PREVIOUS_SPAM', 'SPAMREPORT'],
    ['unsubscribe', 'PREVIOUSLY_UNSUBSCRIBED_PORTAL', 'STATUSCHANGE'],
  ])('says that a %s in another campaign caused it: %s, whichever came first', async (type, reason, is) => {
    const before = { type, campaignId: spring, occurred: on(5) };
    for (const events of [
      [before, dropped],
      [dropped, before],
    ]) {
      const ann = await sender.aPerson();
      const event = await drop(ann.address, ann.id, events);
      const [first] = (await sender.chain(ann.id, spring)).events;
      expect(first).toMatchObject({ type: is, created: day(5) });
      const { sentBy: _, ...cause } = first!;
      expect(event).toEqual({
        ...common(ann, summer),
        id: expect.any(String),
        created: day(9),
        type: 'DROPPED',
        subject: 'It is summer',
        dropReason: reason,
        sentBy: { id: event?.id, created: day(9) },
        causedBy: { id: first?.id, created: day(5) },
        cause: {
          ...cause,
          campaign: {
            id: spring,
            origin: 'end-to-end',
            originId: expect.any(String),
            name: 'Spring',
            subject: 'It is spring',
          },
        },
      });
    }
  });

  test('was caused by something in its own campaign just as well', async () => {
    const ann = await sender.aPerson();
    const event = await drop(ann.address, ann.id, [{ type: 'bounced', occurred: on(8) }, dropped]);
    expect(event).toMatchObject({ dropReason: 'PREVIOUSLY_BOUNCED', cause: { campaign: { id: summer } } });
  });

  test.each([
    ['soft-bounce', on(5)],
    ['open', on(5)],
    ['bounced', new Date(day(9) + 1).toISOString()],
  ])('has no cause in a %s of %s', async (type, occurred) => {
    const ann = await sender.aPerson();
    const event = await drop(ann.address, ann.id, [{ type, campaignId: spring, occurred }, dropped]);
    expect(event).not.toHaveProperty('dropReason');
    expect(event).not.toHaveProperty('causedBy');
    expect(event).not.toHaveProperty('cause');
  });

  test('has no cause in what befell another address of the person', async () => {
    const ann = await sender.aPerson();
    const [other] = await sender.people(1);
    const event = await drop(ann.address, ann.id, [
      { type: 'bounced', campaignId: spring, personId: ann.id, recipient: other!.address, occurred: on(5) },
      dropped,
    ]);
    expect(event).not.toHaveProperty('causedBy');
  });

  test('was caused by the latest of what came before, and what came at the very time counts', async () => {
    const before = [
      { type: 'hard-bounce', campaignId: spring, occurred: on(5) },
      { type: 'unsubscribe', campaignId: spring, occurred: on(9) },
      { type: 'spamreport', campaignId: spring, occurred: on(7) },
      { type: 'bounced', campaignId: spring, occurred: on(10) },
    ];
    for (const events of [
      [...before, dropped],
      [dropped, ...before.toReversed()],
    ]) {
      const ann = await sender.aPerson();
      const event = await drop(ann.address, ann.id, events);
      expect(event).toMatchObject({
        dropReason: 'PREVIOUSLY_UNSUBSCRIBED_PORTAL',
        causedBy: { created: day(9) },
      });
    }
  });

  test('leaves its SENT obsolete', async () => {
    const ann = await sender.aPerson();
    const event = await drop(ann.address, ann.id, [{ type: 'delivered', occurred: on(8) }, dropped]);
    const { events, state } = await sender.chain(ann.id, summer);
    expect(events.map(({ type }) => type)).toEqual(['SENT', 'DELIVERED', 'DROPPED']);
    expect(events[0]).toMatchObject({ obsoletedBy: { id: event?.id, created: day(9) } });
    expect(event?.sentBy).toEqual({ id: events[0]?.id, created: day(8) });
    expect(events[1]).not.toHaveProperty('obsoletedBy');
    expect(state).toBe('dropped');
  });
});

/** Every order of some things. */
const permutations = <T>(things: readonly T[]): T[][] =>
  things.length <= 1
    ? [[...things]]
    : things.flatMap((first) =>
        permutations(things.filter((other) => other !== first)).map((rest) => [first, ...rest]),
      );

/** Chains as text, with a word for whatever is the person's own and for each id. */
function inWords(chains: readonly Chain[], { id, address }: Recipient): string {
  const words = new Map(
    chains.flatMap(({ campaignId, events }) =>
      events.map((event, position) => [event.id, `event ${position} of campaign ${campaignId}`]),
    ),
  );
  return JSON.stringify(chains, (key, value: unknown) => {
    if (key === 'id' && typeof value === 'string') return words.get(value) ?? 'unknown';
    if (key === 'personId' && value === id) return 'person';
    return value === address ? 'recipient' : value;
  });
}

test.each<[string, Omit<EmEvent, 'campaignId'>[], Omit<EmEvent, 'campaignId'>[]]>([
  [
    'a bounce and an unsubscribe in one campaign, a delivery and a drop in the other',
    [
      { type: 'hard-bounce', occurred: on(3) },
      { type: 'unsubscribe', occurred: on(4) },
    ],
    [
      { type: 'delivered', occurred: on(5) },
      { type: 'dropped', occurred: on(5) },
    ],
  ],
  [
    'a bounce, a complaint and an unsubscribe at the same time as the drop',
    [
      { type: 'spamreport', occurred: on(5) },
      { type: 'bounced', occurred: on(5) },
    ],
    [
      { type: 'unsubscribe', occurred: on(5) },
      { type: 'dropped', occurred: on(5) },
    ],
  ],
  [
    'three bounces at the same time as the drop',
    [
      { type: 'bounced', occurred: on(5) },
      { type: 'hard-bounce', occurred: on(5) },
    ],
    [
      { type: 'bounced', occurred: on(5) },
      { type: 'dropped', occurred: on(5) },
    ],
  ],
])('%s give the same chains in each of the 24 orders', async (_, inSpring, inSummer) => {
  const events = [
    ...inSpring.map((event) => ({ ...event, campaignId: spring })),
    ...inSummer.map((event) => ({ ...event, campaignId: summer })),
  ];
  const orders = permutations(events);
  const people = await sender.people(orders.length);
  for (const step of events.keys()) {
    // One event for each person, who has an order of their own.
    const next = orders.map((order, n) => ({ ...order[step]!, recipient: people[n]!.address }));
    expect(await sender.store(...next)).toMatchObject({ received: 24, skipped: 0 });
  }
  const told = await Promise.all(
    people.map(async (person) => inWords(await sender.chains(`personId=${person.id}`), person)),
  );
  expect(told).toHaveLength(24);
  expect(told[0]).toContain('"type":"DROPPED"');
  expect(told[0]).not.toContain('unknown');
  expect([...new Set(told)]).toHaveLength(1);
});
