import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { suppressionKind } from '../../lib/domain/suppression.ts';
import { newTag } from '../../lib/protocol/tag.ts';
import { loadChains, saveChains } from '../../lib/store/chains.ts';
import { putCommit } from '../../lib/store/commits.ts';
import { type AddressSuppression, putSuppressions } from '../../lib/store/suppressions.ts';
import { readAddressChanges } from '../../lib/views/address-status.ts';
import {
  readTimeline,
  type TimelineEntry,
  type TimelineQuery,
} from '../../lib/views/subscription-timeline.ts';
import { aStoredEvent, CAMPAIGN, NOW, SECOND_MS } from '../factories.ts';
import '../seed.ts';
import { type EmbeddedTable, openEmbeddedTable } from '../store/embedded-table.ts';

let embedded: EmbeddedTable;
beforeAll(async () => {
  embedded = await openEmbeddedTable();
});
afterAll(() => embedded.close());

let accounts = 0;
const anAccount = () => ++accounts;
const addressOf = (person: number) => `p${person}@example.com`;
const at = (seconds: number) => NOW + seconds * SECOND_MS;

type Word = 'bounced' | 'unsubscribe' | 'spamreport' | 'STATUSCHANGE';
interface Befallen {
  number: number;
  person: number;
  /** Seconds. */
  time: number;
  word?: Word;
}

/** Stores events as the processor does; without the last step they are noted and saved, but not counted. */
async function store(account: number, events: readonly Befallen[], committed = true): Promise<void> {
  const { table } = embedded;
  const tag = newTag(Date.now(), Math.random(), 0);
  const people = Map.groupBy(events, ({ person }) => person);
  const suppressions: AddressSuppression[] = [];
  const messages = [...people.keys()].map((person) => ({ person, campaign: CAMPAIGN }));
  const loaded = await loadChains(table, account, messages, { consistent: true });
  const saves = loaded.map((chain) => {
    if (chain instanceof Error) throw chain;
    const own = (people.get(chain.person) ?? []).map(({ number, person, time, word = 'bounced' }) => {
      const event = aStoredEvent({ number, word, created: at(time), recipient: addressOf(person), tag });
      const kind = suppressionKind(word);
      if (!kind) throw new Error(`${word} befalls no address`);
      const { created, recipient: address } = event;
      suppressions.push({ kind, address, number, created, person, campaign: CAMPAIGN });
      return event;
    });
    return { chain, next: { ...chain, events: [...chain.events, ...own], version: tag } };
  });
  await saveChains(table, account, saves);
  await putSuppressions(table, account, suppressions);
  if (committed) {
    const commit = { tag, shard: 0, except: [], groups: [], figures: new Map() };
    expect(await putCommit(table, account, commit, Date.now())).toEqual({ kind: 'committed' });
  }
}

const read = (account: number, given: Partial<TimelineQuery<number>> = {}) =>
  readTimeline<number>({
    table: embedded.table,
    account,
    from: 0,
    until: at(1_000),
    show: ({ number }) => [number],
    limit: 10,
    ...given,
  });

/** Pages to the end; `between` runs after each page. */
async function walk(
  account: number,
  limitOf: (page: number) => number,
  given: Partial<TimelineQuery<number>> = {},
  between: (page: number) => Promise<void> = async () => {},
): Promise<TimelineEntry<number>[]> {
  const listed: TimelineEntry<number>[] = [];
  let place: string | undefined;
  for (let page = 0; ; page++) {
    const limit = limitOf(page);
    const answer = await read(account, { ...given, limit, place });
    expect(answer.entries.length).toBeLessThanOrEqual(limit);
    listed.push(...answer.entries);
    if (!answer.hasMore) return listed;
    place = answer.place;
    await between(page);
  }
}

const brief = (entries: readonly TimelineEntry<number>[]) =>
  entries.map(({ created, address, shown }) => [
    (created - NOW) / SECOND_MS,
    address,
    shown.toSorted((a, b) => a - b),
  ]);

