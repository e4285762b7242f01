import type { Queue } from '../../lib/queue/queue.ts';

/** Long enough to put ten messages back; those of an interrupted run are there again after it. */
const VISIBILITY_SECONDS = 60;
/** SQS asks all its servers only where it may wait, so an empty answer means empty. */
const WAIT_SECONDS = 2;
/** What is put back shares the queue fairly with what arrives: it is nobody's traffic of now. */
const GROUP = 'redrive';

export interface Redriven {
  moved: number;
  /** Why it ended early; what was not moved is still there. */
  failure?: unknown;
}

/**
 * Puts the messages of a dead-letter queue back: at most as many as there are at the start, so that what dies
 * again meanwhile doesn't keep it going.
 *
 * Each is removed after the queue has confirmed its copy. Killed in between, a message is in both queues and
 * will be delivered twice, which is harmless: an event that its chain already has changes nothing. Own calls
 * rather than StartMessageMoveTask, which emulators don't have.
 */
export async function redrive(dead: Queue, queue: Queue, stopping?: AbortSignal): Promise<Redriven> {
  let moved = 0;
  try {
    const { waiting, inFlight } = await dead.count();
    // The count is approximate, and may be 0 for what has just arrived.
    const most = Math.max(10, waiting + inFlight);
    while (moved < most && !stopping?.aborted) {
      const messages = await dead.receive({
        max: Math.min(10, most - moved),
        waitSeconds: WAIT_SECONDS,
        visibilitySeconds: VISIBILITY_SECONDS,
      });
      if (messages.length === 0) break;
      await queue.sendChunks(messages.map(({ id, body, group = GROUP }) => ({ id, body, group })));
      const left = await dead.remove(messages);
      if (left.length > 0) throw new Error(`${left.length} messages were copied but could not be removed.`);
      moved += messages.length;
    }
    return { moved };
  } catch (failure) {
    return { moved, failure };
  }
}
