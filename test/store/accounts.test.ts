import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createAccount, ensureAccount, getAccount, listAccounts } from '../../lib/store/accounts.ts';
import {
  createKey,
  findCaller,
  generateKey,
  hashOfKey,
  listKeys,
  revokeKey,
  setRate,
} from '../../lib/store/api-keys.ts';
import type { Table } from '../../lib/store/table.ts';
import { createUser, getUser, listUsers } from '../../lib/store/users.ts';
import { type EmbeddedTable, openEmbeddedTable } from './embedded-table.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const ACME = { name: 'Acme', email: 'owner@acme.test', now: NOW };

let embedded: EmbeddedTable | undefined;
let table: Table;

beforeEach(async () => {
  embedded ??= await openEmbeddedTable();
  table = await embedded.another();
});
afterAll(() => embedded?.close());

describe('an account', () => {
  test('comes with its owner and a key that works at once', async () => {
    const { account, user, key } = await createAccount(table, ACME);
    expect([account, user]).toEqual([1, 1]);
    expect(await getAccount(table, 1)).toEqual({ id: 1, name: 'Acme', created: NOW });
    expect(await getUser(table, 1, 1)).toEqual({
      id: 1,
      email: 'owner@acme.test',
      role: 'owner',
      created: NOW,
    });
    expect(await findCaller(table, hashOfKey(key))).toEqual({
      account: 1,
      user: 1,
      role: 'owner',
      keyHash: hashOfKey(key),
      ratePerMinute: 500,
    });
  });

  test('gets a number of its own, also when many are made at once', async () => {
    const made = await Promise.all(Array.from({ length: 12 }, () => createAccount(table, ACME)));
    expect(new Set(made.map(({ account }) => account)).size).toBe(12);
    expect((await listAccounts(table)).map(({ id }) => id)).toEqual(
      Array.from({ length: 12 }, (_, i) => i + 1),
    );
  });

  test('is not made with a key that exists already', async () => {
    await createAccount(table, { ...ACME, key: 'cm_given' });
    await expect(createAccount(table, { ...ACME, name: 'Other', key: 'cm_given' })).rejects.toThrow(
      'exists already',
    );
    expect((await listAccounts(table)).map(({ name }) => name)).toEqual(['Acme']);
    expect(await findCaller(table, hashOfKey('cm_given'))).toMatchObject({ account: 1 });
  });

  test('that is not there is undefined', async () => {
    expect(await getAccount(table, 7)).toBeUndefined();
    expect(await getUser(table, 7, 1)).toBeUndefined();
    expect(await listKeys(table, 7)).toEqual([]);
  });
});

describe('a key', () => {
  test('is cm_ and 192 random bits, and stands nowhere in the table', async () => {
    const { key } = await createAccount(table, ACME);
    expect(key).toMatch(/^cm_[\w-]{32}$/);
    expect(generateKey()).not.toBe(generateKey());
    const { Items } = await table.call('Query', {
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'A#1' } },
    });
    expect(JSON.stringify(Items)).not.toContain(key);
  });

  test('has its role, its rate and its place in the list', async () => {
    await createAccount(table, ACME);
    const user = await createUser(table, { account: 1, email: 'a@acme.test', role: 'agent', now: NOW });
    expect(user).toBe(2);
    const { hash } = await createKey(table, {
      account: 1,
      user,
      role: 'agent',
      ratePerMinute: 7,
      now: NOW + 1,
    });
    expect(await findCaller(table, hash)).toMatchObject({ user: 2, role: 'agent', ratePerMinute: 7 });
    expect((await listKeys(table, 1)).map(({ role }) => role)).toEqual(['owner', 'agent']);
    expect((await listUsers(table, 1)).map(({ email }) => email)).toEqual(['owner@acme.test', 'a@acme.test']);
  });

  test('works no more once it is revoked, and stays in the list with the first time of it', async () => {
    const { key } = await createAccount(table, ACME);
    expect(await revokeKey(table, hashOfKey(key), NOW + 5)).toBe(true);
    expect(await revokeKey(table, hashOfKey(key), NOW + 9)).toBe(true);
    expect(await findCaller(table, hashOfKey(key))).toBeUndefined();
    expect(await listKeys(table, 1)).toMatchObject([{ revoked: NOW + 5 }]);
  });

  test('takes another rate', async () => {
    const { key } = await createAccount(table, ACME);
    expect(await setRate(table, hashOfKey(key), 2_000)).toBe(true);
    expect(await findCaller(table, hashOfKey(key))).toMatchObject({ ratePerMinute: 2_000 });
  });

  test('that is unknown can be neither revoked nor given a rate', async () => {
    expect(await revokeKey(table, hashOfKey('cm_no'), NOW)).toBe(false);
    expect(await setRate(table, hashOfKey('cm_no'), 1)).toBe(false);
    expect(await findCaller(table, hashOfKey('cm_no'))).toBeUndefined();
  });
});

describe('the demo account', () => {
  const DEMO = {
    name: 'demo',
    email: 'demo@chainmail.test',
    key: 'cm_local_demo',
    ratePerMinute: 9_000,
    now: NOW,
  };

  test('is made at the first start and found at every other', async () => {
    expect(await ensureAccount(table, DEMO)).toEqual({ account: 1, user: 1 });
    expect(await ensureAccount(table, DEMO)).toEqual({ account: 1, user: 1 });
    expect(await listAccounts(table)).toHaveLength(1);
    expect(await findCaller(table, hashOfKey('cm_local_demo'))).toMatchObject({
      role: 'owner',
      ratePerMinute: 9_000,
    });
  });

  test('takes another key and another rate', async () => {
    await ensureAccount(table, DEMO);
    expect(await ensureAccount(table, { ...DEMO, key: 'cm_other' })).toEqual({ account: 1, user: 1 });
    await ensureAccount(table, { ...DEMO, ratePerMinute: 10 });
    expect((await listKeys(table, 1)).map(({ ratePerMinute }) => ratePerMinute).sort()).toEqual([10, 9_000]);
  });

  test('does not bring a revoked key back', async () => {
    await ensureAccount(table, DEMO);
    await revokeKey(table, hashOfKey(DEMO.key), NOW);
    await expect(ensureAccount(table, DEMO)).rejects.toThrow('was revoked');
  });
});
