import { expect } from 'vitest';
import type { ChainEvent } from '../end-to-end/wire.ts';
import { eventsOf, type Facts, figuresOf, nameOf } from './model.ts';
import type { Audience } from './sender.ts';
import type { Tenant } from './system.ts';
import { readChains, readFeed, readStatistics } from './views.ts';

/** What the API tells, in both dialects, is what the facts come to. */
export async function expectFold(tenant: Tenant, audience: Audience, facts: Facts): Promise<void> {
  const persons = new Map(audience.people.map(({ address }, person) => [address, person]));
  for (const [campaign, id] of audience.campaigns.entries()) {
    const ours = facts.of({ campaign });
    expect(await readStatistics(tenant, id)).toEqual(figuresOf(ours));
    const told = (events: readonly ChainEvent[]) =>
      events
        .map(({ recipient, type, created, url }) =>
          nameOf(persons.get(recipient) ?? -1, campaign, type, created, url),
        )
        .sort();
    const expected = eventsOf(ours).sort();
    expect(told(await readFeed(tenant, id))).toEqual(expected);
    expect(told((await readChains(tenant, id)).flatMap(({ events }) => events))).toEqual(expected);
  }
}
