import { inParallel } from '../in-parallel.ts';
import type { Received } from './queue-message.ts';

const CONCURRENT_CALLS = 4;

/**
 * Batch calls of ten, the most SQS takes. The entries are named by their position: the same message may be
 * among them twice, received twice, and SQS wants distinct names.
 * @returns the ids of the messages whose entry was not confirmed
 */
export async function forEachTen<R extends Received>(
  messages: readonly R[],
  send: (
    entries: { Id: string; entry: R }[],
  ) => Promise<{ Successful?: { Id?: string | undefined }[] | undefined }>,
): Promise<string[]> {
  const entries = messages.map((entry, position) => ({ Id: String(position), entry }));
  const tens = Array.from({ length: Math.ceil(entries.length / 10) }, (_, ten) =>
    entries.slice(ten * 10, ten * 10 + 10),
  );
  const confirmed = new Set<string | undefined>();
  await inParallel(tens, CONCURRENT_CALLS, async (ten) => {
    // A call that fails altogether confirms none of its entries.
    const { Successful = [] } = await send(ten).catch(() => ({ Successful: [] }));
    for (const { Id } of Successful) confirmed.add(Id);
  });
  return entries.filter(({ Id }) => !confirmed.has(Id)).map(({ entry }) => entry.id);
}
