import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../lib/domain/event.ts';
import { addToGroups, type JournalGroup } from '../../lib/domain/journal.ts';
import { newTag } from '../../lib/protocol/tag.ts';
import { saveChains } from '../../lib/store/chains.ts';
import { putCommit } from '../../lib/store/commits.ts';
import { type FeedFilters, readEventFeed } from '../../lib/views/event-feed.ts';
import { type FeedPlace, upTo } from '../../lib/views/feed-place.ts';
import { aStoredEvent, DAY_MS, HOUR_MS, NOW } from '../factories.ts';
import { type EmbeddedTable, openEmbeddedTable } from '../store/embedded-table.ts';
import { type MeteredTable, meteredTable } from '../views/metered-table.ts';

const ACCOUNT = 1;
const CAMPAIGNS = 10;
const PEOPLE = 500;
const OPENS = 3;
const DAYS = 30;
const BEGIN = NOW - (NOW % HOUR_MS);

type Stored = StoredEvent & { person: number; campaign: number };

/** Ten campaigns to 500 people, each within minutes; each mail opened three times, some time of the month. */
function events(): Stored[] {
  const all: Stored[] = [];
  // The same every time: a linear congruential generator.
  let seed = 1;
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  for (let campaign = 1; campaign <= CAMPAIGNS; campaign++) {
    for (let person = 1; person <= PEOPLE; person++) {
      const sent = BEGIN + campaign * 2 * DAY_MS + person * 1_000;
      const common = { person, campaign, recipient: `p${person}@example.com`, number: 0 };
      all.push({ ...aStoredEvent({ word: 'delivered', created: sent }), ...common });
      for (let open = 0; open < OPENS; open++) {
        const created = BEGIN + Math.floor(random() * DAYS * DAY_MS);
        all.push({ ...aStoredEvent({ word: 'open', created }), ...common });
      }
    }
  }
  return all
    .sort((a, b) => a.created - b.created)
    .map((event, position) => ({ ...event, number: position + 1 }));
}

/** Batches as large as a commit may be; between the blasts an hour of a campaign has one or two events. */
const BATCH = 100;

let embedded: EmbeddedTable;
let table: MeteredTable;
beforeAll(async () => {
  embedded = await openEmbeddedTable();
  table = meteredTable(embedded.table);
  const all = events();
  for (let batch = 0; batch * BATCH < all.length; batch++) {
    const tag = newTag(NOW + batch, 0.5, batch % 16);
    const groups = new Map<string, JournalGroup>();
    for (const event of all.slice(batch * BATCH, (batch + 1) * BATCH)) addToGroups(groups, event, event);
    const commit = { tag, shard: batch % 16, except: [], groups: [...groups.values()], figures: new Map() };
    expect(await putCommit(embedded.table, ACCOUNT, commit, NOW)).toEqual({ kind: 'committed' });
  }
  const saves = [...Map.groupBy(all, ({ person, campaign }) => `${person}.${campaign}`).values()].map(
    (group) => {
      const { person, campaign } = group[0] as Stored;
      const stored = group.map(({ person: _, campaign: __, ...event }) => event);
      return {
        chain: { person, campaign, events: [] },
        next: { person, campaign, events: stored, version: 'v' },
      };
    },
  );
  await saveChains(embedded.table, ACCOUNT, saves);
}, 120_000);
afterAll(() => embedded.close());

async function read(filters: FeedFilters, limit: number, after?: FeedPlace) {
  table.spent();
  const page = await readEventFeed(table, ACCOUNT, filters, { limit, after });
  return { ...page, ...table.spent() };
}

/** Amid a quiet night, at the end of a blast, and at the end of all there is. */
const days = [29.3, 20.02, 15.7, 1];

describe('a page of an account with 20,000 events in a month', () => {
  it.each(days)('of a thousand events costs at most 600 read units, from day %d on', async (day) => {
    const after = upTo(BEGIN + day * DAY_MS);
    const { events, units, calls } = await read({}, 1_000, after);
    expect(events.length).toBe(day === 1 ? 522 : 1_000);
    expect(units).toBeLessThanOrEqual(600);
    expect(calls).toBeLessThan(200);
  });

  it.each(days)('of ten events costs as few as it has events, from day %d on', async (day) => {
    const { events, units, calls } = await read({}, 10, upTo(BEGIN + day * DAY_MS));
    expect(events).toHaveLength(10);
    expect(units).toBeLessThanOrEqual(30);
    expect(calls).toBeLessThan(20);
  });

  it.each(days)('of a campaign costs no more, from day %d on', async (day) => {
    const after = upTo(BEGIN + day * DAY_MS);
    expect((await read({ campaign: 3 }, 1_000, after)).units).toBeLessThanOrEqual(600);
    expect((await read({ campaign: 3 }, 10, after)).units).toBeLessThanOrEqual(30);
  });

  it('that looks for what is rare ends early, and the list ends all the same', async () => {
    const filters: FeedFilters = { types: ['SPAMREPORT'], from: BEGIN + 20 * DAY_MS };
    let [pages, more] = [0, true];
    for (let after: FeedPlace | undefined; more; pages++) {
      const page = await read(filters, 10, after);
      expect(page.events).toEqual([]);
      expect(page.units).toBeLessThanOrEqual(600);
      [after, more] = [page.place, page.hasMore];
    }
    expect(pages).toBeGreaterThan(1);
    expect(pages).toBeLessThan(10);
  });
});
