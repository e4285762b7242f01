import { Draft } from './draft.ts';
import { type Action, dynalite, type Input, type Level, type Output, type View } from './dynalite.ts';
import { groupCommits } from './group-commit.ts';
import { snapshotRows } from './snapshot-rows.ts';
import { endOf, mendTables, type Tables, tablesOf } from './tables.ts';

export interface Store {
  tables: Tables;
  /** Runs a reading action on a snapshot: it sees every operation that was answered before, and none in part. */
  read(action: Action, input: Input): Promise<Output>;
  /**
   * Lets `decide` run actions on a draft, and commits what they wrote; nothing, if it throws. Settles only
   * after everything that `decide` may have seen is committed: a refusal too may rest on a write whose commit
   * is still under way, and a crash must not make it untrue.
   */
  write<T>(decide: (draft: Draft) => T): Promise<T>;
  /** Runs one of dynalite's actions on tables themselves. */
  manage(action: Action, input: Input): Promise<Output>;
  /** All rows of our own, beside dynalite's, below a prefix. */
  rows(prefix: string): AsyncIterable<[key: string, value: unknown]>;
  close(): Promise<void>;
}

/**
 * Opens dynalite's store, with reads on snapshots and writes in group commits.
 * @param path the folder of the data, made if there is none; absent: in memory
 * @throws Error if another process has the folder open
 */
export async function openStore(path?: string): Promise<Store> {
  const store = dynalite.create({
    ...(path === undefined ? {} : { path }),
    createTableMs: 0,
    deleteTableMs: 0,
  });
  const { db } = store;
  await open(db, path);
  await mendTables(store);
  const tables = tablesOf(store);
  const commits = groupCommits(db);

  return {
    tables,
    async read(action, input) {
      const snapshot = db.snapshot();
      try {
        return await call(
          action,
          tables.view((prefix) => snapshotRows(db, snapshot, prefix)),
          input,
        );
      } finally {
        await snapshot.close();
      }
    },
    async write(decide) {
      const draft = new Draft(db, tables, commits);
      try {
        const result = decide(draft);
        commits.add(draft.writes);
        return result;
      } finally {
        await commits.settled();
      }
    },
    async manage(action, input) {
      try {
        return await call(action, store, input);
      } finally {
        tables.forget();
      }
    },
    rows: (prefix) => db.iterator({ gte: prefix, lt: endOf(prefix) }),
    async close() {
      await commits.settled().catch(() => undefined);
      await db.close();
    },
  };
}

async function open(db: Level, path: string | undefined): Promise<void> {
  try {
    await db.open();
  } catch (error) {
    const { code } = (error instanceof Error ? (error.cause ?? error) : {}) as { code?: string };
    if (code !== 'LEVEL_LOCKED') throw error;
    throw new Error(`Another process has the data in ${path} open.`, { cause: error });
  }
}

/** An action on a view whose rows may take their time. */
function call(action: Action, view: View, input: Input): Promise<Output> {
  return new Promise((resolve, reject) => {
    action(view, input, (error, output) => (error ? reject(error) : resolve(output ?? {})));
  });
}
