import * as fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { chainOf, type Fact, factName, inWords, rowsOf, stateOf, statisticsOf } from './model.ts';
import { ASYNC, type Recipient, Sender } from './sender.ts';
import { findTarget, type Target } from './target.ts';
import type { Chain, EmEvent } from './wire.ts';
import '../seed.ts';

let target: Target;
let sender: Sender;
beforeAll(async () => {
  target = await findTarget();
  sender = new Sender(target);
});

const RUNS = 10;
const PEOPLE = 3;
const CAMPAIGNS = 2;
const START = Date.UTC(2026, 0, 1);

/** Few people, campaigns, times and links, so that facts often meet: at one time, and around a change of hour. */
const fact = fc.record(
  {
    person: fc.nat(PEOPLE - 1),
    campaign: fc.nat(CAMPAIGNS - 1),
    type: fc.constantFrom(
      'delivered',
      'open',
      'click',
      'bounced',
      'soft-bounce',
      'hard-bounce',
      'unsubscribe',
      'spamreport',
      'dropped',
      'dropped',
    ),
    created: fc.nat(5).map((n) => START + n * 1_800_000 + (n % 2)),
    url: fc.constantFrom('https://example.com/a', 'https://example.com/b'),
  },
  { requiredKeys: ['person', 'campaign', 'type', 'created'] },
);

/** How a submission says it: by address in some spelling, by id, by both; dated in some notation. */
const spelling = fc.record({
  to: fc.constantFrom('address', 'ADDRESS', 'person', 'both'),
  zone: fc.constantFrom('Z', '+05:30', '-08:00'),
  campaignAsText: fc.boolean(),
});

/** Requests of submissions, repeats among them, some of which nobody waits for; and how many go at once. */
const history = fc.record({
  requests: fc.array(
    fc.record({
      submissions: fc.array(fc.tuple(fact, spelling), { minLength: 1, maxLength: 12 }),
      wait: fc.boolean(),
      /** Requests, by position, that are sent again with this one. */
      again: fc.array(fc.nat(5), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  together: fc.integer({ min: 1, max: 4 }),
});

function render(
  { url, type, created }: Fact,
  campaign: number,
  { id, address }: Recipient,
  { to, zone, campaignAsText }: { to: string; zone: string; campaignAsText: boolean },
): EmEvent {
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  const offset = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return {
    type,
    campaignId: campaignAsText ? String(campaign) : campaign,
    occurred: new Date(created + offset).toISOString().replace('Z', zone),
    ...(to !== 'person' && { recipient: to === 'ADDRESS' ? address.toUpperCase() : address }),
    ...((to === 'person' || to === 'both') && { personId: id }),
    ...(url !== undefined && { url }),
  };
}

test(`rows, figures and chains are what the set of events says, in whatever order and company they came`, async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ requests, together }) => {
      const people = await sender.people(PEOPLE);
      const campaigns = await Promise.all(Array.from({ length: CAMPAIGNS }, () => sender.aCampaign()));
      campaigns.sort((a, b) => a - b);
      const place = ({ person, campaign, ...rest }: Fact): Fact => ({
        ...rest,
        person: people[person]!.id,
        campaign: campaigns[campaign]!,
      });
      const batches = requests.map(({ submissions, again }) =>
        [submissions, ...again.map((n) => requests[n % requests.length]!.submissions)].flat(),
      );

      const outcome = { received: 0, stored: 0, duplicate: 0 };
      for (let n = 0; n < batches.length; n += together) {
        const sent = batches.slice(n, n + together).map(async (batch, position) => {
          const emEvents = batch.map(([of, how]) =>
            render(of, campaigns[of.campaign]!, people[of.person]!, how),
          );
          // A request that is waited for has a receipt only from 25 events on.
          const wait = requests[n + position]!.wait && emEvents.length >= 25;
          const { body } = await sender.post(emEvents, wait ? {} : ASYNC);
          const receipt = await sender.done(body.receipt);
          expect(receipt).toMatchObject({ done: true, skipped: 0 });
          outcome.received += receipt.received;
          outcome.stored += receipt.stored;
          outcome.duplicate += receipt.duplicate;
        });
        await Promise.all(sent);
      }

      const submitted = batches.flat().map(([of]) => place(of));
      const facts = [...new Map(submitted.map((of) => [factName(of), of])).values()];
      expect(outcome).toEqual({
        received: submitted.length,
        stored: facts.length,
        duplicate: submitted.length - facts.length,
      });
      await Promise.all([
        compareRows(facts, campaigns, people),
        compareFigures(facts, campaigns),
        compareChains(facts, campaigns, people),
      ]);
    }),
    { numRuns: RUNS },
  );
}, 120_000);

