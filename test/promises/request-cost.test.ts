import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../lib/http/routes.ts';
import type { QueueMessage } from '../../lib/queue/queue-message.ts';
import { bounds, PROCESSING } from './request-cost/bounds.ts';
import { aCrowd } from './request-cost/crowd.ts';
import { type Spent, spentBy } from './request-cost/meter.ts';
import { worst } from './request-cost/worst.ts';
import { openSystem, type System, type Tenant } from './system.ts';

const withKey = routes.filter(({ roles }) => roles !== null).map(({ method, path }) => `${method} ${path}`);

let system: System;
let tenant: Tenant;
/** What answers said that later requests name. */
const known: Record<string, string> = {};

beforeAll(async () => {
  system = await openSystem();
  tenant = await system.aTenant();
  await aCrowd(system.table, tenant.account, Date.now());
});
afterAll(() => system.stop());

/** Sends the worst request of a route; what an earlier answer said stands in braces. */
async function ask(route: string): Promise<Spent> {
  const request = worst[route];
  if (!request) throw new Error(`worst.ts has no request for ${route}`);
  const { method, path, sent, headers = {} } = request;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => known[name] ?? '');
  return spentBy(async () => {
    const { status, body } = await tenant.ask(method, filled, sent, { headers });
    if (status >= 300)
      throw new Error(`${method} ${filled.slice(0, 100)}: ${status} ${JSON.stringify(body).slice(0, 500)}`);
    const { receipt } = (body ?? {}) as { receipt?: string };
    if (receipt) known.receipt = receipt;
  });
}

/** An event, and where the second page of campaigns begins, which has to ask what the first one had. */
async function look(): Promise<void> {
  const { body: events } = await tenant.ask('GET', '/email/public/v1/events?limit=1');
  const [event] = (events as { events: { id: string; created: number }[] }).events;
  known.event = `${event?.created}/${event?.id}`;
  const { body: campaigns } = await tenant.ask('GET', '/email/public/v1/campaigns?limit=10');
  known.offset = (campaigns as { offset: string }).offset;
}

/** So few that an invocation ends in time on any machine; more in one cost less each. */
const MESSAGES_PER_INVOCATION = 4;

/** Everything the queue holds. */
async function process(): Promise<Spent> {
  const messages: QueueMessage[] = await system.takeMessages();
  return spentBy(async () => {
    for (let first = 0; first < messages.length; first += MESSAGES_PER_INVOCATION) {
      const failed = await system.deliver(messages.slice(first, first + MESSAGES_PER_INVOCATION));
      expect([...failed]).toEqual([]);
    }
  });
}

function expectWithin(name: string, spent: Spent): void {
  const bound = bounds[name];
  if (!bound) throw new Error(`bounds.ts has none for ${name}`);
  for (const unit of ['calls', 'readUnits', 'writeUnits'] as const) {
    expect([name, unit, spent[unit]]).toEqual([
      name,
      unit,
      expect.toSatisfy((one: number) => one <= bound[unit]),
    ]);
  }
}

it('every route has a bound, and a request that comes near it', () => {
  expect(withKey.filter((route) => !bounds[route])).toEqual([]);
  expect(withKey.filter((route) => !worst[route])).toEqual([]);
});

describe('the worst request that is accepted costs no more than its bound', () => {
  const posts = ['POST /v1/emEvents', 'POST /email/public/v1/events'];
  // Those that list what was posted come later, those that delete last.
  const others = withKey.filter((route) => !posts.includes(route) && !route.startsWith('DELETE'));
  const creators = others.filter((route) => route.startsWith('POST'));
  const rest = others.filter((route) => !route.startsWith('POST'));

  it.each(posts)(
    '%s, and the processing of what it queued',
    async (route) => {
      expectWithin(route, await ask(route));
      expectWithin(PROCESSING + route, await process());
      await look();
    },
    120_000,
  );

  it.each([...creators, ...rest, 'DELETE /v1/people/{id}'])('%s', async (route) => {
    expectWithin(route, await ask(route));
  });
});
