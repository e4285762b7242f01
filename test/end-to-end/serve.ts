import { randomUUID } from 'node:crypto';
import { startStack } from '../../infra/local/stack.ts';
import { createAccount } from '../../lib/store/accounts.ts';
import { createKey, findKey, hashOfKey } from '../../lib/store/api-keys.ts';
import { openTable } from '../../lib/store/table.ts';
import { createUser } from '../../lib/store/users.ts';

// Run by target.ts in a process of its own: the embedded stack, in memory, with the keys that the tests need.
// Says in a line of JSON where it is, and stops when its input ends.

/** Enough for every test at once. */
const ratePerMinute = 100_000;

const owner = `cm_${randomUUID()}`;
// Each message is handled as soon as it is there: nobody else is waited for.
const { url, environment, stop } = await startStack({ demoKey: owner, poller: { windowMs: 0 } });
const table = openTable(environment.CHAINMAIL_TABLE ?? '');
const now = Date.now();
const account = (await findKey(table, hashOfKey(owner)))?.account ?? 0;
const user = await createUser(table, { account, email: 'agent@example.com', role: 'agent', now });
const agent = await createKey(table, { account, user, role: 'agent', now, ratePerMinute });
const other = await createAccount(table, { name: 'other', email: 'other@example.com', now, ratePerMinute });

process.stdin.resume().once('end', stop);
console.log(JSON.stringify({ url, keys: { owner, agent: agent.key, other: other.key } }));
