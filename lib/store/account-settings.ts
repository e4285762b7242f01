import { type Item, text, toKey } from './attributes.ts';
import { storeFailure } from './errors.ts';
import { accountKey } from './keys.ts';
import type { Table } from './table.ts';

/** What an account knows of machines that open and click. It stands on the account's item. */
export interface AccountSettings {
  /** Links that people don't see. */
  honeypots: string[];
  /** Where machines are, each as `cidr scope certainty label`. */
  networks: string[];
}

/** An account's settings; none for one that isn't there. */
export async function readSettings(
  table: Table,
  account: number,
  { consistent = false }: { consistent?: boolean } = {},
): Promise<AccountSettings> {
  const { Item } = await table.call('GetItem', {
    TableName: table.name,
    Key: toKey(accountKey(account)),
    ConsistentRead: consistent,
  });
  return { honeypots: textsOf(Item, 'honeypots'), networks: textsOf(Item, 'networks') };
}

/**
 * Replaces those settings that are given; the others stay.
 * @returns false if there is no such account
 */
export async function changeSettings(
  table: Table,
  account: number,
  change: Partial<AccountSettings>,
): Promise<boolean> {
  const given = Object.entries(change);
  if (given.length === 0) throw new TypeError('a change of settings that changes nothing');
  try {
    await table.call('UpdateItem', {
      TableName: table.name,
      Key: toKey(accountKey(account)),
      UpdateExpression: `SET ${given.map(([name]) => `${name} = :${name}`).join(', ')}`,
      ConditionExpression: 'attribute_exists(PK)',
      ExpressionAttributeValues: Object.fromEntries(
        given.map(([name, values]) => [`:${name}`, { L: values.map(text) }]),
      ),
    });
    return true;
  } catch (error) {
    if (storeFailure(error) !== 'duplicate') throw error;
    return false;
  }
}

const textsOf = (item: Item | undefined, name: string): string[] =>
  (item?.[name]?.L ?? []).flatMap(({ S }) => (S === undefined ? [] : [S]));
