import { INVOCATION_MESSAGES_MAX } from '../../infra/event-source.ts';
import type { QueueMessage } from '../../lib/queue/queue-message.ts';
import type { Installation } from './installation.ts';

/** What one receive gives. */
const MESSAGES_PER_RECEIVE = 10;
/** What failed comes back by itself; here it is tried again at once, so often. */
const TRIES = 10;

/** Invokes the event-processor with everything that waits, an invocation after the other. */
export async function processWaiting(installation: Installation, perInvocation = INVOCATION_MESSAGES_MAX) {
  const waiting = await installation.take();
  for (let first = 0; first < waiting.length; first += perInvocation) {
    await processUntilDone(installation, waiting.slice(first, first + perInvocation));
  }
}

/**
 * Invokes so many event-processors at once on a queue that is full: their pollers take turns, ten messages at a
 * time, until each has as many as an invocation may have, or there are no more.
 */
export async function processAtOnce(
  installation: Installation,
  waiting: readonly QueueMessage[],
  processors: number,
): Promise<void> {
  const round = processors * INVOCATION_MESSAGES_MAX;
  for (let first = 0; first < waiting.length; first += round) {
    const invocations: QueueMessage[][] = Array.from({ length: processors }, () => []);
    const some = waiting.slice(first, first + round);
    for (let n = 0; n * MESSAGES_PER_RECEIVE < some.length; n++) {
      const received = some.slice(n * MESSAGES_PER_RECEIVE, (n + 1) * MESSAGES_PER_RECEIVE);
      invocations[n % processors]?.push(...received);
    }
    const full = invocations.filter(({ length }) => length > 0);
    await Promise.all(full.map((messages) => processUntilDone(installation, messages)));
  }
}

async function processUntilDone(installation: Installation, messages: readonly QueueMessage[]) {
  let open = messages;
  for (let tries = 0; open.length > 0; tries++) {
    if (tries === TRIES) throw new Error(`${open.length} messages failed ${TRIES} times`);
    open = await installation.process(open);
  }
}
