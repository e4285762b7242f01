import { createKey, findKey, generateKey, hashOfKey, KEY_EXISTS, keyWrites, setRate } from './api-keys.ts';
import { type Item, number, numberOf, text, textOf, toKey } from './attributes.ts';
import { takeNumbers } from './counters.ts';
import { ACCOUNT_PREFIX, ACCOUNTS_PARTITION, accountCounterKey, accountKey, accountListKey } from './keys.ts';
import { queryAll } from './query-all.ts';
import type { Table } from './table.ts';
import { transact } from './transact.ts';
import { listUsers, userItem } from './users.ts';

/** A tenant. HubSpot calls it portal. */
export interface Account {
  id: number;
  name: string;
  /** ms since the epoch. */
  created: number;
}

export interface NewAccount {
  name: string;
  /** The owner's address. */
  email: string;
  /** The owner's key; one is made where it is absent. */
  key?: string;
  /** Of the owner's key, requests a minute. */
  ratePerMinute?: number;
  now: number;
}

/**
 * Makes an account with its owner and the owner's first key, all in one transaction: an account that nobody
 * can enter never stands in the table.
 *
 * @returns the ids, and the key, which can't be read again
 * @throws Error if a given key exists already
 */
export async function createAccount(
  table: Table,
  { name, email, key = generateKey(), ratePerMinute, now }: NewAccount,
): Promise<{ account: number; user: number; key: string }> {
  const account = await takeAccountNumber(table);
  const user = await takeNumbers(table, account, 'user');
  const about: Item = { name: text(name), created: number(now) };
  const puts = [
    { ...toKey(accountKey(account)), ...about },
    { ...toKey(accountListKey(account)), ...about, account: number(account) },
    userItem(account, { id: user, email, role: 'owner', created: now }),
  ].map((Item) => ({
    Put: { TableName: table.name, Item, ConditionExpression: 'attribute_not_exists(PK)' },
  }));
  const owner = { account, user, role: 'owner', key, now, ...(ratePerMinute && { ratePerMinute }) } as const;
  if (await transact(table, [...puts, ...keyWrites(table, owner)])) throw new Error(KEY_EXISTS);
  return { account, user, key };
}

/**
 * Sees to it that there is an account of this name with this owner key: at every start of the local server.
 * Takes the account that has the key, else the first of the name, else makes one.
 *
 * @returns the ids
 * @throws Error if the key was revoked: it must not come back by itself
 */
export async function ensureAccount(
  table: Table,
  { name, email, key, ratePerMinute, now }: NewAccount & { key: string },
): Promise<{ account: number; user: number }> {
  const hash = hashOfKey(key);
  const known = await findKey(table, hash);
  if (known?.revoked !== undefined) throw new Error(`The key of account ${known.account} was revoked.`);
  if (known) {
    if (ratePerMinute && ratePerMinute !== known.ratePerMinute) await setRate(table, hash, ratePerMinute);
    return { account: known.account, user: known.user };
  }
  const rate = ratePerMinute ? { ratePerMinute } : {};
  const namesake = (await listAccounts(table)).find((account) => account.name === name);
  if (!namesake) {
    const { account, user } = await createAccount(table, { name, email, key, now, ...rate });
    return { account, user };
  }
  const owner = (await listUsers(table, namesake.id)).find(({ role }) => role === 'owner');
  if (!owner) throw new Error(`Account ${namesake.id} has no owner.`);
  await createKey(table, { account: namesake.id, user: owner.id, role: 'owner', key, now, ...rate });
  return { account: namesake.id, user: owner.id };
}

export async function getAccount(table: Table, account: number): Promise<Account | undefined> {
  const item = await read(table, toKey(accountKey(account)));
  return item && parseAccount(account, item);
}

/** All accounts, oldest first. For the operator: it reads the whole list. */
export async function listAccounts(table: Table): Promise<Account[]> {
  const items = await queryAll(table, ACCOUNTS_PARTITION, ACCOUNT_PREFIX);
  return items.map((item) => parseAccount(numberOf(item, 'account'), item));
}

/** Accounts are counted over the whole table, everything else within its account. */
async function takeAccountNumber(table: Table): Promise<number> {
  const { Attributes } = await table.call('UpdateItem', {
    TableName: table.name,
    Key: toKey(accountCounterKey()),
    UpdateExpression: 'ADD #value :one',
    ExpressionAttributeNames: { '#value': 'value' },
    ExpressionAttributeValues: { ':one': number(1) },
    ReturnValues: 'UPDATED_NEW',
  });
  return Number(Attributes?.value?.N);
}

async function read(table: Table, Key: Item): Promise<Item | undefined> {
  return (await table.call('GetItem', { TableName: table.name, Key, ConsistentRead: true })).Item;
}

const parseAccount = (id: number, item: Item): Account => ({
  id,
  name: textOf(item, 'name'),
  created: numberOf(item, 'created'),
});
