import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

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
 * The embedded stack in a process of its own; or, with `CHAINMAIL_TEST_URL`, what runs there, with the three
 * keys in `CHAINMAIL_TEST_KEYS`, separated by commas. The tests know the difference only where they speak HTTP
 * that no proxy lets through.
 */
export async function startTarget(): Promise<Target> {
  const { CHAINMAIL_TEST_URL: url, CHAINMAIL_TEST_KEYS: keys = '' } = process.env;
  if (!url) return startEmbedded();
  const [owner, agent, other] = keys.split(',').map((key) => key.trim());
  if (!owner || !agent || !other) {
    throw new Error('CHAINMAIL_TEST_KEYS must be an owner’s key, an agent’s and another account’s owner’s.');
  }
  return { url: url.replace(/\/+$/, ''), keys: { owner, agent, other }, local: false, stop: async () => {} };
}

async function startEmbedded(): Promise<Target> {
  const server = spawn(process.execPath, [pathOf('serve.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Each file of tests starts one: without the cache half of the time goes into compiling the same again.
    env: { ...process.env, NODE_COMPILE_CACHE: pathOf('../../node_modules/.cache/compile') },
  });
  const exited = once(server, 'exit');
  const [line] = await Promise.race([once(createInterface(server.stdout), 'line'), exited]);
  if (typeof line !== 'string') throw new Error(`The embedded stack did not start: it ended with ${line}.`);
  return {
    ...(JSON.parse(line) as Pick<Target, 'url' | 'keys'>),
    local: true,
    async stop() {
      server.stdin.end();
      await exited;
    },
  };
}

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
