import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { loadChains } from '../../lib/store/chains.ts';
import { aCampaign, anAudience, first } from '../bench/audience.ts';
import { fill } from '../bench/growth/fill.ts';
import { type Growth, measureGrowth, smallGrowth, unlevelness } from '../bench/growth.ts';
import { type Installation, install } from '../bench/installation.ts';
import { growthTargets } from '../bench/targets.ts';
import { tellOfAll } from '../bench/workloads/blast.ts';

const endpoint = inject('dynamoDb');
const TIMEOUT_MS = 300_000;
const STORED = [500, 2_000, 8_000];
const PEOPLE = 300;

describe('as there is more and more', () => {
  let growth: Growth;
  beforeAll(async () => {
    growth = await measureGrowth(endpoint, STORED, smallGrowth, () => {});
  }, TIMEOUT_MS);

  it('an event costs the same, however many are stored in its campaign', () => {
    expect(growth.sizes.map(({ stored }) => stored)).toEqual(STORED);
    // One unit is the event's own: less would mean that something isn't counted.
    for (const { writeUnitsPerEvent } of growth.sizes) expect(writeUnitsPerEvent).toBeGreaterThan(1);
    expect(unlevelness(growth)).toBeLessThanOrEqual(growthTargets.levelWithin);
  });

  it('a campaign’s figures and a page of events cost no more', () => {
    const [few, , many] = growth.sizes;
    const most = 1 + growthTargets.levelWithin;
    expect(many?.campaignFigures.readUnits).toBeLessThanOrEqual((few?.campaignFigures.readUnits ?? 0) * most);
    expect(many?.page.readUnits).toBeLessThanOrEqual((few?.page.readUnits ?? 0) * most);
  });

  it.each(['alone', 'together'] as const)(
    'the last open of a message costs what the tenth did, %s',
    (how) => {
      const [tenth, last] = [growth.opens.first[how], growth.opens.last[how]];
      const most = 1 + growthTargets.levelWithin;
      expect(tenth.writeUnits).toBeGreaterThan(0);
      expect(last.writeUnits).toBeLessThanOrEqual(tenth.writeUnits * most);
    },
  );

  it('no key takes more than 1,000 write units a second at 25,000 events a second', () => {
    expect(growth.hotKeys.length).toBeGreaterThan(5);
    for (const { kind, unitsPerSecond } of growth.hotKeys) {
      expect(unitsPerSecond, kind).toBeLessThanOrEqual(growthTargets.keyUnitsPerSecond);
    }
  });
});

describe('what the benchmark fills a table with', () => {
  const open: Installation[] = [];
  afterAll(() => Promise.all(open.map((one) => one.close())));

  it(
    'is what the functions store of a blast',
    async () => {
      const [sent, filled] = [await stored(throughTheFunctions), await stored(asTheBenchmarkFills)];
      expect(filled.figures).toEqual(sent.figures);
      expect(filled.feed.events).toHaveLength(2 * PEOPLE);
      expect(filled.feed).toEqual(sent.feed);
      expect(filled.chains).toEqual(sent.chains);
      expect(filled.items).toEqual(sent.items);
    },
    TIMEOUT_MS,
  );

  async function throughTheFunctions(to: Installation, campaignId: number) {
    await anAudience(to, first(PEOPLE));
    await tellOfAll(to, { type: 'delivered', campaignId, people: [...first(PEOPLE)], respondAsync: false });
  }

  const asTheBenchmarkFills = (to: Installation, campaign: number) =>
    fill(to, { campaign, people: [0, PEOPLE] });

  /** All that there is afterwards, but for times and tags. */
  async function stored(store: (to: Installation, campaign: number) => Promise<void>) {
    const to = await install(endpoint);
    open.push(to);
    const campaign = await aCampaign(to);
    await store(to, campaign);
    const messages = Array.from({ length: PEOPLE }, (_, n) => ({ person: n + 1, campaign }));
    return {
      figures: await to.ask('GET', `/v1/emCampaigns/${campaign}/stats`),
      feed: (await feedOf(to)) as { events: unknown[] },
      chains: (await loadChains(to.table, to.account, messages)).map((chain) =>
        chain instanceof Error ? chain : { ...chain, version: '', events: chain.events.map(withoutTimes) },
      ),
      items: await itemsOf(to),
    };
  }

  const withoutTimes = <E extends object>(event: E) => ({ ...event, tag: '', created: 0, received: 0 });
});

/** The account's events, without their times and in order of their ids. */
async function feedOf({ ask }: Installation): Promise<unknown> {
  const { events } = (await ask('GET', '/email/public/v1/events?limit=1000')) as { events: { id: string }[] };
  const sorted = events.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return JSON.parse(JSON.stringify({ events: sorted }, (name, value) => (name === 'created' ? 0 : value)));
}

/** How many items there are of each shape, of those that events leave behind and that are read again. */
async function itemsOf({ table }: Installation): Promise<Record<string, number>> {
  const client = new DynamoDBClient({});
  const shapes: Record<string, number> = {};
  try {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table.name }));
    for (const { PK, SK, ...attributes } of Items) {
      const [kind = ''] = SK?.S?.split('#') ?? [];
      if (!['M', 'J', 'TALLY', 'COMMIT'].includes(kind)) continue;
      const shape = [`${PK?.S?.replaceAll(/[^A-Z#]/g, '')} ${kind}`, ...Object.keys(attributes).sort()].join(
        ' ',
      );
      shapes[shape] = (shapes[shape] ?? 0) + 1;
    }
  } finally {
    client.destroy();
  }
  return shapes;
}
