import * as fc from 'fast-check';
import { vi } from 'vitest';
import { findTarget } from '../../infra/local/gateway-target.ts';
import { type Route, routes } from '../../lib/http/routes.ts';
import { withInvocation } from '../../lib/invocation.ts';
import { changeSettings } from '../../lib/store/account-settings.ts';
import { createAccount } from '../../lib/store/accounts.ts';
import { addresses, exampleOf, pickBy } from './examples.ts';
import { goOn } from './forged-cursor.ts';
import type { Emulators, Installation, Sent, Told } from './installation.ts';
import { Known } from './known.ts';

/** The two tenants of a world. The first one's account is made first, so that both have their numbers in any world. */
export const sides = ['alpha', 'beta'] as const;
export type Side = (typeof sides)[number];

/** What one tenant does next, in any world. */
export interface Step {
  side: Side;
  route: Route;
  /** Choose the request. */
  choices: number[];
  headers: Record<string, string>;
  /** How long after the step before, ms. */
  pauseMs: number;
  /** Whether the event-processor then gets what both have in the queue. */
  processed: boolean;
}

const START = Date.UTC(2026, 0, 2, 3, 4, 5);
/** Lists of what changed end 5 s before now. */
const SETTLED_MS = 6_000;

const closed = routes.filter(({ roles }) => roles !== null);
const reads = closed.filter(({ method }) => method === 'GET');
const writes = closed.filter(({ method }) => method !== 'GET');

const step = (route: fc.Arbitrary<Route>, side: fc.Arbitrary<Side> = fc.constantFrom(...sides)) =>
  fc.record({
    side,
    route,
    choices: fc.array(fc.nat(10_000), { minLength: 10, maxLength: 30 }),
    headers: fc.record(
      {
        // Both use the same keys, and each the same again.
        'idempotency-key': fc.constantFrom('k1', 'k2'),
        prefer: fc.constant('respond-async'),
      },
      { requiredKeys: [] },
    ),
    pauseMs: fc.constantFrom(1, 1_000, 60_000, 3_600_000),
    processed: fc.constantFrom(true, false, false, false, false),
  });

const posts = (...paths: string[]): Route[] =>
  writes.filter(({ method, path }) => method === 'POST' && paths.includes(path));

/** Of both tenants each of these routes, once. */
const ofBoth = (some: readonly Route[]): fc.Arbitrary<Step[]> =>
  fc.tuple(...some.flatMap((route) => sides.map((side) => step(fc.constant(route), fc.constant(side)))));

const shuffled = (steps: Step[]): fc.Arbitrary<Step[]> =>
  fc.shuffledSubarray(steps, { minLength: steps.length });

const firstThings = posts('/v1/people', '/v1/emCampaigns');
const anything = fc.oneof(
  { weight: 2, arbitrary: step(fc.constantFrom(...posts('/v1/emEvents', '/email/public/v1/events'))) },
  { weight: 1, arbitrary: step(fc.constantFrom(...closed)) },
);

/**
 * Histories of both, interleaved: first some people and campaigns, then everything.
 * @param more steps at most, beside one for each route that writes
 */
export const histories = (more: number): fc.Arbitrary<Step[]> =>
  fc
    .tuple(
      ofBoth([...firstThings, ...firstThings]).chain(shuffled),
      fc
        .tuple(ofBoth(writes), fc.array(anything, { maxLength: more }))
        .chain((parts) => shuffled(parts.flat())),
    )
    .map((parts) => parts.flat());

/** A tenant in one world, with all that it was answered. */
export class Tenant {
  readonly known = new Known();
  /** Each request with its answer. What is random, by what came when it did in any world. */
  readonly transcript: string[] = [];
  /** Routes that were asked, and of them those that did what they were asked. */
  readonly asked = new Set<string>();
  readonly done = new Set<string>();
  private readonly random = new Map<string, string>();
  private readonly installation: Installation;
  readonly side: Side;

  constructor(installation: Installation, side: Side) {
    this.installation = installation;
    this.side = side;
  }

  get account(): number {
    return sides.indexOf(this.side) + 1;
  }

  async ask(sent: Sent): Promise<Told> {
    const headers = { authorization: `Bearer cm_${this.side}`, ...sent.headers };
    const told = await this.installation.ask({ ...sent, headers });
    const { status, headers: answered, text } = told;
    const line = [sent.method, sent.path, sent.query ?? '', status, JSON.stringify(answered), text].join(' ');
    this.transcript.push(line.replace(RANDOM_UUID, (uuid) => this.nameOf(uuid)));
    const { routeKey } = findTarget(routes, sent.method, sent.path);
    this.asked.add(routeKey);
    if (status < 300) this.done.add(routeKey);
    this.known.learn(sent, told);
    return told;
  }

