import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installProgram } from '../python-program.ts';

/** A LocalStack-compatible emulator that runs functions as processes, without Docker. */
const PACKAGE = 'ministack==1.5.33';
const FOLDER = '.emulator';
const READY_MS = 60_000;
const STOP_MS = 10_000;

export interface Emulator {
  /** For `AWS_ENDPOINT_URL`. */
  endpoint: string;
  stop(): Promise<void>;
}

/**
 * Installs the emulator, if it isn't yet, and starts it on a free port of 127.0.0.1.
 * @param scratch a folder for all that it writes
 */
export async function startEmulator(scratch: string): Promise<Emulator> {
  const program = await installProgram(PACKAGE, 'ministack', FOLDER);
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const logFile = join(scratch, 'emulator.log');
  const log = openSync(logFile, 'a');
  const child = spawn(program, [], {
    cwd: scratch,
    stdio: ['ignore', log, log],
    env: {
      PATH: process.env.PATH,
      HOME: scratch,
      TMPDIR: scratch,
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      LAMBDA_EXECUTOR: 'local',
      // A function that runs holds one, and needs another for each call of its own: with 64 of them, the default,
      // 64 requests at once wait for each other for good.
      MINISTACK_WORKER_THREADS: '512',
    },
  });
  // The functions are its children; it ends them when it is told to end.
  const endWithUs = () => child.kill('SIGTERM');
  process.once('exit', endWithUs);
  try {
    await ready(child, endpoint);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`The emulator did not start:\n${readFileSync(logFile, 'utf8')}`, { cause: error });
  }
  return {
    endpoint,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await Promise.race([ended, sleep(STOP_MS)]);
      child.kill('SIGKILL');
      process.off('exit', endWithUs);
    },
  };
}

async function ready(child: ChildProcess, endpoint: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}.`);
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(200);
  }
  throw new Error(`Nothing answers at ${endpoint}.`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
