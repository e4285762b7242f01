import { expect } from 'vitest';
import type { QueuedEvent } from '../../../lib/domain/chunk.ts';
import { auditItems } from '../../protocol/audit.ts';
import { type Fact, factOf, personOfAddress } from './fact.ts';
import type { World } from './world.ts';

export type StoredFact = Fact;

/**
 * Whatever was acknowledged is stored and counted, by whomever, unless it was erased: nobody delivers it again.
 * Nothing is stored twice.
 */
export async function expectKept(
  world: World,
  acknowledged: readonly QueuedEvent[],
  erased: readonly StoredFact[],
): Promise<void> {
  const { chains, journal } = auditItems(await world.items());
  const counted = new Set(journal);
  const stored = chains.flatMap(({ person, campaign, events }) =>
    events.map((event) => ({ ...event, person, campaign })),
  );
  const names = stored.map(factOf);
  expect(new Set(names).size, 'nothing is stored twice').toBe(names.length);

  const kept = new Set([
    ...erased.map(factOf),
    ...stored
      .filter(({ campaign, person, number }) => counted.has(`${campaign}.${person}.${number}`))
      .map(factOf),
  ]);
  const lost = acknowledged.flatMap((event) => {
    const person = personOfAddress(event.recipient);
    const name = person === undefined ? undefined : factOf({ ...event, person });
    return name === undefined || kept.has(name) ? [] : [name];
  });
  expect(lost, 'what was acknowledged is counted').toEqual([]);
}
