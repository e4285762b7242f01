import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueuedEvent } from '../../lib/domain/chunk.ts';
import { TRIES_MAX } from '../../lib/retry.ts';
import { readReceipt } from '../../lib/store/receipts.ts';
import { aQueuedEvent } from '../factories.ts';
import { type Audit, audit, factsOf } from './audit.ts';
import { type Fault, Faults } from './faults.ts';
import { ACCOUNT, expectReceipt, messageOf, openRig, own, type Rig, START, type TestMessage } from './rig.ts';

/** The same batch for every crash: repeats within and across messages, bounces, two campaigns, an unknown address. */
const HOUR = 3_600_000;
let rig: Rig;
let people = 0;
let requests = 0;

beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());

interface Scenario {
  /** Which crash it is about. */
  name: string;
  messages: TestMessage[];
  receipts: string[];
  people: number[];
}

async function begin(name: string): Promise<Scenario> {
  const [ann, ben, cem] = [++people, ++people, ++people] as [number, number, number];
  const addressOf = (person: number) => `p${person}@example.com`;
  for (const person of [ann, ben, cem]) await own(rig.table, addressOf(person), person);
  const first = ++requests * 1_000;
  let position = 0;
  const event = (person: number, word: QueuedEvent['word'], more: Partial<QueuedEvent> = {}) =>
    aQueuedEvent({
      number: first + position,
      position: position++,
      word,
      campaign: 1,
      recipient: person === 0 ? 'nobody@example.com' : addressOf(person),
      created: START,
      received: START,
      dated: true,
      ...more,
    });
  const one = [
    event(ann, 'delivered'),
    event(ben, 'hard-bounce'),
    event(cem, 'delivered', { campaign: 2 }),
    event(0, 'open'),
    event(ann, 'open', { created: START + HOUR }),
    event(ann, 'open', { created: START + HOUR }),
  ];
  const two = [
    event(ann, 'open', { created: START + HOUR }),
    event(ben, 'dropped', { campaign: 2 }),
    event(ann, 'click', { url: 'https://example.com/a' }),
    event(cem, 'unsubscribe', { campaign: 2, dated: false }),
  ];
  const receipts = [`r${first}.1`, `r${first}.2`];
  for (const receipt of receipts) await expectReceipt(rig.table, receipt, 0, 1);
  return {
    name,
    messages: [
      messageOf(`${first}.1`, one, { id: receipts[0] as string, chunk: 0 }),
      messageOf(`${first}.2`, two, { id: receipts[1] as string, chunk: 0 }),
    ],
    receipts,
    people: [ann, ben, cem],
  };
}

/** Everything of one scenario, in words that are the same for every scenario. */
async function outcomeOf({ receipts, people }: Scenario, { chains }: Audit) {
  const own = chains.filter(({ person }) => people.includes(person));
  return {
    chains: own
      .map(({ person, campaign, events }) => ({
        person: people.indexOf(person),
        campaign,
        facts: factsOf(events),
      }))
      .sort((a, b) => a.person - b.person || a.campaign - b.campaign),
    receipts: await Promise.all(
      receipts.map(async (id) => {
        const { id: _, ...receipt } = (await readReceipt(rig.table, ACCOUNT, id, START)) ?? {};
        return receipt;
      }),
    ),
  };
}

const clean = {
  chains: [
    {
      person: 0,
      campaign: 1,
      facts: [`click@${START}https://example.com/a`, `delivered@${START}`, `open@${START + HOUR}`],
    },
    { person: 1, campaign: 1, facts: [`hard-bounce@${START}`] },
    { person: 1, campaign: 2, facts: [`dropped@${START}`] },
    { person: 2, campaign: 2, facts: [`delivered@${START}`, `unsubscribe@${START}`] },
  ],
  receipts: [
    { done: true, received: 0, stored: 4, duplicate: 1, skippedEvents: [3] },
    { done: true, received: 0, stored: 3, duplicate: 1, skippedEvents: [] },
  ],
};

