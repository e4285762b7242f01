import type { Level } from './dynalite.ts';

/** Rows by their full keys; `null` is a row to delete. */
export type Writes = ReadonlyMap<string, unknown>;

export interface GroupCommit {
  /** The row as it will be once everything added is committed, `undefined` if nothing added concerns it. */
  get(key: string): unknown;
  /** Takes the writes of one operation: they are committed all or not at all. */
  add(writes: Writes): void;
  /** Resolves once everything added so far is committed. */
  settled(): Promise<void>;
}

/**
 * Commits whatever was added while the previous commit was under way as one LevelDB batch.
 *
 * A batch is one record of LevelDB's log: after a crash all of it is there or nothing, so a transaction, or an
 * item with its index entries, is never seen in part, and no redo log of our own is needed. The record has
 * left the process when the batch resolves (it survives `kill -9`); it is not synced to the disk, so a power
 * failure may take the last moments, though never a part of a batch.
 *
 * A batch that fails (a full disk) leaves later decisions without ground: from then on every commit fails.
 */
export function groupCommits(db: Pick<Level, 'batch'>): GroupCommit {
  let gathering = new Map<string, unknown>();
  let flying: Writes = new Map();
  let flight = Promise.resolve();
  let next: Promise<void> | undefined;

  async function fly(): Promise<void> {
    flying = gathering;
    gathering = new Map();
    flight = next ?? flight;
    next = undefined;
    await db.batch(
      Array.from(flying, ([key, value]) =>
        value === null ? { type: 'del', key } : { type: 'put', key, value },
      ),
    );
    flying = new Map();
  }

  return {
    get: (key) => gathering.get(key) ?? (gathering.has(key) ? null : flying.get(key)),
    add(writes) {
      if (writes.size === 0) return;
      for (const [key, value] of writes) gathering.set(key, value);
      next ??= flight.then(fly);
    },
    settled: () => next ?? flight,
  };
}
