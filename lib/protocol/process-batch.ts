import { inGroups } from '../in-groups.ts';
import { inParallel } from '../in-parallel.ts';
import { CHUNK_EVENTS_MAX, KEYS_PER_READ_MAX } from '../limits.ts';
import type { Table } from '../store/table.ts';
import type { ReceivedChunk, ResolvedEvent } from './batch.ts';
import { abort, commitAll, contentOf } from './commit.ts';
import { finishChunks, reportReceipts } from './finish.ts';
import { findNew, gatherMessages, openChains, unread } from './load.ts';
import type { OpenChain } from './open-chain.ts';
import { resolve } from './resolve.ts';
import { Room } from './room.ts';
import { saveAll } from './save.ts';
import { Settlements } from './settlements.ts';
import { newTag, shardOf } from './tag.ts';

/** What an attempt needs from outside: the table, time, randomness, and how long it may run. */
export interface AttemptContext {
  table: Table;
  now: () => number;
  /** Lets so much time pass, ms. */
  sleep: (ms: number) => Promise<void>;
  random: () => number;
  /** The function's timeout, ms: no attempt is alive longer. */
  timeoutMs: number;
  /** When this invocation ends, ms since the epoch. */
  deadline: number;
  /** How long another attempt's commit is waited for (rule 9), ms. */
  patienceMs: number;
}

/** What became of a batch, for the log and for SQS. Events are counted as their chunks came in. */
export interface BatchOutcome {
  /** Ids of the queue messages that have to come back. */
  failed: Set<string>;
  stored: number;
  duplicate: number;
  skipped: number;
  lostRaces: number;
  /** When the failed messages can at the latest be settled, ms, if they wait for another's commit; else 0. */
  busyUntil: number;
}

/** Saving stops this long before the invocation ends, so that the commit and the acknowledgement have time. */
const COMMIT_MS = 5_000;
const ACKNOWLEDGE_MS = 2_000;

/**
 * Chains are loaded and saved a slice after the other: the shorter the time between the two, the fewer races are lost
 * to processors that have neighbouring events of the same messages. With two at work one loads while the other saves.
 */
const CONCURRENT_SLICES = 2;

/**
 * One attempt at one batch, once and only once: whatever happened before (redelivered messages, retried
 * requests, crashes between any two calls, other processors on the same chains), the state afterwards is that
 * of a clean run. The rules and their promises stand in README.md beside this file; code names them by number.
 *
 * @param chunks all of one account
 */
export async function processBatch(
  chunks: readonly ReceivedChunk[],
  context: AttemptContext,
): Promise<BatchOutcome> {
  const { table, now, random, timeoutMs, deadline, patienceMs } = context;
  const account = accountOf(chunks);
  const events = chunks.flatMap(({ chunk }) => chunk.events);

  // Rule 1.
  const persons = await resolve(table, account, events);
  const resolved = events.flatMap((event, position): ResolvedEvent[] => {
    const person = persons[position];
    return person === undefined ? [] : [{ event, message: { person, campaign: event.campaign } }];
  });

  const shard = shardOf(Math.min(...events.map(({ number }) => number)), CHUNK_EVENTS_MAX);
  // Rule 2.
  const tag = newTag(now(), random(), shard);
  const attempt = { table, account, tag, now };

  const settlements = new Settlements({ table, account, now, timeoutMs, patienceMs });
  const room = new Room(resolved.map(({ event }) => event));
  const saving = { ...attempt, settlements, room, deadline: deadline - COMMIT_MS };
  const committing = { ...attempt, shard, deadline: deadline - ACKNOWLEDGE_MS };
  const chains: OpenChain[] = [];
  // Rules 3 to 14.
  const store = async () => {
    const messages = gatherMessages(resolved);
    const isNew = await findNew(table, account, messages);
    // Cut so that each can be loaded by one call.
    await inParallel(inGroups(messages, KEYS_PER_READ_MAX), CONCURRENT_SLICES, async (slice) => {
      // What there is no time for has failed, and the rest is committed.
      const inTime = now() < saving.deadline;
      const opened = inTime
        ? await openChains(table, account, slice, isNew)
        : slice.map((told) => unread(told, 'failed'));
      chains.push(...opened);
      await saveAll(opened, saving);
    });
    return contentOf(chains, committing);
  };
  const commit = await store().catch(async (error: unknown) => {
    // What it has saved need not wait for a tag that nobody will commit: whoever is next takes it over at once.
    await abort(attempt).catch(() => {});
    throw error;
  });
  // Rules 15 to 19. It aborts by itself what it can't commit.
  const outcome = await commitAll(commit, chains, committing);

  // Rules 20 to 22.
  const finished = finishChunks(chunks, resolved, chains, outcome);
  const unreported = await reportReceipts(table, account, finished);
  return {
    failed: new Set(finished.flatMap(({ id, failed }) => (failed ? [id] : []))).union(unreported),
    stored: sumOf(finished, ({ stored }) => stored),
    duplicate: sumOf(finished, ({ duplicate }) => duplicate),
    skipped: sumOf(finished, ({ skipped }) => skipped.length),
    lostRaces: sumOf(chains, ({ racesLost }) => racesLost),
    busyUntil: settlements.busyUntil,
  };
}

const sumOf = <T>(values: readonly T[], of: (value: T) => number): number =>
  values.reduce((sum, value) => sum + of(value), 0);

function accountOf(chunks: readonly ReceivedChunk[]): number {
  const accounts = new Set(chunks.map(({ chunk }) => chunk.account));
  const [account] = accounts;
  if (account === undefined || accounts.size > 1) throw new TypeError('a batch has events of one account');
  return account;
}
