import { createHash, randomBytes } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Caller, type Role, roles } from '../http/caller.ts';
import { RATE_PER_MINUTE_DEFAULT } from '../limits.ts';
import { type Item, number, numberOf, text, textOf, toKey } from './attributes.ts';
import { storeFailure } from './errors.ts';
import { API_KEY_PREFIX, accountPartition, apiKeyKey, apiKeyListKey } from './keys.ts';
import { queryAll } from './query-all.ts';
import { readAll } from './read-all.ts';
import type { Table } from './table.ts';
import { transact } from './transact.ts';

/** An API key as its account's owner sees it. */
export interface ApiKey extends Caller {
  /** ms since the epoch. */
  created: number;
  revoked?: number;
}

export interface NewKey {
  account: number;
  user: number;
  role: Role;
  /** Requests a minute; 500 where absent. */
  ratePerMinute?: number;
  /** The key itself, where it is given (the local demo account's); else it is made. */
  key?: string;
  now: number;
}

export const KEY_EXISTS = 'This API key exists already.';

/** Random bits of a key: 192, so that guessing is hopeless at any rate. */
const KEY_BYTES = 24;

/** SHA-256 in hex: what is stored of a key. Its randomness makes a slow hash or a salt needless. */
export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** A new key: `cm_` and 32 characters of base64url. */
export const generateKey = (): string => `cm_${randomBytes(KEY_BYTES).toString('base64url')}`;

/**
 * Makes a key for a user.
 * @returns the key, which can't be read again, and its hash
 * @throws Error if a given key exists already
 */
export async function createKey(table: Table, newKey: NewKey): Promise<{ key: string; hash: string }> {
  const key = newKey.key ?? generateKey();
  if (await transact(table, keyWrites(table, { ...newKey, key }))) throw new Error(KEY_EXISTS);
  return { key, hash: hashOfKey(key) };
}

/** The writes that make a key, for a transaction: the key itself and its entry in the account's list. */
export function keyWrites(table: Table, newKey: NewKey & { key: string }): TransactWriteItem[] {
  const hash = hashOfKey(newKey.key);
  const item: Item = {
    ...toKey(apiKeyKey(hash)),
    account: number(newKey.account),
    user: number(newKey.user),
    role: text(newKey.role),
    ratePerMinute: number(newKey.ratePerMinute ?? RATE_PER_MINUTE_DEFAULT),
    created: number(newKey.now),
  };
  const listItem: Item = { ...toKey(apiKeyListKey(newKey.account, hash)), hash: text(hash) };
  return [item, listItem].map((Item) => ({
    Put: { TableName: table.name, Item, ConditionExpression: 'attribute_not_exists(PK)' },
  }));
}

/**
 * Whoever a key belongs to, strongly consistent: a key works as soon as it was made.
 * @param hash of the key, see `hashOfKey`
 * @returns `undefined` if it is unknown or revoked
 */
export async function findCaller(table: Table, hash: string): Promise<Caller | undefined> {
  const found = await findKey(table, hash);
  if (!found || found.revoked !== undefined) return undefined;
  const { created: _, ...caller } = found;
  return caller;
}

/** A key by its hash, also a revoked one. Strongly consistent. */
export async function findKey(table: Table, hash: string): Promise<ApiKey | undefined> {
  const { Item } = await table.call('GetItem', {
    TableName: table.name,
    Key: toKey(apiKeyKey(hash)),
    ConsistentRead: true,
  });
  return Item && parseKey(hash, Item);
}

/** All keys of an account, revoked ones too, oldest first. */
export async function listKeys(table: Table, account: number): Promise<ApiKey[]> {
  const entries = await queryAll(table, accountPartition(account), API_KEY_PREFIX);
  const hashes = entries.map((entry) => textOf(entry, 'hash'));
  const items = await readAll(table, hashes.map(apiKeyKey), { consistent: true });
  return hashes
    .flatMap((hash, position) => {
      const item = items[position];
      return item ? [parseKey(hash, item)] : [];
    })
    .sort((one, other) => one.created - other.created);
}

/**
 * Revokes a key: functions that know it believe it for KEY_CACHE_MS more.
 * @returns false if there is no such key; a second revocation changes nothing
 */
export const revokeKey = (table: Table, hash: string, now: number): Promise<boolean> =>
  change(table, hash, 'SET revoked = if_not_exists(revoked, :value)', now);

/**
 * Sets a key's rate, in requests a minute.
 * @returns false if there is no such key
 */
export const setRate = (table: Table, hash: string, ratePerMinute: number): Promise<boolean> =>
  change(table, hash, 'SET ratePerMinute = :value', ratePerMinute);

async function change(table: Table, hash: string, update: string, value: number): Promise<boolean> {
  try {
    await table.call('UpdateItem', {
      TableName: table.name,
      Key: toKey(apiKeyKey(hash)),
      UpdateExpression: update,
      ConditionExpression: 'attribute_exists(PK)',
      ExpressionAttributeValues: { ':value': number(value) },
    });
    return true;
  } catch (error) {
    if (storeFailure(error) !== 'duplicate') throw error;
    return false;
  }
}

function parseKey(hash: string, item: Item): ApiKey {
  const name = textOf(item, 'role');
  const role = roles.find((known) => known === name);
  if (!role) throw new TypeError(`an API key has the unknown role ${name}`);
  return {
    account: numberOf(item, 'account'),
    user: numberOf(item, 'user'),
    role,
    keyHash: hash,
    ratePerMinute: numberOf(item, 'ratePerMinute'),
    created: numberOf(item, 'created'),
    ...(item.revoked && { revoked: numberOf(item, 'revoked') }),
  };
}
