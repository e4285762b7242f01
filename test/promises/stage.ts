import { type Clock, fakeClock } from './fake-clock.ts';
import { type Audience, makeAudience } from './sender.ts';
import { openSystem, type System, type Tenant } from './system.ts';

/** A system with a clock in the test's hands, and one tenant's people, who take part in every run. */
export interface Stage {
  system: System;
  tenant: Tenant;
  clock: Clock;
  people: Audience['people'];
  close(): Promise<void>;
}

/** @param data the folder that keeps the table; without it all is in memory */
export async function openStage(people: number, data?: string): Promise<Stage> {
  const clock = fakeClock();
  const system = await openSystem(data);
  const tenant = await system.aTenant();
  return {
    system,
    tenant,
    clock,
    people: (await makeAudience(tenant, { campaigns: 0, people })).people,
    async close() {
      await system.stop();
      clock.stop();
    },
  };
}
