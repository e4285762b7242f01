import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { QueueMessage } from '../../lib/queue/queue-message.ts';
import { Random } from '../blast/random.ts';
import { expectFold } from './expect-fold.ts';
import { allWords, Facts, type Said } from './model.ts';
import { isHubSpot, makeAudience, post } from './sender.ts';
import type { Stage } from './stage.ts';

/** Of each history. */
const PEOPLE = 3;

const CAMPAIGNS = 2;
const HOUR_MS = 3_600_000;

/** Few people, campaigns, times and links, so that facts often meet; the times are half hours and their edges. */
const said: fc.Arbitrary<Said> = fc
  .record({
    person: fc.nat(PEOPLE - 1),
    campaign: fc.nat(CAMPAIGNS - 1),
    word: fc.constantFrom(...allWords),
    at: fc.option(
      fc.nat(7).map((n) => n * 1_800_000 - (n % 2) - 9 * HOUR_MS),
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

/** What is said of a few messages, each so many times; times are ms from the beginning. */
const history = fc.array(fc.record({ said, copies }), { maxLength: 8 });
export type History = { said: Said; copies: number }[];

/** Histories of different people, told at the same time, as calls to AWS are what a run takes long for. */
export const TOGETHER = 20;
export const PEOPLE_TOGETHER = PEOPLE * TOGETHER;
export const histories = fc.record({
  histories: fc.array(history, { minLength: TOGETHER, maxLength: TOGETHER }),
  /** Decides on order, grouping, repeats and pauses. */
  seed: fc.integer(),
});

/**
 * Every event sent 1 to 46 times, each queue message delivered up to a few times, in any grouping and days apart:
 * what the API tells is the fold of the set.
 */
export async function deliverOften(
  { system, tenant, clock, people }: Stage,
  { histories, seed }: { histories: History[]; seed: number },
): Promise<void> {
  const random = new Random(seed);
  const begin = clock.now();
  const { campaigns } = await makeAudience(tenant, { campaigns: CAMPAIGNS, people: 0 });
  const audience = { campaigns, people };
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
    histories.flatMap((history, position) =>
      history.flatMap(({ said, copies }) => {
        const person = position * PEOPLE + said.person;
        const at = said.at === undefined ? undefined : begin + said.at;
        return Array.from({ length: copies }, () => ({ ...said, person, at }));
      }),
    ),
  );
  const [ofHubSpot, ofFollowUpBoss] = [
    submissions.filter(isHubSpot),
    submissions.filter((one) => !isHubSpot(one)),
  ];
  while (ofHubSpot.length + ofFollowUpBoss.length > 0) {
    const ofDialect = random.chance(0.5) ? ofHubSpot : ofFollowUpBoss;
    const request = ofDialect.splice(0, 1 + random.below(random.pick([3, 60, 600])));
    if (request.length === 0) continue;
    expect((await post(tenant, request, audience)).status).toBe(200);
    for (const one of request) facts.add(one, clock.now());
    waiting.push(...(await system.takeMessages()));
    if (random.chance(0.5)) await deliverSome();
    clock.forward(random.pick([0, 1_000, 20_000, HOUR_MS, 26 * HOUR_MS, 72 * HOUR_MS]));
  }
  while (waiting.length > 0) if ((await deliverSome()) > 0) clock.forward(20_000);

  await expectFold(tenant, audience, facts);
}
