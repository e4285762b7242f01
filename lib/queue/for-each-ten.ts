import { inGroups } from '../in-groups.ts';
import { inParallel } from '../in-parallel.ts';
import type { Received } from './queue-message.ts';
import { untilConfirmed } from './until-confirmed.ts';

const CONCURRENT_CALLS = 4;

/**
 * Batch calls of ten, the most SQS takes. The entries are named by their position: the same message may be
 * among them twice, received twice, and SQS wants distinct names.
 * @returns the ids of the messages whose entry was not confirmed
 */
export async function forEachTen<R extends Received>(
  messages: readonly R[],
  send: Parameters<typeof untilConfirmed<{ Id: string; entry: R }>>[1],
): Promise<string[]> {
  const entries = messages.map((entry, position) => ({ Id: String(position), entry }));
  const left = new Set<string>();
  await inParallel(inGroups(entries, 10), CONCURRENT_CALLS, async (ten) => {
    const unconfirmed = await untilConfirmed(ten, send);
    for (const { entry } of unconfirmed.entries) left.add(entry.id);
  });
  return [...left];
}
