import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { BenchQueue } from '../installation.ts';

const program = new URL('queue-process.ts', import.meta.url).pathname;

/** Starts a queue in a process of its own. */
export async function startQueueProcess(): Promise<BenchQueue> {
  const child = fork(program, { execArgv: [] });
  const [where] = (await once(child, 'message')) as [Omit<BenchQueue, 'stop'>];
  return {
    ...where,
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
