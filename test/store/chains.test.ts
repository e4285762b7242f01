import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Chain, StoredEvent } from '../../lib/domain/event.ts';
import { messageName } from '../../lib/domain/event.ts';
import { text, toKey } from '../../lib/store/attributes.ts';
import { moveToPage, readPages } from '../../lib/store/chain-pages.ts';
import { loadChains, type Save, saveChains } from '../../lib/store/chains.ts';
import { chainKey } from '../../lib/store/keys.ts';
import type { Table } from '../../lib/store/table.ts';
import { readChains, readChainsOfPerson } from '../../lib/store/whole-chains.ts';
import { aStoredEvent, HOUR_MS, NOW } from '../factories.ts';
import { type EmbeddedTable, openEmbeddedTable } from './embedded-table.ts';

let embedded: EmbeddedTable;
let table: Table;
let account = 0;
beforeAll(async () => {
  embedded = await openEmbeddedTable();
  table = embedded.table;
});
afterAll(() => embedded.close());

/** Each test has an account of its own. */
const anAccount = () => ++account;
const eventsOf = (count: number, given: Partial<StoredEvent> = {}): StoredEvent[] =>
  Array.from({ length: count }, (_, n) => aStoredEvent({ number: n + 1, created: NOW + n, ...given }));

/** A message of which nothing is stored. */
const nothing = (person: number, campaign = 1): Chain => ({ person, campaign, events: [] });
const saveOf = (chain: Chain, events: readonly StoredEvent[], version: string): Save => ({
  chain,
  next: { ...chain, events, version },
});

const read = async (account: number, person: number, campaign = 1) =>
  (await readChains(table, account, [{ person, campaign }], { consistent: true }))[0];

/** Saves one chain and says how that ended. */
async function save(account: number, one: Save, on: Table = table) {
  return (await saveChains(on, account, [one])).get(messageName(one.chain));
}

describe('a chain', () => {
  it('of which nothing is stored is empty and has no version', async () => {
    const account = anAccount();
    expect(await read(account, 1)).toEqual(nothing(1));
    expect(await readChainsOfPerson(table, account, 1)).toEqual([]);
  });

  it('is inserted, then updated by its version, and read as it was saved', async () => {
    const account = anAccount();
    expect(await save(account, saveOf(nothing(1), eventsOf(1), 'v1'))).toEqual({ kind: 'saved' });
    const first = await read(account, 1);
    expect(first).toEqual({ ...nothing(1), version: 'v1', events: eventsOf(1) });
    expect(await save(account, saveOf(first!, eventsOf(2), 'v2'))).toEqual({ kind: 'saved' });
    expect(await read(account, 1)).toEqual({ ...nothing(1), version: 'v2', events: eventsOf(2) });
  });

  it('comes back at the position of its message, beside others and asked for twice', async () => {
    const account = anAccount();
    await saveChains(table, account, [
      saveOf(nothing(1), eventsOf(1), 'v1'),
      saveOf(nothing(2), eventsOf(2), 'v2'),
    ]);
    const asked = [2, 3, 1, 2].map((person) => ({ person, campaign: 1 }));
    const chains = await readChains(table, account, asked);
    expect(chains.map(({ person, events }) => [person, events.length])).toEqual([
      [2, 2],
      [3, 0],
      [1, 1],
      [2, 2],
    ]);
  });

  it('belongs to its person and campaign; those of a person come in order of their campaigns', async () => {
    const account = anAccount();
    const chains = [10, 9, 2, 100].map((campaign) => saveOf(nothing(1, campaign), eventsOf(1), 'v1'));
    await saveChains(table, account, [...chains, saveOf(nothing(11, 3), eventsOf(1), 'v1')]);
    const found = await readChainsOfPerson(table, account, 1);
    expect(found.map(({ campaign }) => campaign)).toEqual([2, 9, 10, 100]);
  });

  it('that can not be read is an error of its own, and harms no other', async () => {
    const account = anAccount();
    await save(account, saveOf(nothing(1), eventsOf(1), 'v1'));
    await table.call('PutItem', {
      TableName: table.name,
      Item: { ...toKey(chainKey(account, 2, 1)), version: text('v1'), events: text('[99]') },
    });
    const messages = [nothing(1), nothing(2)];
    const [good, bad] = await loadChains(table, account, messages);
    expect(good).toMatchObject({ version: 'v1' });
    expect(bad).toMatchObject({ message: "the chain 2.1 can't be read" });
    await expect(readChains(table, account, messages)).rejects.toThrow('2.1');
  });
});

