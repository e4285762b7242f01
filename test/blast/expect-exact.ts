import { expect } from 'vitest';
import { parseEventId } from '../../lib/domain/event-id.ts';
import { listedWords } from '../../lib/domain/event-types.ts';
import { inParallel } from '../../lib/in-parallel.ts';
import { type DatedEvent, machinesOf } from '../machine-model.ts';
import type { Blast } from './blast.ts';
import { nameOf, type ToldChain, tell } from './expected-chain.ts';
import { countOf, type ModelMessage } from './model.ts';
import { DATED_UNTIL } from './plan.ts';
import { get, type System } from './sender.ts';

/** What the API answers, as far as it is compared. */
interface Receipt {
  done: boolean;
  received: number;
  stored: number;
  duplicate: number;
  skipped: number;
  skippedEvents: number[];
}
interface Reference {
  id: string;
  created: number;
}
interface Event extends Reference {
  type: string;
  portalId: number;
  recipient: string;
  url?: string;
  dropReason?: string;
  sentBy?: Reference;
  obsoletedBy?: Reference;
  causedBy?: Reference;
  cause?: Event & { campaign: { id: number } | null };
}
interface Chain {
  personId: number;
  campaignId: number;
  recipient: string;
  state: string;
  events: Event[];
}
interface Row {
  count: number;
  type: string;
  personId: number;
  campaignId: number;
  campaignName: string;
  created: string;
  updated: string;
}
interface Collection {
  _metadata: { total: number | null; next: string | null };
}

const CONCURRENT_READS = 8;

/** Everything the API says of a blast is what the model says. */
export async function expectExact(system: System, blast: Blast, everyOrder: boolean): Promise<void> {
  await expectStatistics(system, blast);
  const numbers = await expectChains(system, blast);
  await expectReceipts(system, blast, numbers);
  await expectRows(system, blast, everyOrder);
}

async function expectStatistics(system: System, { audience, model }: Blast): Promise<void> {
  for (const campaign of audience.campaigns) {
    const messages = model.messages.filter((message) => message.campaign === campaign);
    const count = (...of: Parameters<typeof countOf>[1][]) => countOf(messages, ...of);
    const { rates, ...statistics } = await get<{ rates: unknown }>(
      system,
      `/v1/emCampaigns/${campaign}/stats`,
    );
    const [sent, delivered] = [count('delivered').facts, count('delivered').facts];
    const bounces = count('bounced', 'soft-bounce', 'hard-bounce').facts;
    const [opened, clicked] = [count('open'), count('click')];
    const people = messages.map(withoutMachines);
    const human = { opened: countOf(people, 'open'), clicked: countOf(people, 'click') };
    const [left, spam] = [count('unsubscribe').facts, count('spamreport').facts];
    expect(statistics).toEqual({
      ...{ campaignId: campaign, sent, delivered, bounces, unsubscribes: left, spamReports: spam },
      ...{ opens: opened.facts, uniqueOpens: opened.messages },
      ...{ clicks: clicked.facts, uniqueClicks: clicked.messages },
      ...{ hardBounces: count('hard-bounce').facts, softBounces: count('soft-bounce').facts },
      drops: count('dropped').facts,
      human: {
        ...{ opens: human.opened.facts, uniqueOpens: human.opened.messages },
        ...{ clicks: human.clicked.facts, uniqueClicks: human.clicked.messages },
      },
    });
    expect(rates).toEqual({
      ...{ delivery: delivered / sent, bounce: bounces / sent, open: human.opened.messages / delivered },
      ...{
        click: human.clicked.messages / delivered,
        unsubscribe: left / delivered,
        complaint: spam / delivered,
      },
    });
  }
}

function withoutMachines(message: ModelMessage): ModelMessage {
  const dated = message.facts.flatMap(({ word: type, time, url }) =>
    time === undefined ? [] : [{ type, created: time, url }],
  );
  const machines = new Set([...machinesOf(dated)].map(nameOfFact));
  const facts = message.facts.filter(
    ({ word, time, url }) =>
      time === undefined || !machines.has(nameOfFact({ type: word, created: time, url })),
  );
  return { ...message, facts };
}

const nameOfFact = ({ type, created, url }: DatedEvent): string => `${type} ${created} ${url}`;

/** @returns the numbers of all events that stand in chains */
async function expectChains(system: System, { audience, model }: Blast): Promise<Set<number>> {
  const numbers: number[] = [];
  const ofPerson = Map.groupBy(model.messages, ({ person }) => person);
  await inParallel(audience.people, CONCURRENT_READS, async ({ id }) => {
    const messages = ofPerson.get(id) ?? [];
    const { chains, _metadata } = await get<Collection & { chains: Chain[] }>(
      system,
      `/v1/emEvents/chains?personId=${id}&limit=100`,
    );
    expect(_metadata.total).toBe(messages.length);
    const stories = messages.map((message) => tell(message, messages));
    expect(toldOf(chains)).toEqual(stories.toSorted((a, b) => b.campaign - a.campaign));
    const addresses = chains.flatMap(({ events }) =>
      events.map(({ portalId, id }) => parseEventId(portalId, id)!),
    );
    expect(addresses.every(({ person }) => person === id)).toBe(true);
    // A `delivered` is two events of one number.
    numbers.push(...addresses.filter(({ type }) => type !== 'DELIVERED').map(({ number }) => number));
  });
  expect(numbers).toHaveLength(model.facts);
  expect(new Set(numbers).size).toBe(model.facts);
  return new Set(numbers);
}

