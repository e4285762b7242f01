import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { redrive } from '../../../infra/commands/redrive-messages.ts';
import { loadFunctions } from '../../../infra/local/functions.ts';
import type { QueueFunction } from '../../../infra/local/poller.ts';
import { openQueue, type Queue } from '../../../lib/queue/queue.ts';
import { Random } from '../../blast/random.ts';
import { audit } from '../../protocol/audit.ts';
import { expectFold } from '../expect-fold.ts';
import { Facts } from '../model.ts';
import { makeAudience, post } from '../sender.ts';
import { openSystem, type System, type Tenant } from '../system.ts';
import { type Delivery, deliver, hasty } from './delivery.ts';
import { poisons } from './poisons.ts';

const START = Date.UTC(2026, 5, 1);
const WAIT = { timeout: 20_000, interval: 20 };

/** A poison message harms only itself: so often ten messages, of which one is poison, of each kind. */
export function poisonTests({ tens }: { tens: number }): void {
  let system: System;
  let tenant: Tenant;
  let dead: Queue;
  let eventProcessor: QueueFunction;
  beforeAll(async () => {
    system = await openSystem();
    tenant = await system.aTenant();
    ({ eventProcessor } = await loadFunctions());
    dead = openQueue(system.local.deadLetterUrl);
  });
  afterAll(() => system.stop());

  test.each(Object.entries(poisons))(
    `one message in ten %s harms only itself`,
    async (_, { headers = {}, spoil }) => {
      for (let ten = 1; ten <= tens; ten++) {
        const audience = await makeAudience(tenant, { campaigns: 1, people: 10 });
        const facts = new Facts();
        for (let person = 0; person < 10; person++) {
          const said = { person, campaign: 0, word: 'hard-bounce', at: START + person };
          facts.add(said, 0);
          expect((await post(tenant, [said], audience, { headers })).status).toBeLessThan(300);
        }
        const person = new Random(ten).below(10);
        const { fix } = await spoil({ system, tenant, audience, person });
        const poisoned = audience.people[person]?.address as string;

        const delivery = deliver(system, eventProcessor);
        await dies(delivery, ({ body }) => body.includes(poisoned));
        expect(delivery.invocations[0]).toHaveLength(10);
        await delivery.stop();
        await fix();

        // The first run is broken off between its copy and the removal: then the message is in both queues.
        const stuck: Queue = { ...dead, remove: async (receipts) => receipts.map(({ id }) => id) };
        expect(await hasty(() => redrive(stuck, system.queue))).toMatchObject({ moved: 0 });
        expect(await hasty(() => redrive(dead, system.queue))).toEqual({ moved: 1 });
        expect(await system.queue.count()).toEqual({ waiting: 2, inFlight: 0 });
        expect(await hasty(() => redrive(dead, system.queue))).toEqual({ moved: 0 });

        const again = deliver(system, eventProcessor);
        await vi.waitFor(
          async () => expect(await system.queue.count()).toEqual({ waiting: 0, inFlight: 0 }),
          WAIT,
        );
        await again.stop();
        await expectFold(tenant, audience, facts);
      }
      const { journal, stored, tallies, folds } = await audit(system);
      expect(journal).toEqual(stored);
      expect(tallies).toEqual(folds);
    },
  );

  test('a message that is none dies alone', async () => {
    const audience = await makeAudience(tenant, { campaigns: 1, people: 9 });
    const facts = new Facts();
    await system.queue.sendChunks([{ id: 'poison', body: '{"format":1,"events":"none"}', group: '1' }]);
    for (let person = 0; person < 9; person++) {
      const said = { person, campaign: 0, word: 'delivered', at: START + person };
      facts.add(said, 0);
      await post(tenant, [said], audience);
    }
    const delivery = deliver(system, eventProcessor);
    await dies(delivery, ({ body }) => body.includes('none'));
    await delivery.stop();
    await expectFold(tenant, audience, facts);
    expect((await hasty(() => dead.receive())).map(({ body }) => body)).toEqual([
      '{"format":1,"events":"none"}',
    ]);
  });

  /** The poison is dead after exactly five receives; all the others were received once, together with it. */
  async function dies(delivery: Delivery, isPoison: (message: { body: string }) => boolean): Promise<void> {
    await vi.waitFor(async () => expect((await dead.count()).waiting).toBe(1), WAIT);
    const all = delivery.invocations.flat();
    expect(all.filter(isPoison).map(({ receiveCount }) => receiveCount)).toEqual([1, 2, 3, 4, 5]);
    expect(delivery.delays).toEqual([5, 10, 20, 40, 1]);
    const others = all.filter((message) => !isPoison(message));
    expect(others.map(({ receiveCount }) => receiveCount)).toEqual(Array(9).fill(1));
    await vi.waitFor(
      async () => expect(await system.queue.count()).toEqual({ waiting: 0, inFlight: 0 }),
      WAIT,
    );
  }
}
