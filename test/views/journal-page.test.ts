import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Chain } from '../../lib/domain/event.ts';
import type { JournalRow } from '../../lib/domain/journal.ts';
import { newTag } from '../../lib/protocol/tag.ts';
import { saveChains } from '../../lib/store/chains.ts';
import { putCommit } from '../../lib/store/commits.ts';
import type { Segment } from '../../lib/store/journal.ts';
import { type JournalCursor, readJournalPage } from '../../lib/views/journal-page.ts';
import { aChain, aStoredEvent, CAMPAIGN, NOW } from '../factories.ts';
import { type EmbeddedTable, openEmbeddedTable } from '../store/embedded-table.ts';

const ACCOUNT = 1;
/** Three people with one event each, whose numbers are theirs. */
const PEOPLE = [1, 2, 3];

let embedded: EmbeddedTable;
beforeAll(async () => {
  embedded = await openEmbeddedTable();
  const saves = PEOPLE.map((person) => {
    const events = [aStoredEvent({ number: person })];
    const { version: _, ...chain } = aChain({ person, events: [] });
    return { chain, next: { ...chain, events, version: `t0.${person}` } };
  });
  await saveChains(embedded.table, ACCOUNT, saves);
});
afterAll(() => embedded.close());

const rowOf = (person: number): JournalRow => ({ number: person, person, created: NOW, word: 'delivered' });

/** More rows of people who have no chain any more than one page looks at, and only then the three. */
const segments: Segment[] = [
  {
    campaign: CAMPAIGN,
    tag: 't1',
    place: '2#t1',
    rows: Array.from({ length: 5_400 }, (_, n) => rowOf(1_000 + n)),
  },
  { campaign: CAMPAIGN, tag: 't0', place: '1#t0', rows: PEOPLE.map(rowOf) },
];

async function* walk(all: readonly Segment[], after?: JournalCursor): AsyncGenerator<Segment> {
  yield* all.slice(
    Math.max(
      0,
      all.findIndex(({ place }) => place === after?.place),
    ),
  );
}

const query = {
  account: ACCOUNT,
  pick: 'first' as const,
  wanted: () => true,
  groupOf: ({ events }: Chain) => events,
};

async function read(limit: number, offset: number, after?: JournalCursor) {
  const { table } = embedded;
  const page = { ...query, table, segments: walk(segments, after), limit, offset, after };
  const { listed, next } = await readJournalPage(page);
  return { people: listed.map(({ row }) => row.person), next };
}

/** The numbers of the rows that stand for a group, of these segments. */
async function standing(all: readonly Segment[], pick: 'first' | 'last' = 'first'): Promise<number[]> {
  const { table } = embedded;
  const page = { ...query, pick, table, segments: walk(all), limit: 10, offset: 0, after: undefined };
  return (await readJournalPage(page)).listed.map(({ row }) => row.number);
}

describe('a page of a list made from the journal', () => {
  it('reads the chains of many small segments together', async () => {
    const call = vi.spyOn(embedded.table, 'call');
    const small = (place: string, person: number): Segment => ({
      campaign: CAMPAIGN,
      tag: 't0',
      place,
      rows: [rowOf(person)],
    });
    const strangers = Array.from({ length: 500 }, (_, n) => small(`${1_000 - n}#t0`, 1_000 + n));
    const numbers = await standing([...strangers, ...PEOPLE.map((person) => small(`${person}#t0`, person))]);
    expect(numbers).toEqual(PEOPLE);
    expect(call.mock.calls.length).toBeLessThan(15);
    call.mockRestore();
  });

  it('ends early where it would have to look at too many rows, and the next goes on from there', async () => {
    const first = await read(2, 0);
    expect(first).toEqual({ people: [], next: { place: '2#t1', rows: expect.any(Number) } });
    expect(first.next?.rows).toBeGreaterThanOrEqual(5_000);
    const second = await read(2, 0, first.next);
    expect(second).toEqual({ people: [3, 2], next: { place: '1#t0', rows: 2 } });
    expect(await read(2, 0, second.next)).toEqual({ people: [1] });
  });

  it('has the next one pass over what it did not come to', async () => {
    const first = await read(1, 1);
    expect(first).toEqual({ people: [], next: { place: '2#t1', rows: expect.any(Number), skip: 1 } });
    const second = await read(1, 0, first.next);
    expect(second).toEqual({ people: [2], next: { place: '1#t0', rows: 2 } });
    expect(await read(1, 0, second.next)).toEqual({ people: [1] });
  });

  describe('with an event in its chain whose batch is in work', () => {
    const person = 4;
    const [inWork, committed] = [newTag(Date.now(), 0.1, 0), newTag(Date.now(), 0.2, 0)];
    const row = (number: number): JournalRow => ({ ...rowOf(person), number });
    const segment = (tag: string, rows: JournalRow[]): Segment => ({
      campaign: CAMPAIGN,
      tag,
      place: `1#${tag}`,
      rows,
    });
    const commit = (tag: string) =>
      putCommit(
        embedded.table,
        ACCOUNT,
        { tag, shard: 0, except: [], groups: [], figures: new Map() },
        Date.now(),
      );

    it('lists the message by the first event that is counted, and from then on by the one that was', async () => {
      const chain = { person, campaign: CAMPAIGN, events: [] };
      const tags = [inWork, committed, committed, inWork];
      const events = tags.map((tag, n) => aStoredEvent({ number: 41 + n, tag }));
      await saveChains(embedded.table, ACCOUNT, [{ chain, next: { ...chain, events, version: 'v' } }]);
      await commit(committed);
      const counted = segment(committed, [row(42), row(43)]);
      expect([await standing([counted]), await standing([counted], 'last')]).toEqual([[42], [43]]);
      await commit(inWork);
      const both = [counted, segment(inWork, [row(41), row(44)])];
      expect([await standing(both), await standing(both, 'last')]).toEqual([[41], [44]]);
    });
  });

  it('looks at a row of a robot’s ten thousand opens for no longer than at any other', async () => {
    const person = 5;
    const chain = { person, campaign: CAMPAIGN, events: [] };
    const events = Array.from({ length: 20_000 }, (_, n) => aStoredEvent({ number: 100 + n, word: 'open' }));
    await saveChains(embedded.table, ACCOUNT, [{ chain, next: { ...chain, events, version: 'v' } }]);
    const finds = vi.fn(({ events }: Chain) => events);
    const rows = events.map(({ number }) => ({ ...rowOf(person), number, word: 'open' as const }));
    const { listed } = await readJournalPage({
      ...query,
      groupOf: finds,
      table: embedded.table,
      segments: walk([{ campaign: CAMPAIGN, tag: 't0', place: '1#t0', rows: rows.slice(0, 4_000) }]),
      limit: 10,
      offset: 0,
      after: undefined,
    });
    expect(listed.map(({ row }) => row.number)).toEqual([100]);
    expect(finds).toHaveBeenCalledTimes(1);
  });
});
