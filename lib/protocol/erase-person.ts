import { CLOCK_DIFFERENCE_MS, REQUEST_MS_MAX } from '../limits.ts';
import { type Erasure, encodeErasure } from '../queue/erasure-encoding.ts';
import type { Sender } from '../queue/sender.ts';
import { eraseItems } from '../store/erase-items.ts';
import { noteErasure } from '../store/last-erasure.ts';
import type { Table } from '../store/table.ts';
import { takeAway } from '../store/take-away.ts';

/** What both halves of an erasure need. */
export interface ErasureContext {
  table: Table;
  queue: Sender;
  now: () => number;
  /** The event-processor's timeout, ms: no attempt is alive longer. */
  timeoutMs: number;
}

/**
 * Rule 25, first half: from now on nothing leads to the person, and in two minutes nothing of them is left. May be
 * called again at any time, and has to be if it throws: it may have happened in part.
 * @returns whether there ever was such a person
 * @throws ApiError `unavailable` if the queue doesn't take the second half
 */
export async function beginErasure(
  account: number,
  person: number,
  context: ErasureContext,
): Promise<boolean> {
  const { table, now } = context;
  if ((await takeAway(table, account, person, now())) === 'unknown') return false;
  await noteAndWait({ account, person }, context);
  return true;
}

/**
 * Rule 25, second half, by a message of the queue: deletes what is left, once nobody can be at work any more who
 * read that something led to the person. As many times as it likes to be delivered; what does not fit into one
 * invocation is left to the next.
 * @param deadline after this nothing further is begun, ms
 */
export async function continueErasure(
  erasure: Erasure,
  context: ErasureContext & { deadline: number },
): Promise<void> {
  const { table, now, deadline } = context;
  const { account, person } = erasure;
  if (now() < erasure.due) return sendErasure(erasure, context);
  // As it should be already, unless the table was put back to an earlier time.
  const taken = await takeAway(table, account, person, now());
  if (taken === 'unknown') return;
  const erased = taken === 'now' ? 'wait' : await eraseItems(table, account, person, { now, deadline });
  if (erased === 'wait') await noteAndWait(erasure, context);
  if (erased === 'more') await sendErasure(erasure, context);
}

/**
 * Notes that somebody was taken away by now: whom ingest saw until then the processor looks up again (rule 1). What
 * is at work meanwhile without having read that has ended when the message is due.
 */
async function noteAndWait(
  { account, person }: Pick<Erasure, 'account' | 'person'>,
  context: ErasureContext,
): Promise<void> {
  const { table, now } = context;
  await noteErasure(table, account, now());
  await sendErasure({ account, person, due: now() + waitMs(context) }, context);
}

/** Longer than any attempt, and any request, can be at work with what it read before. */
export const waitMs = ({ timeoutMs }: Pick<ErasureContext, 'timeoutMs'>): number =>
  Math.max(timeoutMs, REQUEST_MS_MAX) + CLOCK_DIFFERENCE_MS;

function sendErasure(erasure: Erasure, { queue, now }: ErasureContext): Promise<void> {
  const { account, person, due } = erasure;
  return queue.sendChunks([
    {
      id: `erasure of ${person}`,
      body: encodeErasure(erasure),
      group: String(account),
      delaySeconds: Math.max(0, Math.ceil((due - now()) / 1_000)),
    },
  ]);
}
