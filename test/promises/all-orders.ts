import { expect } from 'vitest';
import type { QueueMessage } from '../../lib/queue/queue-message.ts';
import { Random } from '../blast/random.ts';
import type { Chain, ChainEvent } from '../end-to-end/wire.ts';
import type { Said } from './model.ts';
import { type Audience, makeAudience, post } from './sender.ts';
import type { Stage } from './stage.ts';
import type { Tenant } from './system.ts';
import { readChains, readFeed } from './views.ts';

/** An event of a message: `at` in ms after the message's beginning. */
export type Step = Pick<Said, 'word' | 'url'> & { at: number };

/** Enough messages for all orders of six events: 120 people times 6 campaigns. */
const CAMPAIGNS = 6;
export const PEOPLE = 120;
const DAY_MS = 86_400_000;

/**
 * Tells the same six events of 720 messages, of each in another order, one event of each message at a time; what is
 * told of a message must be the same bytes for all of them. What happens in a campaign is a day after the one before,
 * so that each drop finds its cause in its own message.
 * @param together whether all of a message's events are processed in one batch or each in its own
 */
export async function tellInAllOrders(
  { system, tenant, people, clock }: Stage,
  steps: readonly Step[],
  together: boolean,
): Promise<void> {
  // Whatever suppressed anybody in another run is long ago.
  const begin = clock.now();
  clock.forward((CAMPAIGNS + 1) * DAY_MS);
  const { campaigns } = await makeAudience(tenant, { campaigns: CAMPAIGNS, people: 0 });
  const audience = { campaigns, people };
  const orders = permutationsOf(steps);
  expect(orders).toHaveLength(CAMPAIGNS * PEOPLE);

  const waiting: QueueMessage[] = [];
  for (let round = 0; round < steps.length; round++) {
    const said = orders.map((order, message): Said => {
      const [campaign, person] = [message % CAMPAIGNS, Math.floor(message / CAMPAIGNS)];
      const { at, ...step } = order[round] as Step;
      return { person, campaign, ...step, at: begin + campaign * DAY_MS + at };
    });
    expect((await post(tenant, said, audience)).status).toBe(200);
    waiting.push(...(await system.takeMessages()));
    if (!together) expect(await system.deliver(waiting.splice(0))).toEqual(new Set());
  }
  if (together) expect(await system.deliver(new Random(1).shuffled(waiting))).toEqual(new Set());

  const told = await tellMessages(tenant, audience, begin);
  expect(told.size).toBe(orders.length);
  expect([...new Set(told.values())]).toHaveLength(1);
}

/** What both dialects tell of each message, without what tells it from the others. */
async function tellMessages(
  tenant: Tenant,
  { campaigns, people }: Audience,
  begin: number,
): Promise<Map<string, string>> {
  const told = new Map<string, string>();
  const idOf = new Map(people.map(({ id, address }) => [address, id]));
  for (const [position, campaign] of campaigns.entries()) {
    const feed = Map.groupBy(await readFeed(tenant, campaign), ({ recipient }) => idOf.get(recipient));
    for (const chain of await readChains(tenant, campaign)) {
      const events = feed.get(chain.personId) ?? [];
      const text = JSON.stringify([chain, events])
        .replaceAll(chain.recipient, 'recipient')
        .replaceAll(`"personId":${chain.personId},"campaignId":${campaign}`, '')
        .replace(/"(emailCampaignId|originId|name|campaign)":("[^"]*"|\d+|\{[^}]*\})/g, '')
        .replace(/\b\d{13}\b/g, (time) => String(Number(time) - begin - position * DAY_MS))
        .replace(UUID, namesOf(chain));
      told.set(`${chain.personId} ${campaign}`, text);
    }
  }
  return told;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** No two of a message's events have both type and time in common. */
const namesOf = ({ events }: Chain): ((id: string) => string) => {
  const names = new Map(events.map(({ id, type, created }: ChainEvent) => [id, `${type} ${created}`]));
  return (id) => names.get(id)?.split(' ')[0] ?? 'an event of another message';
};

const permutationsOf = <T>(values: readonly T[]): T[][] =>
  values.length === 0
    ? [[]]
    : values.flatMap((value, position) =>
        permutationsOf(values.toSpliced(position, 1)).map((rest) => [value, ...rest]),
      );
