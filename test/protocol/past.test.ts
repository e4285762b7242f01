import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueuedEvent } from '../../lib/domain/chunk.ts';
import { inGroups } from '../../lib/in-groups.ts';
import { personPartition } from '../../lib/store/keys.ts';
import { readChains, readChainsOfPerson } from '../../lib/store/whole-chains.ts';
import { Random } from '../blast/random.ts';
import { aQueuedEvent } from '../factories.ts';
import { audit } from './audit.ts';
import { Faults } from './faults.ts';
import { ACCOUNT, messageOf, openRig, own, type Rig, START, type TestMessage } from './rig.ts';

let rig: Rig;
let person = 0;
let number = 0;

beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());

const addressOf = (id: number) => `robot${id}@example.com`;

async function aRobot(): Promise<(after: number) => QueuedEvent> {
  const id = ++person;
  await own(rig.table, addressOf(id), id);
  return (after) =>
    aQueuedEvent({
      number: ++number,
      word: 'open',
      campaign: 1,
      recipient: addressOf(id),
      created: START + Math.round(after * 60_000),
      received: START + Math.round(after * 60_000),
      dated: true,
    });
}

/** All events of a message came in at one time. */
const aMessage = (...events: QueuedEvent[]): TestMessage =>
  messageOf(
    `m${number}`,
    events.map((event) => ({ ...event, received: events[0]?.received ?? START })),
  );

/** The robot opens the mail so many times, so many opens a delivery. */
async function openTimes(
  open: (after: number) => QueuedEvent,
  times: number,
  together = 1,
): Promise<QueuedEvent[]> {
  const events = Array.from({ length: times }, (_, n) => open(n));
  for (const group of inGroups(events, together)) {
    expect(await rig.deliver([aMessage(...group)])).toEqual(new Set());
  }
  return events;
}

/** Sizes in bytes, roughly as DynamoDB counts them, of the chain's own item and of its pages. */
async function sizesOf(id: number): Promise<{ item: number; pages: number[] }> {
  const { Items = [] } = await rig.embedded.client.send(
    new QueryCommand({
      TableName: rig.table.name,
      KeyConditionExpression: 'PK = :partition',
      ExpressionAttributeValues: { ':partition': { S: personPartition(ACCOUNT, id) } },
    }),
  );
  const size = (item: (typeof Items)[number]) =>
    Object.entries(item).reduce(
      (sum, [name, { S, N, B }]) => sum + name.length + Buffer.byteLength(S ?? N ?? '') + (B?.length ?? 0),
      0,
    );
  return {
    item: Math.max(...Items.filter(({ page }) => !page).map(size)),
    pages: Items.filter(({ page }) => page).map(size),
  };
}

async function expectExact(): Promise<void> {
  const found = await audit(rig.embedded);
  expect(found.journal).toEqual(found.stored);
  expect(found.tallies).toEqual(found.folds);
}

