import { type Message, messageName, type Submission } from '../domain/event.ts';
import { CHUNK_EVENTS_MAX } from '../limits.ts';
import { loadChains } from '../store/chains.ts';
import type { Table } from '../store/table.ts';
import type { ReceivedChunk, ResolvedEvent } from './batch.ts';
import { abort, commitAll } from './commit.ts';
import { finishChunks, reportReceipts } from './finish.ts';
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

  // Rules 3 to 14.
  const chains = await load(table, account, resolved);
  const settlements = new Settlements({ table, account, now, timeoutMs, patienceMs });
  const room = new Room(resolved.map(({ event }) => event));
  const store = async () => {
    await saveAll(chains, { ...attempt, settlements, room, deadline: deadline - COMMIT_MS });
    // Rules 15 to 19.
    return commitAll(chains, { ...attempt, shard, deadline: deadline - ACKNOWLEDGE_MS });
  };
  const outcome = await store().catch(async (error: unknown) => {
    // What it has saved need not wait for a tag that nobody will commit: whoever is next takes it over at once.
    await abort(attempt).catch(() => {});
    throw error;
  });

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

/**
 * Rule 3: loads the chains of a batch. Eventually consistent reads do: every decision to write is guarded by
 * the version, and every decision not to write rests on facts that are final.
 */
async function load(table: Table, account: number, resolved: readonly ResolvedEvent[]): Promise<OpenChain[]> {
  const submissions = new Map<string, { message: Message; submissions: Submission[] }>();
  for (const { event, message } of resolved) {
    const { position, person, seen, ...submission } = event;
    const name = messageName(message);
    const known = submissions.get(name) ?? { message, submissions: [] };
    known.submissions.push(submission);
    submissions.set(name, known);
  }
  const messages = [...submissions.values()];
  const chains = await loadChains(
    table,
    account,
    messages.map(({ message }) => message),
  );
  return messages.map(({ message, submissions }, position) => {
    const chain = chains[position];
    const readable = chain !== undefined && !(chain instanceof Error);
    return {
      chain: readable ? chain : { ...message, events: [] },
      submissions: submissions.sort((a, b) => a.number - b.number),
      state: readable ? 'open' : 'failed',
      past: [],
      pagesLoaded: 0,
      racesLost: 0,
    };
  });
}
