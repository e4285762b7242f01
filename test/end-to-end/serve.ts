import { createInterface } from 'node:readline';
import { startStack } from '../../infra/local/stack.ts';
import { createAccount } from '../../lib/store/accounts.ts';
import { createKey } from '../../lib/store/api-keys.ts';
import { openTable } from '../../lib/store/table.ts';
import { createUser } from '../../lib/store/users.ts';

// Run by global-setup.ts in a process of its own: the embedded stack, in memory. For each line of its input it makes
// two accounts and says in a line of JSON where it is, and their keys. It stops when its input ends.

/** Enough for every test at once. */
const ratePerMinute = 100_000;

// Each message is handled as soon as it is there: nobody else is waited for.
const { url, environment, stop } = await startStack({ poller: { windowMs: 0 } });
const table = openTable(environment.CHAINMAIL_TABLE ?? '');
let accounts = 0;

async function anAccount(): Promise<{ account: number; key: string }> {
  const name = `account ${++accounts}`;
  return createAccount(table, {
    name,
    email: `owner${accounts}@example.com`,
    ratePerMinute,
    now: Date.now(),
  });
}

for await (const _ of createInterface(process.stdin)) {
  const { account, key: owner } = await anAccount();
  const now = Date.now();
  const user = await createUser(table, { account, email: 'agent@example.com', role: 'agent', now });
  const agent = await createKey(table, { account, user, role: 'agent', now, ratePerMinute });
  const other = await anAccount();
  console.log(JSON.stringify({ url, keys: { owner, agent: agent.key, other: other.key } }));
}
await stop();
