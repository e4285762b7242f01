import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ownership } from '../../lib/domain/address.ts';
import { type Message, NO_CAMPAIGN, type StoredEvent } from '../../lib/domain/event.ts';
import { addToGroups, type JournalGroup } from '../../lib/domain/journal.ts';
import { newTag } from '../../lib/protocol/tag.ts';
import { renderOwners } from '../../lib/store/addresses.ts';
import { text, toKey } from '../../lib/store/attributes.ts';
import { saveChains } from '../../lib/store/chains.ts';
import { putCommit } from '../../lib/store/commits.ts';
import { addressKey, chainKey } from '../../lib/store/keys.ts';
import type { Operations, Table } from '../../lib/store/table.ts';
import { type FeedFilters, readEventFeed } from '../../lib/views/event-feed.ts';
import type { FeedPlace } from '../../lib/views/feed-place.ts';
import { readEvent } from '../../lib/views/read-event.ts';
import { aStoredEvent, HOUR_MS, NOW } from '../factories.ts';
import { type EmbeddedTable, openEmbeddedTable } from '../store/embedded-table.ts';
import { meteredTable } from './metered-table.ts';

let embedded: EmbeddedTable;
let table: Table;
let account = 0;
beforeAll(async () => {
  embedded = await openEmbeddedTable();
  table = embedded.table;
});
afterAll(() => embedded.close());

const anAccount = () => ++account;
const ANN = 'ann@example.com';

async function own(account: number, address: string, owners: Ownership[]): Promise<void> {
  const Item = { ...toKey(addressKey(account, address)), owners: text(renderOwners(owners)) };
  await table.call('PutItem', { TableName: table.name, Item });
}

let tags = 0;
const aTag = () => newTag(Date.now(), ++tags / 1_000, tags % 16);

/** Stores a message's events as a batch does that dies before its commit; then the batch can be committed. */
async function store(account: number, message: Message, given: Partial<StoredEvent>[]) {
  const tag = aTag();
  const events = given.map((event) => aStoredEvent({ recipient: ANN, word: 'open', ...event, tag }));
  await saveChains(table, account, [
    { chain: { ...message, events: [] }, next: { ...message, events, version: `${tag}.1` } },
  ]);
  return () => commit(account, tag, message, events);
}

async function commit(account: number, tag: string, message: Message, events: readonly StoredEvent[]) {
  const groups = new Map<string, JournalGroup>();
  for (const event of events) addToGroups(groups, message, event);
  const shard = Number.parseInt(tag.slice(-1), 16);
  await putCommit(
    table,
    account,
    { tag, shard, except: [], groups: [...groups.values()], figures: new Map() },
    NOW,
  );
}

async function numbers(account: number, filters: FeedFilters = {}, from: Table = table): Promise<number[]> {
  const { events } = await readEventFeed(from, account, filters, { limit: 1_000 });
  return events.map(({ event }) => event.number);
}

describe('an event that is stored and not counted', () => {
  it('is in no list and has no address, until it is counted', async () => {
    const account = anAccount();
    await own(account, ANN, [{ person: 7, from: 0 }]);
    const message = { person: 7, campaign: 1 };
    const commitIt = await store(account, message, [{ number: 1 }]);
    const look = async () => [
      ...(await Promise.all(
        [{}, { campaign: 1 }, { recipient: ANN }].map((filters) => numbers(account, filters)),
      )),
      await readEvent(table, account, { ...message, number: 1, type: 'OPEN', created: NOW }).then((found) =>
        found ? [found.event.number] : [],
      ),
    ];
    expect(await look()).toEqual([[], [], [], []]);
    await commitIt();
    expect(await look()).toEqual([[1], [1], [1], [1]]);
  });
});

describe('a recipient’s list', () => {
  it('has what was sent to that very address, and not to another of the person', async () => {
    const account = anAccount();
    for (const address of [ANN, 'anna@example.com']) await own(account, address, [{ person: 7, from: 0 }]);
    const events = [{ number: 1 }, { number: 2, recipient: 'anna@example.com' }];
    await (await store(account, { person: 7, campaign: 1 }, events))();
    await (await store(account, { person: 7, campaign: NO_CAMPAIGN }, [{ number: 3, word: 'UNBOUNCE' }]))();
    expect(await numbers(account, { recipient: ANN })).toEqual([1, 3]);
    expect(await numbers(account, { recipient: ANN, campaign: NO_CAMPAIGN })).toEqual([3]);
    expect(await numbers(account, { recipient: 'anna@example.com' })).toEqual([2]);
  });

  it('has what was sent to whoever had the address', async () => {
    const account = anAccount();
    await (await store(account, { person: 7, campaign: 1 }, [{ number: 1 }]))();
    await own(account, ANN, [{ person: 7, from: 0, until: NOW }]);
    expect(await numbers(account, { recipient: ANN })).toEqual([1]);
    await (await store(account, { person: 8, campaign: 1 }, [{ number: 2 }]))();
    await own(account, ANN, [
      { person: 7, from: 0, until: NOW },
      { person: 8, from: NOW },
    ]);
    expect(await numbers(account, { recipient: ANN })).toEqual([2, 1]);
  });

  it.each(['nobody@example.com', 'no address', `${'x'.repeat(5_000)}@example.com`, '#'])(
    'is empty for %.30s, of whom nobody has heard',
    async (recipient) => {
      expect(await numbers(anAccount(), { recipient })).toEqual([]);
    },
  );
});

