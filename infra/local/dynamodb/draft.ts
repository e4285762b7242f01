import type { Action, Input, Item, Level, Output, View } from './dynalite.ts';
import type { GroupCommit } from './group-commit.ts';
import { refuseEmptyIndexKeys, type Tables } from './tables.ts';

/**
 * What one operation would write. dynalite's actions run on a draft at one go: they read what is stored or
 * about to be, and their puts and deletes, of items and index entries alike, are only noted. Since nothing
 * else runs in between, an action needs no locks; what it noted is then committed as one, or dropped.
 */
export class Draft {
  readonly writes = new Map<string, unknown>();
  /** The item that the last action found, for `ReturnValuesOnConditionCheckFailure`. */
  found: Item | undefined;
  readonly #view: View;

  constructor(db: Level, tables: Tables, commits: GroupCommit) {
    // No operation reads what it wrote itself: it may name an item only once.
    const read = (key: string): unknown => {
      const coming = commits.get(key);
      return coming === undefined ? db.getSync(key) : (coming ?? undefined);
    };
    this.#view = tables.view((prefix, table) => ({
      get: (key, done) => {
        this.found = read(prefix + key) as Item | undefined;
        done(null, this.found);
      },
      put: (key, value, done) => {
        this.writes.set(prefix + key, value);
        done(refuseEmptyIndexKeys(tables.active(table), value));
      },
      del: (key, done) => {
        this.writes.set(prefix + key, null);
        done(null);
      },
      lock: (_key, run) => run((callback) => callback),
      createValueStream() {
        throw new Error('a writing action must not list rows');
      },
    }));
  }

  /** Runs the action to its end. @throws what the action answers as its error */
  run(action: Action, input: Input): Output {
    let answer: { error: Error | null; output: Output | undefined } | undefined;
    action(this.#view, input, (error, output) => {
      answer = { error, output };
    });
    // A draft is only sound as long as nothing runs between its reads and its commit.
    if (!answer) throw new Error('dynalite did not answer at once');
    if (answer.error) throw answer.error;
    return answer.output ?? {};
  }
}
