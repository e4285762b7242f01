import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseEventId } from '../../lib/domain/event-id.ts';
import type { ShownEvent } from '../../lib/views/histories.ts';
import { readEvent } from '../../lib/views/read-event.ts';
import { HOUR_MS } from '../factories.ts';
import { ACCOUNT } from '../protocol/rig.ts';
import '../seed.ts';
import { tell } from './feed-model.ts';
import {
  CAMPAIGNS,
  type FeedWorld,
  inWords,
  openFeedWorld,
  readToEnd,
  type Said,
  type Told,
} from './feed-world.ts';

let world: FeedWorld;
beforeAll(async () => {
  world = await openFeedWorld();
});
afterAll(() => world.close());

const RUNS = 4;

/** Few people, campaigns and times, so that much coincides; some hours apart. */
const at = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 5 }))
  .map(([hour, n]) => hour * HOUR_MS + n);
const ofMessage: fc.Arbitrary<Said> = fc.record({
  person: fc.integer({ min: 1, max: 3 }),
  campaign: fc.constantFrom(...CAMPAIGNS),
  word: fc.constantFrom(
    ...(['delivered', 'open', 'click', 'bounced', 'soft-bounce', 'hard-bounce', 'unsubscribe'] as const),
    ...(['spamreport', 'dropped', 'SENT', 'DROPPED', 'SUPPRESSED', 'DEFERRED', 'BOUNCE:hard'] as const),
  ),
  at,
});
const ofNone: fc.Arbitrary<Said> = fc.record({
  person: fc.integer({ min: 1, max: 3 }),
  campaign: fc.constant(0),
  word: fc.constantFrom('UNBOUNCE', 'STATUSCHANGE', 'STATUSCHANGE:subscribe', 'STATUSCHANGE:unsubscribe'),
  at,
});
const said = fc.oneof({ weight: 4, arbitrary: ofMessage }, { weight: 1, arbitrary: ofNone });

const sorted = (told: readonly Told[]): string[] =>
  told.map((one) => JSON.stringify(Object.entries(one).sort())).sort();

describe('every list of what happened', () => {
  it('has the same events with the same references as the document says, whatever the order of arrival', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(said, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
        async (requests, limits) => {
          const { table, rig, apps } = world;
          const story = await world.aStory();
          const range = { from: story.begin, until: story.end };
          // Requests arrive together or one by one, the last of them twice.
          const messages = requests.map((request) => story.message(...request));
          const half = Math.ceil(messages.length / 2);
          await rig.drain(messages.slice(0, half));
          for (const message of [...messages.slice(half), ...messages.slice(-1)]) await rig.drain([message]);

          const all = await readToEnd(table, range, limits);
          const told = inWords(story, all);
          expect(sorted(told)).toEqual(sorted(tell(requests.flat())));
          expect(all.map(({ event }) => event.created)).toEqual(
            all.map(({ event }) => event.created).toSorted((a, b) => b - a),
          );

          const list = (filters: object) => readToEnd(table, { ...range, ...filters });
          const those = (wanted: (event: ShownEvent) => boolean) => all.filter(wanted);
          for (const campaign of [0, ...CAMPAIGNS]) {
            expect(await list({ campaign })).toEqual(those((event) => event.campaign === campaign));
          }
          for (const person of [1, 2, 3]) {
            const recipient = story.addressOf(person);
            const own = those(({ event }) => event.recipient === recipient);
            expect(await readToEnd(table, { recipient })).toEqual(own);
            expect(await list({ recipient, campaign: 1 })).toEqual(
              own.filter(({ campaign }) => campaign === 1),
            );
          }
          for (const app of new Set(apps.values())) {
            expect(await list({ app })).toEqual(those(({ campaign }) => apps.get(campaign) === app));
          }
          const type = all[0]?.event.type ?? 'OPEN';
          expect(await list({ types: [type] })).toEqual(those(({ event }) => event.type === type));
          const [from, until] = [story.begin + HOUR_MS, story.begin + 2 * HOUR_MS + 3];
          expect(await list({ from, until })).toEqual(
            those(({ event }) => event.created >= from && event.created <= until),
          );
          expect(await list({ excludeMachines: true })).toEqual(
            those(({ event }) => event.judgement?.verdict !== 'yes'),
          );
          for (const shown of all) {
            const { id, created } = shown.event;
            const address = parseEventId(ACCOUNT, id);
            expect(address && (await readEvent(table, ACCOUNT, { ...address, created }))).toEqual(shown);
          }
        },
      ),
      { numRuns: RUNS },
    );
  });
});