describe('the timeline', () => {
  it('has what befell one address at one time together, the latest first, wherever pages end', async () => {
    const account = anAccount();
    await store(account, [
      { number: 1, person: 1, time: 5 },
      { number: 2, person: 2, time: 5 },
      { number: 3, person: 1, time: 5, word: 'spamreport' },
      { number: 4, person: 3, time: 5 },
      { number: 5, person: 1, time: 6, word: 'unsubscribe' },
      { number: 6, person: 2, time: 1 },
    ]);
    await store(account, [{ number: 90, person: 2, time: 5, word: 'unsubscribe' }]);
    await store(anAccount(), [{ number: 1, person: 1, time: 7 }]);
    for (const limit of [1, 2, 3, 100]) {
      const entries = brief(await walk(account, () => limit));
      expect([entries[0], entries.at(-1)]).toEqual([
        [6, addressOf(1), [5]],
        [1, addressOf(2), [6]],
      ]);
      expect(new Set(entries.slice(1, -1))).toEqual(
        new Set([
          [5, addressOf(1), [1, 3]],
          [5, addressOf(2), [2, 90]],
          [5, addressOf(3), [4]],
        ]),
      );
    }
  });

  it('takes both ends of a time in, and one address alone', async () => {
    const account = anAccount();
    await store(
      account,
      [0, 1, 2, 3].flatMap((time) => [
        { number: 2 * time + 1, person: 1, time },
        { number: 2 * time + 2, person: 2, time },
      ]),
    );
    const times = async (given: Partial<TimelineQuery<number>>) =>
      (await walk(account, () => 2, given)).map(({ created }) => (created - NOW) / SECOND_MS);
    expect(await times({ from: at(1), until: at(2) })).toEqual([2, 2, 1, 1]);
    expect(await times({ from: at(1), until: at(2), address: addressOf(2) })).toEqual([2, 1]);
    expect(await times({ address: addressOf(2) })).toEqual([3, 2, 1, 0]);
    expect(await times({ from: at(1) + 1, until: at(2) - 1 })).toEqual([]);
    expect(await times({ from: at(2), until: at(1) })).toEqual([]);
    expect(await times({ address: addressOf(3) })).toEqual([]);
  });

  it('leaves out what is not counted, and what its chain doesn’t have', async () => {
    const account = anAccount();
    await store(account, [{ number: 1, person: 1, time: 1 }]);
    await store(account, [{ number: 2, person: 2, time: 2 }], false);
    const gone = { kind: 'spam' as const, address: addressOf(3), number: 3, person: 3, campaign: CAMPAIGN };
    await putSuppressions(embedded.table, account, [{ ...gone, created: at(3) }]);
    expect(brief(await walk(account, () => 1))).toEqual([[1, addressOf(1), [1]]]);
  });

  it('leaves out entries of which nothing is shown, and pages on over them', async () => {
    const account = anAccount();
    await store(
      account,
      Array.from({ length: 60 }, (_, n) => ({ number: n + 1, person: 1 + (n % 7), time: n })),
    );
    const show: TimelineQuery<number>['show'] = ({ number }) => (number % 20 === 0 ? [number] : []);
    const entries = await walk(account, () => 1, { show });
    expect(entries.flatMap(({ shown }) => shown)).toEqual([60, 40, 20]);
  });

  const befallen = fc.uniqueArray(
    fc.record({
      number: fc.integer({ min: 1, max: 300 }),
      person: fc.integer({ min: 1, max: 4 }),
      time: fc.integer({ min: 0, max: 3 }),
      word: fc.constantFrom<Word>('bounced', 'unsubscribe', 'spamreport', 'STATUSCHANGE'),
    }),
    { selector: ({ number }) => number, minLength: 1, maxLength: 25 },
  );

  test('neither skips nor repeats a change while others come in, in any order, in pages of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        befallen,
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 25 }),
        async (events, limits, split) => {
          const account = anAccount();
          const [before, during] = [events.slice(0, split), events.slice(split)];
          if (before.length > 0) await store(account, before);
          const listed = await walk(
            account,
            (page) => limits[page % limits.length] ?? 1,
            {},
            async () => {
              const next = during.splice(0, 4);
              if (next.length > 0) await store(account, next);
            },
          );
          const shown = listed.flatMap((entry) => entry.shown);
          expect(new Set(shown).size).toBe(shown.length);
          for (const { number } of before) expect(shown).toContain(number);
          const times = listed.map(({ created }) => created);
          expect(times).toEqual(times.toSorted((a, b) => b - a));
          if (during.length > 0) await store(account, during);
          const all = await walk(account, () => 3);
          const keys = all.map(({ created, address }) => `${created} ${address}`);
          expect(new Set(keys).size).toBe(keys.length);
          expect(all.flatMap((entry) => entry.shown).toSorted((a, b) => a - b)).toEqual(
            events.map(({ number }) => number).toSorted((a, b) => a - b),
          );
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('what befell addresses', () => {
  it('is read with what was said of kinds of mail, for several at once', async () => {
    const account = anAccount();
    const { table } = embedded;
    const subscriptions = [{ id: 7, status: 'UNSUBSCRIBED' as const }];
    const event = aStoredEvent({
      ...{ number: 1, word: 'STATUSCHANGE', recipient: addressOf(1), properties: { subscriptions } },
    });
    const chain = { person: 1, campaign: 0, events: [] };
    await saveChains(table, account, [{ chain, next: { ...chain, events: [event], version: 'v1' } }]);
    const { created } = event;
    const noted = { kind: 'change' as const, number: 1, created, person: 1, campaign: 0 };
    await putSuppressions(table, account, [{ ...noted, address: addressOf(1) }]);
    await store(account, [{ number: 2, person: 2, time: 1 }]);
    const found = await readAddressChanges(table, account, [1, 2, 3].map(addressOf));
    expect(found.get(addressOf(1))).toEqual([{ ...noted, subscriptions }]);
    expect(found.get(addressOf(2))).toEqual([expect.objectContaining({ kind: 'bounce', subscriptions: [] })]);
    expect(found.has(addressOf(3))).toBe(false);
  });
});
