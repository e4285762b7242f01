import { randomBytes } from 'node:crypto';
import { nobody } from '../../../lib/domain/person.ts';
import { renderOwners } from '../../../lib/store/addresses.ts';
import type { Item } from '../../../lib/store/attributes.ts';
import { number, text, toKey } from '../../../lib/store/attributes.ts';
import { addressKey, campaignKey, counterKey, totalKey } from '../../../lib/store/keys.ts';
import { toPersonItem } from '../../../lib/store/person-items.ts';
import type { Table } from '../../../lib/store/table.ts';

/** As many as a request can have events. */
export const CROWD = 1_000;
export const addressOf = (person: number): string => `p${person}@example.com`;

const PUTS_MAX = 25;

/** A thousand people and a thousand campaigns, as their API writes them, without asking it two thousand times. */
export async function aCrowd(table: Table, account: number, now: number): Promise<void> {
  const ids = Array.from({ length: CROWD }, (_, n) => n + 1);
  const items: Item[] = [
    ...ids.flatMap((id) => [
      personItem(account, id, now),
      addressItem(account, id, now),
      campaignItem(account, id, now),
    ]),
    { ...toKey(counterKey(account, 'person')), value: number(CROWD) },
    { ...toKey(counterKey(account, 'campaign')), value: number(CROWD) },
    { ...toKey(totalKey(account, 'people', 0)), value: number(CROWD) },
    { ...toKey(totalKey(account, 'campaigns', 0)), value: number(CROWD) },
  ];
  for (let first = 0; first < items.length; first += PUTS_MAX) {
    const puts = items.slice(first, first + PUTS_MAX).map((Item) => ({ PutRequest: { Item } }));
    await table.call('BatchWriteItem', { RequestItems: { [table.name]: puts } });
  }
}

const personItem = (account: number, id: number, now: number): Item => {
  const emails = [{ value: addressOf(id), type: 'work', isPrimary: true, status: 'Valid' }];
  return toPersonItem(
    account,
    {
      ...nobody,
      id,
      firstName: `P${id}`,
      emails,
      background: backgroundOf(id),
      created: now,
      updated: now,
      lastActivity: now,
    },
    1,
  );
};

/** Of every tenth person as much as a person may have, so that it can't be made smaller. */
const backgroundOf = (id: number): string =>
  id % 10 === 0 ? randomBytes(23 * 1_024).toString('base64') : '';

const addressItem = (account: number, id: number, now: number): Item => ({
  ...toKey(addressKey(account, addressOf(id))),
  owners: text(renderOwners([{ person: id, from: now - 86_400_000 }])),
});

const campaignItem = (account: number, id: number, now: number): Item => ({
  ...toKey(campaignKey(account, id)),
  ...{ format: number(1), version: number(1), id: number(id), appId: number(1) },
  ...{ created: number(now), updated: number(now), links: number(9) },
  document: text(JSON.stringify({ origin: 'crowd', originId: String(id), name: `C${id}`, subject: 'Hi' })),
});
