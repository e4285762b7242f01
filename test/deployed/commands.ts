import { run } from './run.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

/** `npm run account -- …` on the deployment under test. @returns what it printed */
export const account = (...args: string[]): Promise<string> =>
  run('npm', ['run', '--silent', 'account', '--', ...args], { cwd: ROOT });

/** `npm run redrive` on the deployment under test. @returns what it printed */
export const redrive = (...args: string[]): Promise<string> =>
  run('npm', ['run', '--silent', 'redrive', '--', ...args], { cwd: ROOT });

/** The id of the account that the tests use. */
export async function testAccount(): Promise<number> {
  const { accounts } = JSON.parse(await account('list', '--json')) as {
    accounts: { id: number; name: string }[];
  };
  const found = accounts.find(({ name }) => name === 'Test');
  if (!found) throw new Error('There is no account Test.');
  return found.id;
}
