import type { Scheduler } from 'fast-check';
import { expect } from 'vitest';
import { renderOwners } from '../../../lib/store/addresses.ts';
import { text, toKey } from '../../../lib/store/attributes.ts';
import { addressKey } from '../../../lib/store/keys.ts';
import type { Table } from '../../../lib/store/table.ts';
import {
  ACCOUNT,
  expectReceipt,
  messageOf,
  own,
  START,
  type TestMessage,
  TIMEOUT_MS,
} from '../../protocol/rig.ts';
import { eraseFirstChain } from './erase-chain.ts';
import { expectExact } from './expect-exact.ts';
import { expectKept, type StoredFact } from './expect-kept.ts';
import type { Scenario } from './scenario.ts';
import type { Weather } from './scheduled-table.ts';
import { addressOf, clicksBefore, personOf, RECEIPT, submit } from './submissions.ts';
import { openWorld, type World } from './world.ts';

const MINUTE_MS = 60_000;
const MONTH_MS = 31 * 86_400_000;
/** Deliveries that a drain takes at most. */
const ROUNDS_MAX = 8;

/** Plays a scenario in the order that the scheduler chooses, and looks whether everything came out exactly. */
export async function interleave(scenario: Scenario, scheduler: Scheduler): Promise<void> {
  const world = await openWorld(scheduler, scenario.seed);
  try {
    const submitted = submit(scenario.requests);
    const before = clicksBefore(scenario.before);
    for (const position of [0, 1]) await own(world.table, addressOf(position), personOf(position));
    await expectReceipt(world.table, RECEIPT, submitted.chunks.flat().length, submitted.chunks.length);
    await drain(world, before.length > 0 ? [messageOf('before', before)] : []);

    const { messages } = submitted;
    const { open, erased } = await meet(world, scenario, messages, scheduler);
    if (scenario.pause === 'a month') {
      await world.settle();
      world.clock.now += MONTH_MS;
      await world.expire();
    }
    const dead = scenario.dead === undefined ? undefined : messages[scenario.dead];
    await drain(
      world,
      open.filter((message) => message !== dead),
      { stale: scenario.stale },
    );
    await world.settle();
    const acknowledged = submitted.chunks.filter((_, at) => {
      const message = messages[at];
      return message !== undefined && !(message === dead && open.includes(message));
    });
    await expectKept(world, acknowledged.flat(), erased);
    await drain(world, scenario.again ? messages : open.filter((message) => message === dead));
    if (!scenario.erases) await expectExact(world, submitted, before, scenario.pause === 'a minute');
  } finally {
    await world.close();
  }
}

/** @returns the messages that nobody has acknowledged, and the events that were erased */
async function meet(
  world: World,
  { processors, moves, lapses, erases }: Scenario,
  messages: readonly TestMessage[],
  scheduler: Scheduler,
): Promise<{ open: TestMessage[]; erased: StoredFact[] }> {
  const erased: StoredFact[] = [];
  const meanwhile = (label: string, happens: () => unknown) => {
    void scheduler.schedule(Promise.resolve(), label).then(happens);
  };
  if (moves) meanwhile('the address moves', () => move(world.table));
  if (erases) meanwhile('a chain is erased', async () => erased.push(...(await eraseFirstChain(world))));
  if (lapses) {
    meanwhile('time passes', () => {
      world.clock.now += TIMEOUT_MS;
    });
  }
  const failed = await world.drive(
    Promise.all(
      processors.map(async (processor, position) => {
        const given = messages.filter((_, at) => processor.messages.includes(at));
        const back = await world.deliver(given, { name: `P${position + 1}`, ...processor });
        return { given, back };
      }),
    ),
  );
  const acknowledged = new Set(
    failed.flatMap(({ given, back }) => given.filter((one) => !back.includes(one))),
  );
  return { open: messages.filter((message) => !acknowledged.has(message)), erased };
}

/** Delivers until nothing comes back, an attempt's lifetime apart. What is still under way may come in between. */
async function drain(world: World, messages: readonly TestMessage[], weather: Weather = {}): Promise<void> {
  let open = [...messages];
  for (let round = 1; open.length > 0 && round <= ROUNDS_MAX; round++) {
    world.clock.now += MINUTE_MS;
    open = await world.drive(world.deliver(open, { name: `delivery ${round}`, ...weather }));
  }
  const ids = open.map(({ id }) => id);
  expect(ids, 'no message comes back for ever').toEqual([]);
}

/** The first person's address is somebody else's from a minute after all was sent. */
async function move(table: Table): Promise<void> {
  const moved = START + MINUTE_MS;
  await table.call('PutItem', {
    TableName: table.name,
    Item: {
      ...toKey(addressKey(ACCOUNT, addressOf(0))),
      owners: text(
        renderOwners([
          { person: personOf(0), from: START - 86_400_000, until: moved },
          { person: 99, from: moved },
        ]),
      ),
    },
  });
}
