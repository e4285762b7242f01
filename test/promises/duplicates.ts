import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { QueueMessage } from '../../lib/queue/queue-message.ts';
import { Random } from '../blast/random.ts';
import { allWords, eventsOf, Facts, figuresOf, nameOf, type Said } from './model.ts';
import { type Audience, isHubSpot, makeAudience, post } from './sender.ts';
import type { System, Tenant } from './system.ts';
import { readChains, readFeed, readStatistics } from './views.ts';

const PEOPLE = 3;
const CAMPAIGNS = 2;
const HOUR_MS = 3_600_000;
export const START = Date.UTC(2026, 5, 1);

/** Few people, campaigns, times and links, so that facts often meet; the times are half hours and their edges. */
const said: fc.Arbitrary<Said> = fc
  .record({
    person: fc.nat(PEOPLE - 1),
    campaign: fc.nat(CAMPAIGNS - 1),
    word: fc.constantFrom(...allWords),
    at: fc.option(
      fc.nat(7).map((n) => START - 9 * HOUR_MS + n * 1_800_000 - (n % 2)),
      { nil: undefined, freq: 6 },
    ),
    link: fc.constantFrom('https://example.com/a', 'https://example.com/b?c=d'),
  })
  .map(({ link, ...one }) => ({ ...one, ...(/click/i.test(one.word) && { url: link }) }));

/** How often a sender says it: 46 times have been seen, over 29 hours. */
const copies = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: 5, max: 46 }) },
  { weight: 1, arbitrary: fc.constant(46) },
);

export const history = fc.record({
  said: fc.array(fc.record({ said, copies }), { minLength: 1, maxLength: 8 }),
  /** Decides on order, grouping, repeats and pauses. */
  seed: fc.integer(),
});

/** The clock of a run, ms: it is set before anything is asked. */
export interface Clock {
  set(time: number): void;
}

/**
 * Every event delivered 1 to 46 times by its sender, each queue message up to three times by the queue, in any
 * grouping and days apart: what the API tells is the fold of the set.
 */
export async function deliverOften(
  system: System,
  tenant: Tenant,
  clock: Clock,
  { said: all, seed }: typeof history extends fc.Arbitrary<infer H> ? H : never,
): Promise<void> {
  const random = new Random(seed);
  let now = START;
  const pause = (ms: number) => {
    now += ms;
    clock.set(now);
  };
  pause(0);
  const audience = await makeAudience(tenant, { campaigns: CAMPAIGNS, people: PEOPLE });
  const facts = new Facts();

  const waiting: QueueMessage[] = [];
  /** Some of what waits, in one invocation; what succeeded may come again all the same. */
  const deliverSome = async () => {
    const some = random.shuffled(waiting).slice(0, 1 + random.below(8));
    const failed = await system.deliver(random.chance(0.2) ? [...some, ...some] : some);
    for (const message of some) {
      if (failed.has(message.id) || random.chance(0.3)) continue;
      waiting.splice(waiting.indexOf(message), 1);
    }
    return failed.size;
  };

  const submissions = random.shuffled(
    all.flatMap(({ said, copies }) => Array.from({ length: copies }, () => said)),
  );
  for (const ofDialect of [submissions.filter(isHubSpot), submissions.filter((one) => !isHubSpot(one))]) {
    while (ofDialect.length > 0) {
      const request = ofDialect.splice(0, 1 + random.below(40));
      const { status } = await post(tenant, request, audience);
      expect(status).toBe(200);
      for (const one of request) facts.add(one, now);
      waiting.push(...(await system.takeMessages()));
      if (random.chance(0.5)) await deliverSome();
      pause(random.pick([0, 1_000, 20_000, HOUR_MS, 26 * HOUR_MS, 72 * HOUR_MS]));
    }
  }
  while (waiting.length > 0) if ((await deliverSome()) > 0) pause(20_000);

  await expectFold(tenant, audience, facts);
}

/** What the API tells, in both dialects, is what the facts come to. */
export async function expectFold(tenant: Tenant, audience: Audience, facts: Facts): Promise<void> {
  for (const [campaign, id] of audience.campaigns.entries()) {
    const ours = facts.of({ campaign });
    expect(await readStatistics(tenant, id)).toEqual(figuresOf(ours));
    const feed = await readFeed(tenant, id);
    const told = feed.map(({ recipient, type, created, url }) => {
      const person = audience.people.findIndex(({ address }) => address === recipient);
      return nameOf(person, campaign, type, created, url);
    });
    expect(told.sort()).toEqual(eventsOf(ours).sort());
  }
  for (const [person, { id }] of audience.people.entries()) {
    const chains = await readChains(tenant, id);
    const told = chains.flatMap(({ campaignId, events }) =>
      events.map(({ type, created, url }) =>
        nameOf(person, audience.campaigns.indexOf(campaignId), type, created, url),
      ),
    );
    expect(told.sort()).toEqual(eventsOf(facts.of({ person })).sort());
  }
}
