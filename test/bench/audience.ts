import { inGroups } from '../../lib/in-groups.ts';
import { inParallel } from '../../lib/in-parallel.ts';
import { renderOwners } from '../../lib/store/addresses.ts';
import { text, toKey } from '../../lib/store/attributes.ts';
import { addressKey } from '../../lib/store/keys.ts';
import type { Installation } from './installation.ts';

/** As long as most people's. */
export const addressOf = (person: number): string => `firstname.lastname${person}@example.com`;

const PUTS_PER_CALL = 25;
const CONCURRENT_CALLS = 4;
const DAY_MS = 86_400_000;

/** The first so many people, from 0. */
export const first = (people: number): Set<number> => new Set(Array.from({ length: people }, (_, n) => n));

/**
 * These people's addresses, as the API writes them, without asking it so often: events look at nothing else of a
 * person. They had them yesterday already.
 */
export async function anAudience(
  { table, account }: Pick<Installation, 'table' | 'account'>,
  audience: ReadonlySet<number>,
): Promise<void> {
  const from = Date.now() - DAY_MS;
  await inParallel(inGroups([...audience], PUTS_PER_CALL), CONCURRENT_CALLS, async (group) => {
    const puts = group.map((person) => {
      const owners = text(renderOwners([{ person: person + 1, from }]));
      return { PutRequest: { Item: { ...toKey(addressKey(account, addressOf(person))), owners } } };
    });
    await table.call('BatchWriteItem', { RequestItems: { [table.name]: puts } });
  });
}

/** An event of each of these people, as they are posted. */
export function eventsOf(people: readonly number[], type: 'delivered' | 'open', campaignId: number) {
  const occurred = new Date(Date.now() - 1_000).toISOString();
  return people.map((person) => ({ type, occurred, recipient: addressOf(person), campaignId }));
}

/** @returns a new campaign's id */
export async function aCampaign({ ask }: Installation, originId = '1'): Promise<number> {
  const bodyHtml = '<p>Homes near you</p><a href="https://www.estates.example/listings">See them</a>';
  const json = { origin: 'Bench', originId, name: 'Spring', subject: 'Homes near you', bodyHtml };
  return ((await ask('POST', '/v1/emCampaigns', { json })) as { id: number }).id;
}
