import { expect } from 'vitest';
import { redrive } from '../../../infra/commands/redrive-messages.ts';
import { parseEventId } from '../../../lib/domain/event-id.ts';
import { openQueue, type Queue } from '../../../lib/queue/queue.ts';
import type { QueueMessage } from '../../../lib/queue/queue-message.ts';
import { Random } from '../../blast/random.ts';
import { audit } from '../../protocol/audit.ts';
import { type Fault, Faults } from '../../protocol/faults.ts';
import { expectFold } from '../expect-fold.ts';
import { Facts } from '../model.ts';
import { type Audience, makeAudience, post } from '../sender.ts';
import type { Stage } from '../stage.ts';
import { Killed } from '../system.ts';
import { readFeed } from '../views.ts';
import { checkSetFull } from './history.ts';
import { type Balance, Ledger } from './ledger.ts';
import { planRequest } from './plan.ts';

export interface Size {
  requests: number;
  /** Of each request. */
  events: number;
  campaigns: number;
  /** At what share of the calls to AWS bad weather begins. */
  faults: number;
  /** Steps between two reads of a whole campaign. */
  readEvery: number;
  seed: number;
}

interface World extends Stage {
  random: Random;
  audience: Audience;
  ledger: Ledger;
  facts: Facts;
  /** The faults of one invocation. */
  faults: () => Faults;
}

/**
 * Posts a blast while events are processed, with faults at any call to AWS, several processors at once, messages that
 * are delivered twice, and functions that die. After every step every event is somewhere, and the lists have what was
 * stored.
 * @returns what became of the events
 */
export async function runWithFaults(stage: Stage, size: Size): Promise<Balance> {
  const { tenant, system, clock, people } = stage;
  const random = new Random(size.seed);
  const { campaigns } = await makeAudience(tenant, { campaigns: size.campaigns, people: 0 });
  const ledger = new Ledger(system, { people });
  const faults = () => new Faults(spells(random, size.faults));
  const world: World = {
    ...stage,
    random,
    audience: { campaigns, people },
    ledger,
    facts: new Facts(),
    faults,
  };

  for (let step = 1, posted = 0; posted < size.requests; step++) {
    if (random.chance(0.3)) await postOne(world, size.events, posted++);
    else await pollOnce(world, faults);
    clock.forward(random.pick([0, 1_000, 5_000, 20_000]));
    await ledger.balance();
    if (step % size.readEvery === 0) await readFirst(world);
  }
  // The weather clears; what died is put back, by somebody who isn't sure and does it twice.
  for (let redrives = 0; redrives < 3; redrives++) {
    if (redrives > 0) await redrive(deadOf(world), system.queue);
    await drain(world);
  }
  await readFirst(world);
  const verdict = await ledger.balance();
  ledger.close();

  const isOfFirst = (element: number) => ledger.campaignOf(element) === campaigns[0];
  expect(checkSetFull(ledger.history, isOfFirst)).toEqual({ lost: [], vanished: [], repeated: [] });
  await expectFold(tenant, world.audience, world.facts);
  const { journal, stored, tallies, folds } = await audit(system);
  expect(journal).toEqual(stored);
  expect(tallies).toEqual(folds);
  return verdict;
}

/** The dead-letter queue, of which the ledger hears what is put back. */
function deadOf({ system, ledger }: World): Queue {
  const dead = openQueue(system.local.deadLetterUrl);
  return {
    ...dead,
    async remove(messages) {
      const left = new Set(await dead.remove(messages));
      for (const { id } of messages) if (!left.has(id)) ledger.putBack(id);
      return [...left];
    },
  };
}

const SPELL_MAX = 8;
const faultKinds: Fault[] = ['kill-before', 'kill-after', 'fail-before', 'lost', 'throttled', 'conflict'];

/** Bad weather lasts for some calls: a function tries each of its calls up to three times. */
function spells(random: Random, share: number): () => Fault | undefined {
  let [fault, left]: [Fault | undefined, number] = [undefined, 0];
  return () => {
    if (left > 0) left--;
    else if (random.chance(share)) [fault, left] = [random.pick(faultKinds), random.below(SPELL_MAX)];
    else fault = undefined;
    return fault;
  };
}

/** As a sender does: the same request again until it is taken. */
async function postOne(world: World, events: number, position: number): Promise<void> {
  const { tenant, system, clock, audience, ledger, facts, faults } = world;
  const said = planRequest(
    world.random,
    { events, people: audience.people.length, campaigns: audience.campaigns.length },
    clock.now(),
  );
  const persons = audience.people.length;
  const toSomebody = said.filter(({ person }) => person < persons);
  // Who waits for the look-up of recipients is told at once who is nobody; else that is found out by the processor.
  const waits = world.random.chance(0.5);
  const headers = { 'idempotency-key': `request ${position}`, ...(!waits && { prefer: 'respond-async' }) };
  for (let weather = faults; ; weather = clear) {
    const how = { headers, faults: weather() };
    const answer = await post(tenant, said, audience, how).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
      system.restart();
    });
    if (answer?.status === (waits ? 200 : 202)) break;
    // Whoever was killed still holds its Idempotency-Key for a minute.
    clock.forward(61_000);
  }
  const received = ledger.accept((waits ? toSomebody : said).length);
  for (const one of toSomebody) facts.add(one, received);
}

const clear = (): Faults => new Faults(() => undefined);

/** Up to three invocations at once, as many messages as there are; some messages are in two of them. */
async function pollOnce({ system, tenant, random, ledger }: World, faults: () => Faults): Promise<number> {
  const received: QueueMessage[] = [];
  for (let more = 1 + random.below(4); more > 0; more--) received.push(...(await system.queue.receive()));
  const invocations = [
    received,
    received.filter(() => random.chance(0.1)),
    received.filter(() => random.chance(0.1)),
  ];
  const done = new Set<QueueMessage>();
  await Promise.all(
    invocations
      .filter((messages) => messages.length > 0)
      .map(async (messages) => {
        const failed = await system.deliver(messages, faults());
        for (const message of messages) if (!failed.has(message.id)) done.add(message);
      }),
  );
  const left = new Set(await system.queue.remove([...done]));
  for (const { id } of done) if (!left.has(id)) await ledger.settle(tenant.account, id);
  return received.length;
}

async function drain(world: World): Promise<void> {
  const { system, clock } = world;
  for (;;) {
    const { waiting, inFlight } = await system.queue.count();
    if (waiting + inFlight === 0) return;
    if ((await pollOnce(world, clear)) === 0) clock.forward(20_000);
  }
}

async function readFirst({ tenant, audience: { campaigns }, ledger }: World): Promise<void> {
  const events = await readFeed(tenant, campaigns[0] ?? 0);
  // A `delivered` is two events of one number.
  const single = events.filter(({ type }) => type !== 'DELIVERED');
  ledger.read(single.map(({ id }) => parseEventId(tenant.account, id)?.number ?? 0));
}
