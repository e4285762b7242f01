import { setImmediate as turn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { withInvocation } from '../../../lib/invocation.ts';
import { decodeChunk } from '../../../lib/queue/chunk-encoding.ts';
import type { QueueMessage } from '../../../lib/queue/queue-message.ts';
import { readReceipt } from '../../../lib/store/receipts.ts';
import type { Answered } from '../../http/an-event.ts';
import type { Facts, Said } from '../model.ts';
import { type Audience, post } from '../sender.ts';
import type { System, Tenant } from '../system.ts';
import { callFates, entryFates, type Try, underFates } from './fates.ts';

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 5, 1);
/** A chunk has no more groups of (campaign, hour): so few events make several chunks. */
const GROUPS_PER_CHUNK = 40;
const SENDINGS_MAX = 20;

const oneTry: fc.Arbitrary<Try> = fc.record({
  call: fc.oneof(
    { weight: 4, arbitrary: fc.constant('entries' as const) },
    { weight: 2, arbitrary: fc.constantFrom(...callFates) },
  ),
  entries: fc.array(fc.constantFrom(...entryFates), { minLength: 1, maxLength: 3 }),
});

export const aPost = fc.record({
  hubSpot: fc.boolean(),
  async: fc.boolean(),
  withKey: fc.boolean(),
  /** Each in an hour of its own. */
  events: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }) },
    { weight: 1, arbitrary: fc.constantFrom(25, GROUPS_PER_CHUNK + 1, 2 * GROUPS_PER_CHUNK + 1) },
  ),
  tries: fc.array(oneTry, { minLength: 1, maxLength: 8 }),
  /** After a 5xx, whether the processor is at work before the sender comes back. */
  processedBetween: fc.boolean(),
});
export type APost = typeof aPost extends fc.Arbitrary<infer P> ? P : never;

export interface Mail {
  system: System;
  tenant: Tenant;
  audience: Audience;
  facts: Facts;
}

let posted = 0;

/** Posts once, and again after every 5xx: an answer is believed, and what it says is looked for. */
export async function postUntilAccepted(mail: Mail, plan: APost): Promise<void> {
  const { system, tenant, audience, facts } = mail;
  const name = `post ${++posted}`;
  const said = Array.from(
    { length: plan.events },
    (_, n): Said => ({
      person: n % audience.people.length,
      campaign: 0,
      word: plan.hubSpot ? 'OPEN' : 'open',
      at: START + n * HOUR_MS + posted,
    }),
  );
  for (const one of said) facts.add(one, 0);
  const headers = {
    ...(plan.async && { prefer: 'respond-async' }),
    ...(plan.withKey && { 'idempotency-key': name }),
  };
  const send = () => withInvocation({ sleep: () => turn() }, () => post(tenant, said, audience, { headers }));

  const tries = [...plan.tries];
  const messages: QueueMessage[] = [];
  let answer: Answered;
  for (let sendings = 1; ; sendings++) {
    answer = await underFates(tries.splice(0, 3), send);
    messages.push(...(await system.takeMessages()));
    if (answer.status < 300) break;
    expectNothingClaimed(answer);
    expect(sendings).toBeLessThan(SENDINGS_MAX);
    if (plan.processedBetween) {
      await deliver(system, messages);
      await expectNotDone(mail, messages, plan.events);
    }
  }

  expect(answer.status).toBe(plan.async ? 202 : 200);
  const { emEventIds: ids, receipt } = answer.body as { emEventIds?: number[]; receipt?: string };
  const queued = messages.map(({ body }) => decodeChunk(body));
  const ofAnswer = queued.flatMap(({ receipt: own, events }) =>
    events.filter(({ number }) => (ids ? ids.includes(number) : own?.id === receipt)),
  );
  const positions = new Set(ofAnswer.map(({ position }) => position));
  expect(positions.size, `${name}: events in the queue`).toBe(plan.events);
  if (ids) expect(new Set(ids).size).toBe(plan.events);
  // With a key, each attempt has sent the same submissions; without, a repeat is another one of the same facts.
  if (plan.withKey)
    expect(new Set(queued.flatMap(({ events }) => events.map(({ number }) => number))).size).toBe(
      plan.events,
    );
  if (plan.withKey) await expectSameAgain(system, send, answer);

  await deliver(system, messages);
  if (receipt !== undefined) {
    const { status, body } = await tenant.ask('GET', `/v1/emEvents/receipts/${receipt}`);
    expect(status).toBe(200);
    const { done, received, stored, duplicate } = body as {
      done: boolean;
      received: number;
      stored: number;
      duplicate: number;
    };
    expect([done, received, stored + duplicate]).toEqual([true, plan.events, plan.events]);
  }
}

/** A 5xx promises nothing: no ids, no receipt. */
function expectNothingClaimed({ status, headers, body }: Answered): void {
  expect(status).toBe(503);
  expect(headers['Retry-After']).toBe('1');
  for (const claim of ['emEventIds', 'receipt', 'received']) expect(body).not.toHaveProperty(claim);
}

/** A receipt of which a chunk has not arrived is not done, whatever of the others is processed. */
async function expectNotDone(
  { system, tenant }: Mail,
  messages: readonly QueueMessage[],
  events: number,
): Promise<void> {
  const arrived = Map.groupBy(
    messages.map(({ body }) => decodeChunk(body)).filter(({ receipt }) => receipt),
    ({ receipt }) => receipt?.id as string,
  );
  for (const [id, chunks] of arrived) {
    const positions = new Set(chunks.flatMap((chunk) => chunk.events.map(({ position }) => position)));
    const receipt = await readReceipt(system.table, tenant.account, id, Date.now());
    expect(receipt?.done).toBe(positions.size === events);
  }
}

/** The same key again: the same answer, and nothing more in the queue. */
async function expectSameAgain(
  system: System,
  send: () => Promise<Answered>,
  answer: Answered,
): Promise<void> {
  const again = await send();
  expect([again.status, again.body]).toEqual([answer.status, answer.body]);
  expect(await system.takeMessages()).toEqual([]);
}

async function deliver(system: System, messages: readonly QueueMessage[]): Promise<void> {
  expect(await system.deliver(messages)).toEqual(new Set());
}
