import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JournalRow } from '../../lib/domain/journal.ts';
import { saveChains } from '../../lib/store/chains.ts';
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

async function read(limit: number, offset: number, after?: JournalCursor) {
  const { listed, next } = await readJournalPage({
    table: embedded.table,
    account: ACCOUNT,
    segments: (async function* () {
      yield* segments.slice(segments.findIndex(({ place }) => place === (after?.place ?? '2#t1')));
    })(),
    pick: 'first',
    wanted: () => true,
    groupOf: ({ events }) => [...events],
    limit,
    offset,
    after,
  });
  return { people: listed.map(({ row }) => row.person), next };
}

describe('a page of a list made from the journal', () => {
  it('reads the chains of many small segments together', async () => {
    const call = vi.spyOn(embedded.table, 'call');
    const page = await readJournalPage({
      table: embedded.table,
      account: ACCOUNT,
      segments: (async function* () {
        for (let n = 0; n < 500; n++) {
          yield { campaign: CAMPAIGN, tag: 't1', place: `${1_000 - n}#t1`, rows: [rowOf(1_000 + n)] };
        }
        for (const person of PEOPLE) {
          yield { campaign: CAMPAIGN, tag: 't0', place: `${person}#t0`, rows: [rowOf(person)] };
        }
      })(),
      pick: 'first',
      wanted: () => true,
      groupOf: ({ events }) => [...events],
      limit: 10,
      offset: 0,
      after: undefined,
    });
    expect(page.listed.map(({ row }) => row.person)).toEqual(PEOPLE);
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
});
