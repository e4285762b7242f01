import { expect } from 'vitest';
import type { QueueMessage } from '../../lib/queue/queue-message.ts';
import type { Item } from '../../lib/store/attributes.ts';
import type { Answered } from '../http/an-event.ts';
import { auditItems, factsOf, scan } from '../protocol/audit.ts';
import { type Fault, Faults } from '../protocol/faults.ts';
import { type Audience, makeAudience } from './sender.ts';
import type { Stage } from './stage.ts';
import { Killed, type Tenant } from './system.ts';

/** One run of everything that writes, with a fault at one of its calls to AWS. */
export interface Run {
  name: string;
  tenant: Tenant;
  audience: Audience;
  /** What each request was answered in the end, without ids. */
  answers: unknown[];
  calls: number;
}

interface Step {
  method: string;
  path: (audience: Audience) => string;
  sent?: (audience: Audience, now: number) => unknown;
}

const FOLLOW_UP_BOSS = 'POST /v1/emEvents';
const HUBSPOT = 'POST /email/public/v1/events';

/**
 * Requests of both dialects, with what they queue processed after each of them: enough events for a receipt, repeats,
 * an unknown address, bounces that suppress and what lifts them, an address that changes hands.
 */
const steps: Step[] = [
  {
    ...route(FOLLOW_UP_BOSS),
    sent: ({ campaigns: [campaignId], people: [ann, ben] }, now) => {
      const occurred = (hours: number) => new Date(now - hours * 3_600_000).toISOString();
      const one = { campaignId, recipient: ann?.address, occurred: occurred(9) };
      return {
        emEvents: [
          { ...one, type: 'delivered' },
          { ...one, type: 'open', occurred: occurred(8) },
          { ...one, type: 'open', occurred: occurred(8) },
          { ...one, type: 'hard-bounce', recipient: ben?.address },
          { ...one, type: 'delivered', recipient: 'nobody@example.com' },
          ...Array.from({ length: 21 }, (_, n) => ({
            ...one,
            type: 'click',
            url: `https://example.com/${n % 7}`,
          })),
        ],
      };
    },
  },
  {
    ...route(HUBSPOT),
    sent: ({ campaigns: [, emailCampaignId], people: [ann, ben] }, now) => ({
      events: [
        { type: 'DROPPED', emailCampaignId, recipient: ben?.address, created: now - 3_600_000 },
        { type: 'SPAMREPORT', emailCampaignId, recipient: ann?.address },
      ],
    }),
  },
  {
    ...route('POST /email/public/v1/events/unbounce'),
    sent: ({ people: [, ben] }) => ({ recipient: ben?.address }),
  },
  {
    method: 'PUT',
    path: ({ people: [ann] }) => `/email/public/v1/subscriptions/${ann?.address}`,
    sent: () => ({ unsubscribeFromAll: true }),
  },
  {
    method: 'PUT',
    path: ({ people: [ann] }) => `/v1/people/${ann?.id}`,
    sent: ({ people: [ann] }) => ({ firstName: 'Ann', emails: [{ value: `new-${ann?.address}` }] }),
  },
  { method: 'DELETE', path: ({ people: [, ben] }) => `/v1/people/${ben?.id}` },
];

function route(name: string): Pick<Step, 'method' | 'path'> {
  const [method = '', path = ''] = name.split(' ');
  return { method, path: () => path };
}

/** How often a function tries a call: one that shall fail fails each time. */
const TRIES = 3;

/**
 * @param some positions of the steps that are taken; absent: all
 * @param at the number of the call that the fault befalls; absent: none
 */