  private nameOf(uuid: string): string {
    const name = this.random.get(uuid) ?? `random-${this.random.size}`;
    this.random.set(uuid, name);
    return name;
  }

  /** The request of a step, out of what this tenant knows. */
  requestOf({ route, choices, headers }: Pick<Step, 'route' | 'choices' | 'headers'>): Sent {
    const { known, side } = this;
    const { path, query, json } = exampleOf(route, {
      known,
      pick: pickBy(choices),
      now: Date.now(),
      mark: side,
    });
    return {
      method: route.method,
      path: route.path.replace(/\{(\w+)\}/g, (_, name: string) => path[name] ?? ''),
      query: String(new URLSearchParams(query)),
      headers,
      ...(json !== undefined && { json }),
    };
  }
}

/** Ids of receipts and of requests, UUIDv4; an event's are UUIDv8 and not random. */
const RANDOM_UUID = /\b[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}\b/g;

/** A world in which only these tenants do what the history says. */
export async function live(
  emulators: Emulators,
  history: readonly Step[],
  present: readonly Side[],
): Promise<{ tenants: Record<Side, Tenant>; installation: Installation }> {
  vi.setSystemTime(START);
  const installation = await emulators.install();
  const tenants = { alpha: new Tenant(installation, 'alpha'), beta: new Tenant(installation, 'beta') };
  for (const side of sides) {
    // Who has a number after the present one was never there.
    if (!present.includes(side) && side === 'beta') continue;
    await open(installation, side);
  }
  for (const step of history) {
    vi.setSystemTime(Date.now() + step.pauseMs);
    const tenant = tenants[step.side];
    if (present.includes(step.side)) await tenant.ask(tenant.requestOf(step));
    if (step.processed) await settle(installation);
  }
  await settle(installation);
  vi.setSystemTime(Date.now() + SETTLED_MS);
  return { tenants, installation };
}

/**
 * Lets a tenant have more than the other, so that its numbers lead to nothing there, use the last of it, so that warm
 * functions know it, and read what it has.
 */
export async function getAhead(tenant: Tenant, installation: Installation): Promise<void> {
  const { side, known } = tenant;
  for (const originId of ['ahead1', 'ahead2', 'ahead3']) {
    const { status } = await tenant.ask({
      ...{ method: 'POST', path: '/v1/emCampaigns', json: { origin: side, originId, name: originId } },
    });
    if (status !== 201) throw new Error(`${side} could not get ahead: ${status}`);
  }
  const campaign = Math.max(...known.campaigns);
  for (const sent of eventsOf(campaign)) await tenant.ask(sent);
  await settle(installation);
  await readAll(tenant, 1);
}

/** An event of a campaign, as each dialect posts it. */
export const eventsOf = (campaign: number): Sent[] => {
  const [recipient] = addresses;
  const method = 'POST';
  return [
    {
      ...{ method, path: '/v1/emEvents' },
      json: { emEvents: [{ type: 'open', campaignId: campaign, recipient }] },
    },
    {
      ...{ method, path: '/email/public/v1/events' },
      json: { events: [{ type: 'OPEN', emailCampaignId: campaign, recipient }] },
    },
  ];
};

/** What one takes for machines are the other's readers. */
async function open({ table }: Installation, side: Side): Promise<void> {
  const owner = { name: side, email: `owner@${side}.example`, key: `cm_${side}`, ratePerMinute: 100_000 };
  const { account } = await createAccount(table, { ...owner, now: Date.now() });
  const other = side === 'alpha' ? 'beta' : 'alpha';
  await changeSettings(table, account, {
    honeypots: [`https://${other}.example/a`],
    networks: side === 'beta' ? ['203.0.113.0/24 all certain the addresses of both'] : [],
  });
}

/**
 * Lets the event-processor have all that is in the queue, of both in one invocation. What is random in a tag would
 * depend on how often it was asked for.
 */
export async function settle(installation: Installation): Promise<void> {
  const { failed } = await withInvocation({ random: () => 0.5 }, installation.process);
  if (failed > 0) throw new Error(`${failed} messages failed`);
}

/** All that a tenant can read: each list, each thing it knows of, and the pages behind its cursors. */
export async function readAll(tenant: Tenant, examples: number): Promise<void> {
  for (const route of reads) {
    for (let n = 0; n < examples; n++) {
      // The first of each list, then one after the other.
      const choices = [n % 2, n, n + 1];
      await tenant.ask(tenant.requestOf({ route, choices, headers: {} }));
    }
  }
  for (const given of [...tenant.known.cursors.values()].slice(0, 5 * examples)) {
    await tenant.ask(goOn(given, given.cursor));
  }
}
