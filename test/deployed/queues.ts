import { readFileSync } from 'node:fs';
import { openQueue, type Queue } from '../../lib/queue/queue.ts';

/** The queues of the deployment under test, by the outputs of its stack. */
export function openQueues(): { queue: Queue; dead: Queue } {
  const file = readFileSync(process.env.CHAINMAIL_OUTPUTS ?? '', 'utf8');
  const [outputs] = Object.values(
    JSON.parse(file) as Record<string, { QueueUrl: string; DeadLetterQueueUrl: string }>,
  );
  if (!outputs) throw new Error('The stack has no outputs.');
  return { queue: openQueue(outputs.QueueUrl), dead: openQueue(outputs.DeadLetterQueueUrl) };
}