describe('a list of a time', () => {
  it('has both its ends, and is empty where it ends before it begins', async () => {
    const account = anAccount();
    const events = [0, 1, 2, HOUR_MS].map((after, position) => ({
      number: position + 1,
      created: NOW + after,
    }));
    await (await store(account, { person: 7, campaign: 1 }, events))();
    for (const scope of [{}, { campaign: 1 }]) {
      expect(await numbers(account, { ...scope, from: NOW + 1, until: NOW + HOUR_MS })).toEqual([4, 3, 2]);
      expect(await numbers(account, { ...scope, from: NOW, until: NOW })).toEqual([1]);
      expect(await numbers(account, { ...scope, from: NOW + 1, until: NOW })).toEqual([]);
      expect(await numbers(account, { ...scope, until: Number.MAX_SAFE_INTEGER })).toEqual([4, 3, 2, 1]);
      expect(await numbers(account, { ...scope, from: Number.MAX_SAFE_INTEGER })).toEqual([]);
      expect(await numbers(account, { ...scope, until: 0 })).toEqual([]);
    }
  });
});

describe('a list', () => {
  it('does without the chains that are there no more', async () => {
    const account = anAccount();
    const person = (id: number) => ({ person: id, campaign: 1 });
    for (const id of [1, 2, 3]) await (await store(account, person(id), [{ number: id }]))();
    await table.call('DeleteItem', { TableName: table.name, Key: toKey(chainKey(account, 2, 1)) });
    expect(await numbers(account)).toEqual([3, 1]);
    const { events, hasMore } = await readEventFeed(table, account, {}, { limit: 2 });
    expect({ numbers: events.map(({ event }) => event.number), hasMore }).toEqual({
      numbers: [3, 1],
      hasMore: false,
    });
  });

  it('has what the copies of the table that were asked do not have yet', async () => {
    const account = anAccount();
    await (await store(account, { person: 7, campaign: 1 }, [{ number: 1 }]))();
    const stale: Table = {
      name: table.name,
      async call<O extends keyof Operations>(operation: O, input: Operations[O][0]) {
        const output = await table.call(operation, input);
        const { RequestItems } = input as Operations['BatchGetItem'][0];
        const isStale = operation === 'BatchGetItem' && !RequestItems?.[table.name]?.ConsistentRead;
        return isStale ? { Responses: {} } : output;
      },
    };
    for (const scope of [{}, { campaign: 1 }]) expect(await numbers(account, scope, stale)).toEqual([1]);
  });

  it('of an unknown campaign, or of one that is of another app, is empty', async () => {
    const account = anAccount();
    await (await store(account, { person: 7, campaign: 1 }, [{ number: 1 }]))();
    expect(await numbers(account, { campaign: 2 })).toEqual([]);
    expect(await numbers(account, { campaign: 1, app: 5 })).toEqual([]);
    expect(await numbers(account, { app: 0 })).toEqual([]);
  });

  it('of people’s events alone looks for them behind those of machines', async () => {
    const account = anAccount();
    const decided = { verdict: 'yes', reason: 'sender' } as const;
    const events = Array.from({ length: 300 }, (_, position) => ({
      ...{ number: position + 1, created: NOW + position },
      ...(position >= 2 && { evidence: { decided } }),
    }));
    await (await store(account, { person: 7, campaign: 1 }, events))();
    expect(await numbers(account, { excludeMachines: true })).toEqual([2, 1]);
    const first = await readEventFeed(table, account, { excludeMachines: true }, { limit: 1 });
    expect(first.events.map(({ event }) => event.number)).toEqual([2]);
    const second = await readEventFeed(
      table,
      account,
      { excludeMachines: true },
      { limit: 1, after: first.place },
    );
    expect(second.events.map(({ event }) => event.number)).toEqual([1]);
  });
});

describe('an hour of a blast', () => {
  /** More than are read whole. */
  const EVENTS = 12_000;
  const PEOPLE = 8;
  const SEGMENTS = 24;

  it('is not read whole for a page of its campaign', async () => {
    const account = anAccount();
    const begin = NOW - (NOW % HOUR_MS);
    const all = Array.from({ length: EVENTS }, (_, position) => ({
      person: 1 + (position % PEOPLE),
      event: aStoredEvent({ number: position + 1, word: 'open', created: begin + position * 100 }),
    }));
    for (const [person, group] of Map.groupBy(all, (one) => one.person)) {
      const chain = { person, campaign: 1, events: [] };
      const events = group.map(({ event }) => event);
      await saveChains(table, account, [{ chain, next: { ...chain, events, version: 'v' } }]);
    }
    const size = EVENTS / SEGMENTS;
    for (let segment = 0; segment < SEGMENTS; segment++) {
      const groups = new Map<string, JournalGroup>();
      const own = all.slice(segment * size, (segment + 1) * size);
      for (const { person, event } of own) {
        addToGroups(groups, { person, campaign: 1 }, event);
        addToGroups(groups, { person, campaign: 2 }, event);
      }
      const tag = newTag(NOW + segment, 0.5, segment % 16);
      const content = { except: [], groups: [...groups.values()], figures: new Map() };
      await putCommit(table, account, { tag, shard: segment % 16, ...content }, NOW);
    }
    await (await store(account, { person: 99, campaign: 1 }, [{ number: EVENTS + 1, created: begin - 1 }]))();

    const metered = meteredTable(table);
    const seen: number[] = [];
    const spent: number[] = [];
    for (let after: FeedPlace | undefined, more = true; more; ) {
      const page = await readEventFeed(metered, account, { campaign: 1 }, { limit: 700, after });
      seen.push(...page.events.map(({ event }) => event.number));
      spent.push(metered.spent().units);
      [after, more] = [page.place, page.hasMore];
    }
    expect(Math.max(...spent)).toBeLessThan(40);
    expect(seen).toEqual([...Array.from({ length: EVENTS }, (_, position) => EVENTS - position), EVENTS + 1]);
  });
});