export async function run(stage: Stage, some?: number[], at?: { call: number; fault: Fault }): Promise<Run> {
  const { system, clock } = stage;
  const tenant = await system.aTenant();
  const audience = await makeAudience(tenant, { campaigns: 2, people: 2 });
  let calls = 0;
  const faults = () => {
    const often = at?.fault === 'fail-before' || at?.fault === 'lost' ? TRIES : 1;
    return new Faults(() => {
      const since = calls++ - (at?.call ?? Number.POSITIVE_INFINITY);
      return since >= 0 && since < often ? at?.fault : undefined;
    });
  };
  const answers: unknown[] = [];
  for (const [position, step] of steps.entries()) {
    if (some && !some.includes(position)) continue;
    const { status, body } = await insist(stage, tenant, faults, [
      step.method,
      step.path(audience),
      step.sent?.(audience, clock.now()),
      { headers: { 'idempotency-key': `step ${position}` } },
    ]);
    // What was deleted before the kill is gone when the sender asks again.
    answers.push(
      step.method === 'DELETE' && status === 404
        ? { status: 200, body: {} }
        : { status, body: neutral(body) },
    );
    await deliver(stage, faults, await system.takeMessages());
  }
  return { name: at ? `${at.fault} at call ${at.call}` : 'no fault', tenant, audience, answers, calls };
}

type Asked = Parameters<Tenant['ask']>;

/** As a sender does: the same request again until it is answered. */
async function insist(
  { system, clock }: Stage,
  { ask }: Tenant,
  faults: () => Faults,
  [method, path, sent, how]: Asked,
): Promise<Answered> {
  for (let tries = 0; tries < 4; tries++) {
    const answer = await ask(method, path, sent, { ...how, faults: faults() }).catch(
      async (error: unknown) => {
        if (!(error instanceof Killed)) throw error;
        system.restart();
      },
    );
    if (answer && answer.status < 500 && answer.status !== 409) return answer;
    // Whoever was killed still holds its Idempotency-Key for a minute.
    clock.forward(61_000);
  }
  throw new Error(`${method} ${path} is never answered`);
}

async function deliver(
  { system, clock }: Stage,
  faults: () => Faults,
  messages: QueueMessage[],
): Promise<void> {
  for (let open = messages; open.length > 0; ) {
    const failed = await system.deliver(open, faults());
    open = open.filter(({ id }) => failed.has(id));
    clock.forward(21_000);
  }
}

/** An answer without what another run can't have: its ids and its times. */
const neutral = (body: unknown): unknown =>
  JSON.parse(
    JSON.stringify(body ?? null, (name, value: unknown) =>
      /^(id|emEventIds|receipt|correlationId|created|updated|lastActivity|portalId)$/.test(name)
        ? '…'
        : value,
    ).replace(/p\d+@/g, 'p@'),
  );

/** Every run must have come to what the first came to, by all that the table says. */
export async function expectSame({ system }: Stage, [clean, ...others]: readonly Run[]): Promise<void> {
  const items = Map.groupBy(await scan(system), ({ PK }) => Number(PK?.S?.split('#')[1]));
  const stateOf = ({ tenant, audience, answers }: Run) => ({
    answers,
    ...stateIn(items.get(tenant.account) ?? [], audience),
  });
  if (!clean) throw new Error('there was no run');
  const expected = stateOf(clean);
  expect(expected.chains.length).toBeGreaterThan(2);
  for (const other of others) expect(stateOf(other), other.name).toEqual(expected);
}

function stateIn(items: readonly Item[], { people }: Audience) {
  const { chains, journal, stored, tallies, folds, suppressions } = auditItems(items);
  expect(journal).toEqual(stored);
  expect(tallies).toEqual(folds);
  const nameOf = (id: number) => people.findIndex((person) => person.id === id);
  return {
    tallies,
    chains: chains
      .map(({ person, campaign, events }) => `${nameOf(person)} ${campaign} ${withoutTimes(factsOf(events))}`)
      .sort(),
    suppressions: suppressions.map((one) => one.replace(/\.\d+$/, '')).sort(),
    people: items.filter(({ SK }) => SK?.S === 'PERSON').length,
    addresses: items
      .filter(({ SK, owners }) => SK?.S === 'ADDRESS' && owners)
      .map(({ PK, owners }) => [PK?.S?.split('#')[3], owners?.S?.split(' ').length])
      .sort(),
    receipts: items.filter(({ SK }) => SK?.S === 'RECEIPT').length,
  };
}

/** Undated events have the time of ingest, which a request that is repeated has later. */
const withoutTimes = (facts: readonly string[]): string =>
  facts
    .map((fact) => fact.replace(/@\d+/, ''))
    .sort()
    .join();
