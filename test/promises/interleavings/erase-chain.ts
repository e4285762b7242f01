import { keyOf, toKey } from '../../../lib/store/attributes.ts';
import { chainKey } from '../../../lib/store/keys.ts';
import { auditItems } from '../../protocol/audit.ts';
import { ACCOUNT } from '../../protocol/rig.ts';
import type { StoredFact } from './expect-kept.ts';
import { personOf } from './submissions.ts';
import type { World } from './world.ts';

/** Deletes what is stored of person 0 in campaign 1, pages too, at any time. @returns what it was */
export async function eraseFirstChain({ table, items }: World): Promise<StoredFact[]> {
  const { PK, SK } = chainKey(ACCOUNT, personOf(0), 1);
  const own = (await items()).filter((item) => item.PK?.S === PK && item.SK?.S?.startsWith(SK));
  for (const item of own) {
    await table.call('DeleteItem', { TableName: table.name, Key: toKey(keyOf(item)) });
  }
  return auditItems(own).chains.flatMap(({ person, campaign, events }) =>
    events.map((event) => ({ ...event, person, campaign })),
  );
}
