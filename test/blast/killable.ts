import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { System } from './sender.ts';

/** `npm start` in a process of its own, which can be killed at any moment and started again on its data. */
export interface Killable extends System {
  environment(): Promise<Record<string, string>>;
  /** `kill -9`, and a new start. */
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

const program = new URL('../../infra/local/start.ts', import.meta.url).pathname;

export async function startKillable(data: string, key: string): Promise<Killable> {
  let child = run(data, key);
  let url = readyUrl(child);
  await url;
  return {
    key,
    mortal: true,
    url: () => url,
    environment: async () => parseEnv(await readFile(join(data, 'env'), 'utf8')) as Record<string, string>,
    async killAndRestart() {
      const killed = child;
      url = ended(killed, 'SIGKILL').then(() => {
        child = run(data, key);
        return readyUrl(child);
      });
      await url;
    },
    stop: () => ended(child, 'SIGTERM'),
  };
}

const run = (data: string, key: string): ChildProcess =>
  spawn(process.execPath, [program], {
    env: { ...process.env, CHAINMAIL_DATA: data, CHAINMAIL_LOCAL_KEY: key, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });

async function readyUrl(child: ChildProcess): Promise<string> {
  let output = '';
  for await (const part of child.stdout ?? []) {
    output += part;
    const url = /ready: (\S+)/.exec(output)?.[1];
    if (url) return url;
  }
  throw new Error(`it did not start: ${output}`);
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}