describe('a lost race', () => {
  it('of two inserts has one winner; the loser is told no more than that', async () => {
    const account = anAccount();
    expect(await save(account, saveOf(nothing(1), eventsOf(1), 'v1'))).toEqual({ kind: 'saved' });
    expect(await save(account, saveOf(nothing(1), eventsOf(2), 'v2'))).toEqual({ kind: 'lost' });
    expect(await read(account, 1)).toMatchObject({ version: 'v1', events: eventsOf(1) });
  });

  it('of two updates has one winner; the loser gets what is there now', async () => {
    const account = anAccount();
    await save(account, saveOf(nothing(1), eventsOf(1), 'v1'));
    const stale = (await read(account, 1))!;
    await save(account, saveOf(stale, eventsOf(2), 'v2'));
    const current = { ...nothing(1), version: 'v2', events: eventsOf(2) };
    expect(await save(account, saveOf(stale, eventsOf(3), 'v3'))).toEqual({ kind: 'lost', current });
    expect(await read(account, 1)).toEqual(current);
  });

  it('against an erasure is lost without a chain: an update never makes one', async () => {
    const account = anAccount();
    const gone = { ...nothing(1), version: 'v1', events: eventsOf(1) };
    expect(await save(account, saveOf(gone, eventsOf(2), 'v2'))).toEqual({ kind: 'lost' });
    expect(await read(account, 1)).toEqual(nothing(1));
  });

  it('is lost by all but one of many at once', async () => {
    const account = anAccount();
    await save(account, saveOf(nothing(1), eventsOf(1), 'v0'));
    const chain = (await read(account, 1))!;
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, n) => save(account, saveOf(chain, eventsOf(n + 2), `v${n + 1}`))),
    );
    const winners = results.flatMap((result, n) => (result?.kind === 'saved' ? [n] : []));
    expect(winners).toHaveLength(1);
    expect(results.filter((result) => result?.kind === 'lost')).toHaveLength(11);
    expect((await read(account, 1))?.version).toBe(`v${winners[0]! + 1}`);
  });
});

describe('many saves at once', () => {
  it('are split into calls of 25, each with a result of its own', async () => {
    const account = anAccount();
    const people = Array.from({ length: 60 }, (_, n) => n + 1);
    const taken = [3, 26, 60];
    for (const person of taken) await save(account, saveOf(nothing(person), eventsOf(1), 'first'));
    const calls: number[] = [];
    const counting: Table = {
      name: table.name,
      call(operation, input) {
        if ('Statements' in input) calls.push(input.Statements?.length ?? 0);
        return table.call(operation, input);
      },
    };
    const saves = people.map((person) => saveOf(nothing(person), eventsOf(2), 'second'));
    const results = await saveChains(counting, account, saves);
    expect(calls.sort()).toEqual([10, 25, 25]);
    expect([...results.keys()]).toHaveLength(60);
    for (const person of people) {
      const lost = taken.includes(person);
      expect(results.get(`${person}.1`)?.kind, `person ${person}`).toBe(lost ? 'lost' : 'saved');
      expect((await read(account, person))?.version).toBe(lost ? 'first' : 'second');
    }
  });

  it('are not harmed by one that DynamoDB refuses: of that nothing is known', async () => {
    const account = anAccount();
    // More than the 400 KB of an item, also deflated.
    const tooLarge = eventsOf(1, { url: Array.from({ length: 600_000 }, noise).join('') });
    const results = await saveChains(table, account, [
      saveOf(nothing(1), eventsOf(1), 'v1'),
      saveOf(nothing(2), tooLarge, 'v1'),
      saveOf(nothing(3), eventsOf(1), 'v1'),
    ]);
    expect([...results].map(([name, { kind }]) => [name, kind])).toEqual([
      ['1.1', 'saved'],
      ['2.1', 'unknown'],
      ['3.1', 'saved'],
    ]);
    expect((await read(account, 2))?.version).toBeUndefined();
  });

  it('of a call that fails altogether are all unknown, the others are not', async () => {
    const account = anAccount();
    let calls = 0;
    const failing: Table = {
      name: table.name,
      call: (operation, input) =>
        calls++ === 0 ? Promise.reject(new Error('no answer')) : table.call(operation, input),
    };
    const saves = Array.from({ length: 26 }, (_, n) => saveOf(nothing(n + 1), eventsOf(1), 'v1'));
    const kinds = [...(await saveChains(failing, account, saves)).values()].map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'unknown')).toHaveLength(25);
    expect(kinds.filter((kind) => kind === 'saved')).toHaveLength(1);
  });
});

