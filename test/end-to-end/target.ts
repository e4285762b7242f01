import { OFFER_VARIABLE } from './global-setup.ts';

/** Where the end-to-end tests go, and as whom. */
export interface Target {
  /** Without a trailing slash. */
  url: string;
  /** Of one account its owner's key and an agent's, and the owner's key of another account. */
  keys: Record<'owner' | 'agent' | 'other', string>;
  /** Whether the requests reach our own gateway as they were sent, with nothing in between. */
  local: boolean;
}

/**
 * The embedded stack in a process of its own, with accounts that all files of a worker share; or, with
 * `CHAINMAIL_TEST_URL`, what runs there, with the three keys in `CHAINMAIL_TEST_KEYS`, separated by commas. Others
 * use it too, so tests use campaigns and people of their own. They know the difference only where they speak HTTP
 * that no proxy lets through.
 */
export async function findTarget(): Promise<Target> {
  const { CHAINMAIL_TEST_URL: url, CHAINMAIL_TEST_KEYS: keys = '' } = process.env;
  if (!url) {
    embedded ??= takeOffer();
    return embedded;
  }
  const [owner, agent, other] = keys.split(',').map((key) => key.trim());
  if (!owner || !agent || !other) {
    throw new Error('CHAINMAIL_TEST_KEYS must be an owner’s key, an agent’s and another account’s owner’s.');
  }
  return { url: url.replace(/\/+$/, ''), keys: { owner, agent, other }, local: false };
}

let embedded: Promise<Target> | undefined;

async function takeOffer(): Promise<Target> {
  const answer = await fetch(process.env[OFFER_VARIABLE] ?? '');
  const line = await answer.text();
  if (line === '') throw new Error('The embedded stack did not start, or has ended.');
  return { ...(JSON.parse(line) as Pick<Target, 'url' | 'keys'>), local: true };
}
