import { expect } from 'vitest';
import type { StoredEvent } from '../../../lib/domain/event.ts';
import { suppressionKind } from '../../../lib/domain/suppression.ts';
import { inGroups } from '../../../lib/in-groups.ts';
import { inParallel } from '../../../lib/in-parallel.ts';
import type { QueueMessage } from '../../../lib/queue/queue-message.ts';
import { Random } from '../../blast/random.ts';
import type { Answered } from '../../http/an-event.ts';
import { audit } from '../../protocol/audit.ts';
import { expectFold } from '../expect-fold.ts';
import { allWords, Facts, type Said } from '../model.ts';
import { type Audience, isHubSpot, makeAudience, post } from '../sender.ts';
import type { System, Tenant } from '../system.ts';
import { Weather } from './weather.ts';

export interface StormSize {
  requests: number;
  people: number;
  /** Every other invocation has hardly any time, so that its deadline passes at any point of its work. */
  hurried?: boolean;
}

/** What a run came to, for its report. */
export interface Storm {
  weather: Weather;
  /** Requests that were answered with a 5xx, and sent again. */
  repeated: number;
  /** How often each queue message was received. */
  receives: number[];
  /** The time that the next invocation has, if that is so much otherwise. */
  limitMs(usualMs: number): number;
}

const RATE = 0.3;
const START = Date.UTC(2026, 5, 1);
const API_MS = 28_500;
const PROCESSOR_MS = 15_000;
/** What an invocation takes here, more or less. */
const HURRY_MS = 600;
const SENDERS = 4;
const PROCESSORS = 2;
/** Queue messages of one invocation. */
const INVOCATION_MESSAGES = 4;
/** Seconds after which a message comes back. */
const RETURN_SECONDS = [5, 10, 20, 40, 1];

/**
 * Senders that post in bad weather, each request until it is accepted, and processors that are given its messages
 * until all are processed; then everything must be there exactly.
 */
export async function runStorm(
  system: System,
  tenant: Tenant,
  seed: number,
  { requests, people, hurried = false }: StormSize,
): Promise<Storm> {
  const random = new Random(seed);
  const audience = await makeAudience(tenant, { campaigns: 2, people });
  const limitMs = (usual: number) => (hurried && random.chance(0.5) ? random.below(HURRY_MS) : usual);
  const storm: Storm = { weather: new Weather({ seed, rate: RATE }), repeated: 0, receives: [], limitMs };
  const facts = new Facts();
  const posts = Array.from({ length: requests }, (_, n) => ({
    key: `${seed}.${n}`,
    said: sayings(random, people),
  }));
  for (const { said } of posts) for (const one of said) facts.add(one, 0);

  await inParallel(posts, SENDERS, ({ key, said }) => insist(storm, tenant, audience, { key, said }));
  const messages = random.shuffled(await system.takeMessages());
  await processAll(storm, system, messages);

  expectPatience(storm.weather);
  const { befallen, sent } = storm.weather.counts;
  expect(befallen).toBeGreaterThan(sent / 10);
  await expectExact(system, tenant, audience, facts);
  return storm;
}

/** What is told is what was said, what is counted is what is stored, and what suppresses an address is noted. */
export async function expectExact(
  system: System,
  tenant: Tenant,
  audience: Audience,
  facts: Facts,
): Promise<void> {
  await expectFold(tenant, audience, facts);
  const { journal, stored, tallies, folds, chains, suppressions } = await audit(system);
  expect(journal).toEqual(stored);
  expect(tallies).toEqual(folds);
  expect(suppressions).toEqual(chains.flatMap(({ events }) => events.flatMap(suppressionOf)).sort());
}

function suppressionOf({ word, recipient, number }: StoredEvent): string[] {
  const kind = suppressionKind(word);
  return kind ? [`${recipient}.${kind}.${number}`] : [];
}

/** Facts with a time, by which a model knows them; some are said by several requests. */
function sayings(random: Random, people: number): Said[] {
  const hubSpot = random.chance(0.4);
  const words = allWords.filter((word) => isHubSpot({ word } as Said) === hubSpot);
  return Array.from({ length: 1 + random.below(random.chance(0.1) ? 40 : 6) }, () => {
    const word = random.pick(words);
    return {
      person: random.below(people),
      campaign: random.below(2),
      word,
      at: START + random.below(40) * 60_000,
      ...(/click/i.test(word) && { url: 'https://example.com/a' }),
    };
  });
}

/** Sends a request again as long as its answer is a 5xx, or says that a twin of it is still running. */
async function insist(
  storm: Storm,
  tenant: Tenant,
  audience: Audience,
  { key, said }: { key: string; said: readonly Said[] },
): Promise<void> {
  const { weather } = storm;
  for (;;) {
    const { status, headers }: Answered = await weather.invoke(storm.limitMs(API_MS), () =>
      post(tenant, said, audience, { headers: { 'idempotency-key': key } }),
    );
    if (status === 200) return;
    expect([409, 503]).toContain(status);
    storm.repeated++;
    await weather.time.sleep(Number(headers['Retry-After']) * 1_000);
  }
}

/** Delivers until nothing comes back; what is dead after five receives is put back by an operator. */
async function processAll(storm: Storm, system: System, messages: readonly QueueMessage[]): Promise<void> {
  const { weather, receives } = storm;
  const one = async (group: readonly QueueMessage[], receiveCount: number): Promise<void> => {
    const failed = await weather.invoke(storm.limitMs(PROCESSOR_MS), () =>
      system.deliver(group.map((message) => withCount(message, receiveCount))),
    );
    receives.push(...group.filter(({ id }) => !failed.has(id)).map(() => receiveCount));
    const left = group.filter(({ id }) => failed.has(id));
    if (left.length === 0) return;
    const position = (receiveCount - 1) % RETURN_SECONDS.length;
    await weather.time.sleep((RETURN_SECONDS[position] as number) * 1_000);
    await one(left, receiveCount + 1);
  };
  await inParallel(inGroups(messages, INVOCATION_MESSAGES), PROCESSORS, (group) => one(group, 1));
}

const withCount = (message: QueueMessage, receiveCount: number): QueueMessage => ({
  ...message,
  receiveCount,
  attributes: { ...message.attributes, ApproximateReceiveCount: String(receiveCount) },
});

/** At most three tries a call in an invocation, whatever layer makes them; nothing begins or is waited for after its end. */
export function expectPatience({ records }: Weather): void {
  for (const { sends, sent, pauses, deadline } of records) {
    const often = [...sends].filter(([, count]) => count > 3);
    expect(often).toEqual([]);
    for (const at of sent) expect(at).toBeLessThan(deadline);
    for (const { from, ms } of pauses) expect(from + ms).toBeLessThan(deadline);
  }
}