/** Chains as the model tells them: references are followed by their ids and named. */
function toldOf(chains: readonly Chain[]): ToldChain[] {
  const names = new Map<string, string>();
  for (const { campaignId, events } of chains) {
    for (const { id, type, created } of events) {
      if (names.has(id)) throw new Error(`two events of the id ${id}`);
      names.set(id, nameOf(campaignId, type, created < DATED_UNTIL ? created : undefined));
    }
  }
  const refer = (name: string, reference: Reference | undefined) =>
    reference && { [name]: names.get(reference.id) ?? 'nothing' };
  return chains.map(({ campaignId, recipient, state, events }) => ({
    campaign: campaignId,
    recipient,
    state,
    events: events.map(({ id, recipient, url, dropReason, cause, ...references }) => {
      expect(cause && nameOf(cause.campaign?.id ?? 0, cause.type, cause.created)).toBe(
        references.causedBy && names.get(references.causedBy.id),
      );
      return {
        name: names.get(id) ?? '',
        recipient,
        ...(url !== undefined && { url }),
        ...(dropReason !== undefined && { dropReason }),
        ...refer('sentBy', references.sentBy),
        ...refer('obsoletedBy', references.obsoletedBy),
        ...refer('causedBy', references.causedBy),
      };
    }),
  }));
}

async function expectReceipts(
  system: System,
  { requests, answers, model }: Blast,
  numbers: ReadonlySet<number>,
): Promise<void> {
  await inParallel(
    [...answers.entries()],
    CONCURRENT_READS,
    async ([position, { body: answer, repeated }]) => {
      const expected = model.requests[position]!;
      const { events, respondAsync, key } = requests[position]!;
      const receipt = await get<Receipt>(system, `/v1/emEvents/receipts/${answer.receipt}`);
      const { received, stored, duplicate, skipped } = receipt;
      expect(receipt).toMatchObject({ done: true, received: events.length, skippedEvents: expected.skipped });
      expect(skipped).toBe(expected.skipped.length);
      expect(stored + duplicate + skipped).toBe(received);
      // Without a key, an earlier try whose answer got lost may have brought the facts already.
      if (key !== undefined || !repeated) expect(stored).toBeGreaterThanOrEqual(expected.own);
      expect(stored).toBeLessThanOrEqual(expected.facts);
      if (respondAsync) return expect(answer).toEqual({ receipt: answer.receipt, received });
      // Who waits is told the events' ids, so it is known which of them the chains have.
      const ids = answer.emEventIds ?? [];
      expect(ids).toHaveLength(received - skipped);
      expect(stored).toBe(ids.filter((id) => numbers.has(id)).length);
      const nobody = expected.skipped.map((at) => events[at]?.recipient ?? String(events[at]?.personId));
      const canonical = (addresses: string[]) => new Set(addresses.map((address) => address.toLowerCase()));
      expect(answer.recipientsNotFound).toHaveLength(canonical(nobody).size);
      expect(canonical(answer.recipientsNotFound ?? [])).toEqual(canonical(nobody));
    },
  );
}

async function expectRows(
  system: System,
  { audience, model, started }: Blast,
  everyOrder: boolean,
): Promise<void> {
  const all = model.messages.flatMap((message) => rowsOf(message, audience.campaigns));
  const expectAll = async (query: string, expected: readonly Row[]) => {
    const { rows, total } = await readRows(system, query);
    for (const { updated } of rows) expect(Date.parse(updated) + 1_000).toBeGreaterThan(started);
    expect(rows.map((row) => told(row)).sort()).toEqual(expected.map((row) => told(row)).sort());
    return total;
  };
  expect(await expectAll('', all)).toBe(all.length);
  if (everyOrder) await expectAll(`updatedAfter=${new Date(started - 1_000).toISOString()}`, all);
  await inParallel(
    everyOrder ? audience.campaigns : audience.campaigns.slice(0, 1),
    CONCURRENT_READS,
    async (campaign) => {
      const expected = all.filter(({ campaignId }) => campaignId === campaign);
      expect(await expectAll(`campaignId=${campaign}`, expected)).toBe(expected.length);
    },
  );
  await inParallel(listedWords, CONCURRENT_READS, async (word) => {
    const { _metadata } = await get<Collection>(system, `/v1/emEvents?type=${word}&limit=1`);
    expect(_metadata.total).toBe(all.filter(({ type }) => type === word).length);
  });
}

function rowsOf({ person, campaign, facts }: ModelMessage, campaigns: readonly number[]): Row[] {
  return [...Map.groupBy(facts, ({ word }) => word)].map(([type, same]) => ({
    count: same.length,
    type,
    personId: person,
    campaignId: campaign,
    campaignName: `Mail ${campaigns.indexOf(campaign)}`,
    created: new Date(Math.min(...same.map(({ time }) => time ?? Date.now()))).toISOString(),
    updated: '',
  }));
}

/** A row in words; when it came in, nobody but the system knows. */
function told({ count, type, personId, campaignId, campaignName, created }: Row): string {
  const time = Date.parse(created) < DATED_UNTIL ? created.slice(0, 19) : 'undated';
  return `${personId} ${campaignId} ${campaignName} ${type} ${count} ${time}`;
}

async function readRows(system: System, query: string): Promise<{ rows: Row[]; total: number | null }> {
  const rows: Row[] = [];
  let total: number | null = null;
  for (let next: string | null = ''; next !== null; ) {
    const page: Collection & { emEvents: Row[] } = await get(
      system,
      `/v1/emEvents?${query}&limit=100${next && `&next=${encodeURIComponent(next)}`}`,
    );
    if (next === '') total = page._metadata.total;
    rows.push(...page.emEvents);
    next = page._metadata.next;
  }
  return { rows, total };
}
