import * as z from 'zod';
import { canonicalAddress } from '../../lib/domain/address.ts';
import { roles } from '../../lib/http/caller.ts';
import { KEY_CACHE_MS } from '../../lib/limits.ts';
import { createAccount, listAccounts } from '../../lib/store/accounts.ts';
import { type ApiKey, createKey, listKeys, revokeKey, setRate } from '../../lib/store/api-keys.ts';
import type { Table } from '../../lib/store/table.ts';
import { createUser, listUsers } from '../../lib/store/users.ts';
import { assertAccount, type Command, command, date, positive, type Report } from './account-command.ts';
import { settingsCommands } from './account-settings.ts';

const email = z.email().transform(canonicalAddress);
const rate = positive.optional();
/** As many digits of the hash as `keys` shows: enough to name a key, useless to guess it. */
const DIGITS = 12;
const digits = z
  .string()
  .regex(/^[0-9a-f]{4,64}$/, 'give the first digits of the key as `keys` shows them, 4 or more');

export const commands: Record<string, Command> = {
  create: command(z.object({ name: z.string().trim().min(1), email, rate }), async (table, values) => {
    const { name, email } = values;
    const { account, user, key } = await createAccount(table, {
      name,
      email,
      now: Date.now(),
      ...rateOf(values),
    });
    return newKey(`Account ${account} (${name}) has user ${user} as its owner.`, { account, user, key });
  }),

  list: command(z.object({}), async (table) => {
    const accounts = await listAccounts(table);
    return {
      lines: accounts.map(({ id, name, created }) => `${id}  ${name}  made ${date(created)}`),
      json: { accounts: accounts.map((account) => ({ ...account, created: date(account.created) })) },
    };
  }),

  keys: command(z.object({ account: positive }), async (table, { account }) => {
    await assertAccount(table, account);
    const keys = await listKeys(table, account);
    return { lines: keys.map(describe), json: { accountId: account, keys: keys.map(toJson) } };
  }),

  key: command(
    z.object({ account: positive, email, role: z.enum(roles), rate }),
    async (table, { account, email, role, ...values }) => {
      await assertAccount(table, account);
      const now = Date.now();
      const known = (await listUsers(table, account)).find((user) => user.email === email);
      if (known && known.role !== role) {
        throw new Error(`User ${known.id} of account ${account} has this address and is ${known.role}.`);
      }
      const user = known?.id ?? (await createUser(table, { account, email, role, now }));
      const { key } = await createKey(table, { account, user, role, now, ...rateOf(values) });
      return newKey(`User ${user} of account ${account} has a new key as ${role}.`, { account, user, key });
    },
  ),

  revoke: command(z.object({ account: positive, key: digits }), async (table, values) => {
    const found = await findByDigits(table, values);
    await revokeKey(table, found.keyHash, Date.now());
    return changed(found, `is revoked. It may still work for ${KEY_CACHE_MS / 1_000} seconds.`);
  }),

  rate: command(z.object({ account: positive, key: digits, rate: positive }), async (table, values) => {
    const found = await findByDigits(table, values);
    await setRate(table, found.keyHash, values.rate);
    return changed(
      found,
      `may send ${values.rate} requests a minute, ${KEY_CACHE_MS / 1_000} seconds from now.`,
    );
  }),

  ...settingsCommands,
};

const rateOf = ({ rate }: { rate?: number | undefined }) => (rate ? { ratePerMinute: rate } : {});

const newKey = (
  line: string,
  { account, user, key }: { account: number; user: number; key: string },
): Report => ({
  lines: [line, 'Its key, shown only now:'],
  json: { accountId: account, userId: user, key },
  key,
});

const changed = (found: ApiKey, what: string): Report => ({
  lines: [`Key ${shown(found)} ${what}`],
  json: { accountId: found.account, key: shown(found) },
});

async function findByDigits(
  table: Table,
  { account, key }: { account: number; key: string },
): Promise<ApiKey> {
  await assertAccount(table, account);
  const found = (await listKeys(table, account)).filter(({ keyHash }) => keyHash.startsWith(key));
  if (found.length > 1) throw new Error(`${found.length} keys of account ${account} begin with ${key}.`);
  if (!found[0]) throw new Error(`No key of account ${account} begins with ${key}.`);
  return found[0];
}

const shown = ({ keyHash }: ApiKey): string => keyHash.slice(0, DIGITS);

const describe = (key: ApiKey): string =>
  [
    shown(key),
    key.role,
    `user ${key.user}`,
    `${key.ratePerMinute} a minute`,
    `made ${date(key.created)}`,
    ...(key.revoked === undefined ? [] : [`revoked ${date(key.revoked)}`]),
  ].join('  ');

const toJson = (key: ApiKey): object => ({
  key: shown(key),
  role: key.role,
  userId: key.user,
  ratePerMinute: key.ratePerMinute,
  created: date(key.created),
  ...(key.revoked !== undefined && { revoked: date(key.revoked) }),
});
