import { type Role, roles } from '../http/caller.ts';
import { type Item, number, numberOf, text, textOf, toKey } from './attributes.ts';
import { takeNumbers } from './counters.ts';
import { accountPartition, USER_PREFIX, userKey } from './keys.ts';
import { queryAll } from './query-all.ts';
import type { Table } from './table.ts';

/** Whoever an API key belongs to; the default sender of an event. */
export interface User {
  id: number;
  email: string;
  role: Role;
  /** ms since the epoch. */
  created: number;
}

/** Adds a user to an account. @returns the user's id */
export async function createUser(
  table: Table,
  { account, email, role, now }: { account: number; email: string; role: Role; now: number },
): Promise<number> {
  const user = await takeNumbers(table, account, 'user');
  await table.call('PutItem', {
    TableName: table.name,
    Item: userItem(account, { id: user, email, role, created: now }),
    ConditionExpression: 'attribute_not_exists(PK)',
  });
  return user;
}

export async function getUser(table: Table, account: number, user: number): Promise<User | undefined> {
  const Key = toKey(userKey(account, user));
  const { Item } = await table.call('GetItem', { TableName: table.name, Key, ConsistentRead: true });
  return Item && parseUser(Item);
}

/** All users of an account, oldest first. */
export async function listUsers(table: Table, account: number): Promise<User[]> {
  return (await queryAll(table, accountPartition(account), USER_PREFIX)).map(parseUser);
}

/** A user as its item, for whoever writes it in a transaction of their own. */
export const userItem = (account: number, { id, email, role, created }: User): Item => ({
  ...toKey(userKey(account, id)),
  user: number(id),
  email: text(email),
  role: text(role),
  created: number(created),
});

function parseUser(item: Item): User {
  const name = textOf(item, 'role');
  const role = roles.find((known) => known === name);
  if (!role) throw new TypeError(`a user has the unknown role ${name}`);
  return {
    id: numberOf(item, 'user'),
    email: textOf(item, 'email'),
    role,
    created: numberOf(item, 'created'),
  };
}