describe('a chain that outgrows its item', () => {
  it('moves its oldest events into pages, so that the item stays below a write unit', async () => {
    const open = await aRobot();
    for (let n = 0; n < 2; n++) {
      await openTimes((after) => open(n * 40 + after), 40);
      const { item } = await sizesOf(person);
      expect(item).toBeLessThanOrEqual(1_024);
    }
    expect((await sizesOf(person)).pages.length).toBeGreaterThan(0);
    await expectExact();
    const [chain] = await readChains(rig.table, ACCOUNT, [{ person, campaign: 1 }], { consistent: true });
    expect(chain?.events.map(({ number }) => number)).toEqual(
      Array.from({ length: 80 }, (_, n) => number - 79 + n),
    );
    expect(await readChainsOfPerson(rig.table, ACCOUNT, person)).toEqual([chain]);
  });

  it('knows what it has in pages: by its number, and by the fact it states', async () => {
    const open = await aRobot();
    const events = await openTimes(open, 60, 4);
    const [first, second] = events as [QueuedEvent, QueuedEvent];
    const before = await audit(rig.embedded);
    rig.clock.now += 60_000;
    await rig.drain([aMessage(first), aMessage({ ...second, number: ++number }), aMessage(...events)]);
    expect(await audit(rig.embedded)).toEqual(before);
  });

  it('takes an event that happened long before the others, and counts it once', async () => {
    const open = await aRobot();
    await openTimes((after) => open(after + 10), 60, 4);
    await rig.drain([aMessage(open(0))]);
    await rig.drain([aMessage(open(30.5))]);
    await expectExact();
  });

  describe('counts what machines did exactly, also where', () => {
    /** Opens, four a delivery, so many minutes apart; most of them are in pages then. */
    async function openPaged(open: (after: number) => QueuedEvent, apart: number): Promise<void> {
      await openTimes((after) => open(after * apart), 160, 4);
      expect((await sizesOf(person)).pages.length).toBeGreaterThan(1);
    }
    const machineOpens = async () => (await audit(rig.embedded)).tallies['1']?.['machine:open'] ?? 0;

    it('a burst that is complete only now was preceded by opens in pages', async () => {
      const open = await aRobot();
      await openPaged(open, 1 / 60);
      const before = await machineOpens();
      for (const link of [1, 2, 3]) {
        const url = `https://example.com/${link}`;
        await rig.deliver([aMessage({ ...open(160 / 60 + link / 200), word: 'click', url })]);
      }
      await expectExact();
      expect((await machineOpens()) - before).toBeGreaterThan(50);
    });

    it('a delivery that is heard of only now was after opens in pages', async () => {
      const open = await aRobot();
      await openPaged(open, 1);
      const before = await machineOpens();
      await rig.deliver([aMessage({ ...open(60.5), word: 'delivered' })]);
      await expectExact();
      expect((await machineOpens()) - before).toBe(61);
      // An earlier one gives most of them back to people.
      await rig.deliver([aMessage({ ...open(9.5), word: 'delivered' })]);
      await expectExact();
      expect((await machineOpens()) - before).toBe(10);
    });

    it('clicks and opens come in any order', async () => {
      const random = new Random(1);
      const open = await aRobot();
      for (let batch = 0; batch < 40; batch++) {
        const events = Array.from({ length: 1 + random.below(5) }, (): QueuedEvent => {
          const event = open(batch / 10 - random.next());
          const word = random.pick(['open', 'open', 'click', batch < 20 ? 'open' : 'delivered'] as const);
          return {
            ...event,
            word,
            ...(word === 'click' && { url: `https://example.com/${random.below(4)}` }),
          };
        });
        await rig.deliver([aMessage(...events)]);
      }
      expect((await sizesOf(person)).pages.length).toBeGreaterThan(1);
      await expectExact();
    });
  });

  it('keeps in the item whatever is not counted, and the order in which it was stored', async () => {
    const open = await aRobot();
    const dead = aMessage(open(0));
    await rig.deliver(
      [dead],
      new Faults((_, operation) => (operation === 'TransactWriteItems' ? 'kill-before' : undefined)),
    );
    await openTimes((after) => open(after + 1), 90);
    expect((await sizesOf(person)).pages).toEqual([]);
    await rig.drain([dead]);
    await openTimes((after) => open(after + 100), 3);
    expect((await sizesOf(person)).pages.length).toBeGreaterThan(0);
    await expectExact();
  });

  it('loses nothing whether the move fails, is not heard of, or the handler is killed at it', async () => {
    for (const fault of [
      'kill-before',
      'kill-after',
      'fail-before',
      'lost',
      'throttled',
      'conflict',
    ] as const) {
      const open = await aRobot();
      await openTimes(open, 55, 5);
      for (let n = 55; n < 63; n++) {
        const message = aMessage(open(n));
        // The move is the transaction that comes before the save.
        let saved = false;
        const faults = new Faults((_, operation) => {
          saved ||= operation === 'BatchExecuteStatement';
          return operation === 'TransactWriteItems' && !saved ? fault : undefined;
        });
        const failed = await rig.deliver([message], faults);
        await rig.drain(failed.size > 0 ? [message] : []);
      }
    }
    await expectExact();
  });

  it('is the same for two processors that both want to move', async () => {
    const open = await aRobot();
    await openTimes(open, 50, 5);
    for (let n = 50; n < 66; n += 2) {
      const messages = [aMessage(open(n)), aMessage(open(n + 1))];
      const failed = await Promise.all(messages.map((message) => rig.deliver([message])));
      await rig.drain(messages.filter(({ id }, position) => failed[position]?.has(id)));
    }
    await expectExact();
  });
});
