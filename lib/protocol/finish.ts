import { type Message, messageName } from '../domain/event.ts';
import { inParallel } from '../in-parallel.ts';
import { type ChunkOutcome, putOutcomes } from '../store/receipts.ts';
import type { Table } from '../store/table.ts';
import type { ReceivedChunk, ResolvedEvent } from './batch.ts';
import type { CommitOutcome } from './commit.ts';
import type { OpenChain } from './open-chain.ts';

/** What became of a chunk: whether its queue message may go, and what its receipt says. */
export interface FinishedChunk extends ChunkOutcome {
  /** Id of the queue message. */
  id: string;
  failed: boolean;
  receipt?: string;
}

/**
 * Rules 20 and 21: a queue message succeeds if and only if each of its events is skipped, counted under another
 * tag, or counted by my commit. An event of a failed or unknown chain, one that was left alone or whose linking
 * threw, or one under my tag without my commit, fails its message.
 */
export function finishChunks(
  chunks: readonly ReceivedChunk[],
  resolved: readonly ResolvedEvent[],
  chains: readonly OpenChain[],
  outcome: CommitOutcome,
): FinishedChunk[] {
  const byMessage = new Map(chains.map((open) => [messageName(open.chain), open]));
  const messages = new Map<object, Message>(resolved.map(({ event, message }) => [event, message]));
  return chunks.map(({ messageId, chunk }) => {
    const finished: FinishedChunk = {
      id: messageId,
      failed: false,
      ...(chunk.receipt && { receipt: chunk.receipt.id }),
      chunk: chunk.receipt?.chunk ?? 0,
      stored: 0,
      duplicate: 0,
      skipped: [],
    };
    for (const event of chunk.events) {
      const message = messages.get(event);
      if (!message) {
        finished.skipped.push(event.position);
        continue;
      }
      const as = countedAs(byMessage.get(messageName(message)), event.number, outcome);
      if (as) finished[as]++;
      else finished.failed = true;
    }
    return finished;
  });
}

/** What a submission is counted as; `undefined` if it isn't (yet). */
function countedAs(
  open: OpenChain | undefined,
  number: number,
  outcome: CommitOutcome,
): 'stored' | 'duplicate' | undefined {
  const linked = open?.state === 'done' ? open.linked?.linked.get(number) : undefined;
  const counted = linked?.countedBy === 'another' || (linked?.countedBy === 'me' && outcome === 'committed');
  return counted ? linked?.as : undefined;
}

const CONCURRENT_REPORTS = 4;

/**
 * Rule 22: receipts come after the commit and before the acknowledgement. Chunks of one request share a write.
 * @returns the queue messages whose outcome could not be noted: they have to come back too
 */
export async function reportReceipts(
  table: Table,
  account: number,
  finished: readonly FinishedChunk[],
): Promise<Set<string>> {
  const reports = Map.groupBy(
    finished.filter(({ failed, receipt }) => !failed && receipt !== undefined),
    ({ receipt }) => receipt as string,
  );
  const unreported = new Set<string>();
  await inParallel([...reports], CONCURRENT_REPORTS, async ([receipt, outcomes]) => {
    try {
      await putOutcomes(table, account, receipt, distinct(outcomes));
    } catch {
      for (const { id } of outcomes) unreported.add(id);
    }
  });
  return unreported;
}

/** A queue message may be delivered twice into one batch. */
const distinct = (outcomes: readonly FinishedChunk[]): ChunkOutcome[] => [
  ...new Map(outcomes.map((outcome) => [outcome.chunk, outcome])).values(),
];