describe('a big chain', () => {
  it('is read as it was saved: texts of any kind, plain or deflated', async () => {
    const account = anAccount();
    const urls = ['https://example.com/ü?"\\', '🎉', `https://example.com/${'x'.repeat(2_000)}`];
    const events = eventsOf(1_500).map((event, n) => ({ ...event, tag: `t${n % 7}`, url: urls[n % 3]! }));
    expect(await save(account, saveOf(nothing(1), events, 'v1'))).toEqual({ kind: 'saved' });
    const chain = (await read(account, 1))!;
    expect(chain.events).toEqual(events);
    const more = [...events, aStoredEvent({ number: 9_999 })];
    expect(await save(account, saveOf(chain, more, 'v2'))).toEqual({ kind: 'saved' });
    expect(await save(account, saveOf(chain, events, 'v3'))).toMatchObject({
      kind: 'lost',
      current: { version: 'v2', events: more },
    });
  });

  it('moves its oldest events into pages, says the same afterwards, and loses no race by it', async () => {
    const account = anAccount();
    const events = eventsOf(30).map((event, n) => ({ ...event, created: NOW + n * HOUR_MS }));
    await save(account, saveOf(nothing(1), events, 'v1'));
    const chain = { ...(await read(account, 1))!, version: 'v1' };
    const moved = events.slice(0, 20);
    const past = { pages: 1, until: moved[19]!.created, figures: { delivered: 20, 'messages:delivered': 1 } };
    const next = { ...chain, version: 'v2', past, events: events.slice(20) };
    expect(await moveToPage(table, account, chain, moved, next)).toBe(true);
    expect(await moveToPage(table, account, chain, moved, { ...next, version: 'v3' })).toBe(false);

    expect(await loadChains(table, account, [chain])).toEqual([next]);
    const numbers = (found: readonly StoredEvent[]) => found.map(({ number }) => number);
    expect(numbers((await read(account, 1))!.events)).toEqual(numbers(events));
    expect(numbers((await readChainsOfPerson(table, account, 1))[0]!.events)).toEqual(numbers(events));
    expect(await readPages(table, account, chain, past.until + 1)).toEqual([]);
    expect(numbers(await readPages(table, account, chain, past.until))).toEqual(numbers(moved));

    expect(await save(account, saveOf(chain, events, 'v4'))).toEqual({ kind: 'lost', current: next });
    expect(await save(account, saveOf(next, eventsOf(1), 'v5'))).toEqual({ kind: 'saved' });
    expect(await loadChains(table, account, [chain])).toMatchObject([{ version: 'v5', past }]);
  });
});

/** Letters that don't deflate, from a seed. */
let seed = 1;
function noise(): string {
  seed = (seed * 48_271) % 2_147_483_647;
  return String.fromCharCode(33 + (seed % 90));
}
