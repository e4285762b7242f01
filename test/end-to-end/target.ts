import { randomUUID } from 'node:crypto';

/** Where the end-to-end tests go, and as whom. */
export interface Target {
  /** Without a trailing slash. */
  url: string;
  /** Of one account its owner's key and an agent's, and the owner's key of another account. */
  keys: Record<'owner' | 'agent' | 'other', string>;
  /** Whether the requests reach our own gateway as they were sent, with nothing in between. */
  local: boolean;
  stop(): Promise<void>;
}

/**
 * The embedded stack, in memory; or, with `CHAINMAIL_TEST_URL`, what runs there, with the three keys in
 * `CHAINMAIL_TEST_KEYS`, separated by commas. Nothing in these tests knows the difference, but where they
 * speak HTTP that no proxy lets through.
 */
export async function startTarget(): Promise<Target> {
  const { CHAINMAIL_TEST_URL: url, CHAINMAIL_TEST_KEYS: keys = '' } = process.env;
  if (!url) return startEmbedded();
  const [owner, agent, other] = keys.split(',').map((key) => key.trim());
  if (!owner || !agent || !other)
    throw new Error('CHAINMAIL_TEST_KEYS must be an owner’s, an agent’s and another account’s key.');
  return { url: url.replace(/\/+$/, ''), keys: { owner, agent, other }, local: false, stop: async () => {} };
}

/** Enough for every test at once. */
const RATE_PER_MINUTE = 100_000;

async function startEmbedded(): Promise<Target> {
  const [
    { startStack },
    { createAccount },
    { createKey, findKey, hashOfKey },
    { openTable },
    { createUser },
  ] = await Promise.all([
    import('../../infra/local/stack.ts'),
    import('../../lib/store/accounts.ts'),
    import('../../lib/store/api-keys.ts'),
    import('../../lib/store/table.ts'),
    import('../../lib/store/users.ts'),
  ]);
  const owner = `cm_${randomUUID()}`;
  // Each message is handled as soon as it is there, as nobody else is waited for.
  const { url, environment, stop } = await startStack({ demoKey: owner, poller: { windowMs: 0 } });
  const table = openTable(environment.CHAINMAIL_TABLE ?? '');
  const now = Date.now();
  const { account = 0 } = (await findKey(table, hashOfKey(owner))) ?? {};
  const user = await createUser(table, { account, email: 'agent@example.com', role: 'agent', now });
  const rate = { ratePerMinute: RATE_PER_MINUTE };
  const agent = await createKey(table, { account, user, role: 'agent', now, ...rate });
  const other = await createAccount(table, { name: 'other', email: 'other@example.com', now, ...rate });
  return { url, keys: { owner, agent: agent.key, other: other.key }, local: true, stop };
}
