import { parseArgs } from 'node:util';
import { required } from '../../lib/environment.ts';
import { openQueue } from '../../lib/queue/queue.ts';
import { explainFailure, useLocalEnvironment } from './local-environment.ts';
import { redrive } from './redrive-messages.ts';

const usage = `Usage: npm run redrive [-- --dry-run]

Puts the messages of the dead-letter queue back to the queue they came from.

  --dry-run   only says how many there are`;

/** Exits with 0, with 1 if it failed on the way, with 2 if it was called wrongly or finds no queues. */
async function main(args: string[]): Promise<number> {
  let dryRun: boolean;
  try {
    ({ 'dry-run': dryRun } = parseArgs({
      args,
      options: { 'dry-run': { type: 'boolean', default: false } },
    }).values);
  } catch (error) {
    console.error(`${explainFailure(error)}\n\n${usage}`);
    return 2;
  }
  try {
    useLocalEnvironment();
    required('CHAINMAIL_QUEUE_URL');
    required('CHAINMAIL_DEAD_LETTER_QUEUE_URL');
  } catch (error) {
    console.error(explainFailure(error));
    return 2;
  }
  const dead = openQueue(required('CHAINMAIL_DEAD_LETTER_QUEUE_URL'));
  const queue = openQueue(required('CHAINMAIL_QUEUE_URL'));
  const stopping = new AbortController();
  // A second Ctrl-C ends the process at once, as it would without this.
  process.once('SIGINT', () => stopping.abort());
  try {
    if (dryRun) {
      const { waiting, inFlight } = await dead.count();
      console.log(`${messages(waiting + inFlight)} in the dead-letter queue.`);
      return 0;
    }
    const { moved, failure } = await redrive(dead, queue, stopping.signal);
    console.log(`${messages(moved)} put back.`);
    if (failure === undefined) return 0;
    console.error(`${explainFailure(failure)} The rest is still in the dead-letter queue; run it again.`);
    return 1;
  } catch (error) {
    console.error(explainFailure(error));
    return 1;
  }
}

const messages = (count: number): string => `${count} ${count === 1 ? 'message' : 'messages'}`;

process.exitCode = await main(process.argv.slice(2));
