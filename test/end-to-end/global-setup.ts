import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { preload } from '../promises/leaks/preload.ts';

/** Where a worker gets its target. */
export const OFFER_VARIABLE = 'CHAINMAIL_TEST_OFFER';

/**
 * Offers all workers one embedded stack in a process of its own, each with accounts of its own on it; the first to ask
 * has it started. @returns what ends it
 */
export default async function setup(): Promise<() => Promise<void>> {
  let stack: Stack | undefined;
  const offer = createServer(async (_, response) => {
    stack ??= start();
    response.end(await stack.aTarget());
  });
  offer.listen(0, '127.0.0.1');
  await once(offer, 'listening');
  process.env[OFFER_VARIABLE] = `http://127.0.0.1:${(offer.address() as AddressInfo).port}`;
  return async () => {
    offer.close();
    await stack?.stop();
  };
}

interface Stack {
  /** A line of JSON. */
  aTarget(): Promise<string>;
  stop(): Promise<void>;
}

function start(): Stack {
  const server = spawn(process.execPath, [pathOf('serve.ts')], {
    // It ends when its input does, and that is when this process ends.
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      NODE_OPTIONS: preload,
      NODE_COMPILE_CACHE: pathOf('../../node_modules/.cache/compile'),
    },
  });
  const ended = once(server, 'exit');
  const lines = createInterface(server.stdout)[Symbol.asyncIterator]();
  return {
    async aTarget() {
      server.stdin.write('\n');
      const { value } = await lines.next();
      return value ?? '';
    },
    async stop() {
      server.stdin.end();
      await ended;
    },
  };
}

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
