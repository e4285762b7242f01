import type { Item } from '../../../lib/store/attributes.ts';
import { text, toKey } from '../../../lib/store/attributes.ts';
import { addressKey, chainKey, type Key } from '../../../lib/store/keys.ts';
import type { Audience } from '../sender.ts';
import type { System, Tenant } from '../system.ts';

/** Who of an audience is to be poisoned. */
export interface Victim {
  system: System;
  tenant: Tenant;
  audience: Audience;
  person: number;
}

/** Something that makes the processing of one person's messages throw, always, until it is put right. */
export interface Poison {
  /** How the events are posted that meet it. */
  headers?: Record<string, string>;
  spoil: (victim: Victim) => Promise<{ fix: () => Promise<void> }>;
}

/** An item in the table that can't be read: what was there before comes back with the fix. */
async function spoil(system: System, key: Key, spoilt: Item): Promise<{ fix: () => Promise<void> }> {
  const { table } = system;
  const at = { TableName: table.name, Key: toKey(key) };
  const { Item: before } = await table.call('GetItem', { ...at, ConsistentRead: true });
  await table.call('PutItem', { TableName: table.name, Item: { ...before, ...toKey(key), ...spoilt } });
  return {
    async fix() {
      if (before) await table.call('PutItem', { TableName: table.name, Item: before });
      else await table.call('DeleteItem', at);
    },
  };
}

export const poisons: Record<string, Poison> = {
  'whose chain can’t be read': {
    spoil: ({ system, tenant, audience, person }) =>
      spoil(
        system,
        chainKey(tenant.account, audience.people[person]?.id as number, audience.campaigns[0] as number),
        { version: text('spoilt'), events: { B: Uint8Array.of(255, 1, 2, 3) } },
      ),
  },
  'whose recipient’s address can’t be read': {
    // Else ingest looks, and the processor need not.
    headers: { prefer: 'respond-async' },
    spoil: ({ system, tenant, audience, person }) =>
      spoil(system, addressKey(tenant.account, audience.people[person]?.address as string), {
        owners: text('[{"person":'),
      }),
  },
};