async function compareRows(
  facts: readonly Fact[],
  campaigns: readonly number[],
  people: readonly Recipient[],
): Promise<void> {
  const expected = (wanted: (of: Fact) => boolean) =>
    [...rowsOf(facts.filter(wanted))]
      .map(([name, { count, created }]) => `${name}: ${count}, ${Math.floor(created / 1_000)}`)
      .sort();
  const told = async (query: string) =>
    (await sender.rows(query))
      .map(
        ({ type, personId, campaignId, count, created }) =>
          `${type} ${personId} ${campaignId}: ${count}, ${Date.parse(created) / 1_000}`,
      )
      .sort();
  // By campaign the journal is read, which is what costs; one of them will do.
  const last = campaigns.at(-1);
  expect(await told(`campaignId=${last}`)).toEqual(expected(({ campaign }) => campaign === last));
  for (const { id } of people) {
    expect(await told(`personId=${id}`)).toEqual(expected(({ person }) => person === id));
  }
}

async function compareFigures(facts: readonly Fact[], campaigns: readonly number[]): Promise<void> {
  for (const campaign of campaigns) {
    expect(await sender.statistics(campaign)).toEqual(statisticsOf(facts, campaign));
  }
  const [first = 0] = campaigns;
  const drops = (await sender.drops(first)).map(({ personId, created }) => `${personId} ${created}`);
  const people = new Set(facts.filter(({ campaign }) => campaign === first).map(({ person }) => person));
  const expected = [...people].flatMap((person) => {
    const dropped = chainOf(facts, person, first).find(({ type }) => type === 'DROPPED');
    return dropped ? `${person} ${dropped.created}` : [];
  });
  expect(drops.sort()).toEqual(expected.sort());
}

async function compareChains(
  facts: readonly Fact[],
  campaigns: readonly number[],
  people: readonly Recipient[],
): Promise<void> {
  // The same chains are listed by campaign, from the journal; one of the campaigns will do.
  const [first = 0] = campaigns;
  const ofFirst = await sender.chains(`campaignId=${first}`);
  for (const { id, address } of people) {
    const chains = await sender.chains(`personId=${id}`);
    const messages = new Set(facts.filter(({ person }) => person === id).map(({ campaign }) => campaign));
    expect(chains.map(({ campaignId }) => campaignId)).toEqual([...messages].sort((a, b) => b - a));
    for (const chain of chains) {
      const expected = chainOf(facts, id, chain.campaignId);
      expect(tell(chain, chains)).toEqual(expected);
      expect(chain).toMatchObject({ personId: id, recipient: address, state: stateOf(expected) });
      if (chain.campaignId === first) expect(ofFirst).toContainEqual(chain);
    }
  }
  const inFirst = facts.filter(({ campaign }) => campaign === first).map(({ person }) => person);
  expect(ofFirst).toHaveLength(new Set(inFirst).size);
}

/** A chain with each id replaced by what it leads to. */
function tell({ events }: Chain, all: readonly Chain[]) {
  const words = new Map(
    all.flatMap(({ campaignId, events }) =>
      events.map(({ id, type, created }) => [id, inWords(type, created, campaignId)]),
    ),
  );
  const follow = (reference?: { id: string }) => reference && words.get(reference.id);
  return events.map(({ type, created, url, category, sentBy, obsoletedBy, dropReason, causedBy, cause }) => {
    expect(causedBy && [causedBy.id, causedBy.created]).toEqual(cause && [cause.id, cause.created]);
    expect(follow(causedBy)).toEqual(cause && inWords(cause.type, cause.created, cause.campaign.id));
    return {
      type,
      created,
      url,
      category,
      sentBy: follow(sentBy),
      obsoletedBy: follow(obsoletedBy),
      dropReason,
      cause: follow(causedBy),
    };
  });
}