/** One look at the whole table serves all the crashes of a test; `name` says which of them went wrong. */
async function expectClean(scenarios: readonly Scenario[]): Promise<void> {
  const found = await audit(rig.embedded);
  expect(found.journal).toEqual(found.stored);
  expect(found.tallies).toEqual(found.folds);
  for (const scenario of scenarios) {
    const outcome = await outcomeOf(scenario, found);
    expect(outcome.chains, scenario.name).toEqual(clean.chains);
    expect(outcome.receipts, scenario.name).toEqual(clean.receipts);
    const [, ben, cem] = scenario.people;
    const suppressed = found.suppressions.filter(
      (name) => name.startsWith(`p${ben}@`) || name.startsWith(`p${cem}@`),
    );
    expect(suppressed, scenario.name).toHaveLength(2);
  }
}

const at = (call: number, fault: Fault) => new Faults((n) => (n === call ? fault : undefined));

/** How many calls the same delivery makes if nothing goes wrong. */
async function callsOfCleanRun(): Promise<number> {
  const scenario = await begin('no fault');
  const faults = new Faults(() => undefined);
  await rig.deliver(scenario.messages, faults);
  await expectClean([scenario]);
  return faults.calls.length;
}

describe('a handler killed before and after each call it makes', () => {
  it('leaves the state of a clean run once its messages are delivered again', async () => {
    const calls = await callsOfCleanRun();
    expect(calls).toBeGreaterThanOrEqual(6);
    const scenarios: Scenario[] = [];
    for (let call = 0; call < calls; call++) {
      for (const fault of ['kill-before', 'kill-after'] as const) {
        const scenario = await begin(`${fault} at call ${call}`);
        scenarios.push(scenario);
        await rig.deliver(scenario.messages, at(call, fault));
        await rig.drain(scenario.messages);
      }
    }
    await expectClean(scenarios);
  });

  it('also if the one who takes over is killed too, wherever', async () => {
    const calls = await callsOfCleanRun();
    const scenarios: Scenario[] = [];
    for (let first = 0; first < calls; first++) {
      // A take-over settles what it finds, which takes calls of its own.
      for (let second = first % 2; second < calls + 3; second += 2) {
        const fault = second % 4 < 2 ? 'kill-after' : 'kill-before';
        const scenario = await begin(`kill-after at call ${first}, then ${fault} at call ${second}`);
        scenarios.push(scenario);
        await rig.deliver(scenario.messages, at(first, 'kill-after'));
        rig.clock.now += 20_000;
        await rig.deliver(scenario.messages, at(second, fault));
        await rig.drain(scenario.messages);
      }
    }
    await expectClean(scenarios);
  });

  it('also if its messages come back one by one, in either order, and again afterwards', async () => {
    const calls = await callsOfCleanRun();
    const scenarios: Scenario[] = [];
    for (let call = 0; call < calls; call++) {
      for (const order of ['in order', 'in reverse'] as const) {
        const scenario = await begin(`kill-after at call ${call}, ${order}`);
        scenarios.push(scenario);
        await rig.deliver(scenario.messages, at(call, 'kill-after'));
        const { messages } = scenario;
        for (const message of order === 'in order' ? messages : messages.toReversed())
          await rig.drain([message]);
        await rig.drain(messages);
      }
    }
    const found = await audit(rig.embedded);
    expect(found.journal).toEqual(found.stored);
    expect(found.tallies).toEqual(found.folds);
    // Which of two messages stored what they both say depends on the order, so receipts are not compared.
    for (const scenario of scenarios) {
      expect((await outcomeOf(scenario, found)).chains, scenario.name).toEqual(clean.chains);
    }
  });
});

describe('a call that fails without a kill', () => {
  it.each(['fail-before', 'lost', 'throttled', 'conflict'] as const)(
    '(%s, at all tries of each call) ends in the state of a clean run',
    async (fault) => {
      const calls = await callsOfCleanRun();
      const scenarios: Scenario[] = [];
      for (let call = 0; call < calls; call++) {
        const scenario = await begin(`${fault} at call ${call}`);
        scenarios.push(scenario);
        const faults = new Faults((n) => (n >= call && n < call + TRIES_MAX ? fault : undefined));
        const failed = await rig.deliver(scenario.messages, faults);
        await rig.drain(scenario.messages.filter(({ id }) => failed.has(id)));
      }
      await expectClean(scenarios);
    },
  );
});
