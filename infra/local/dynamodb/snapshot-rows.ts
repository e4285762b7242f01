import { Readable } from 'node:stream';
import type { Item, Level, Range, Rows, Snapshot } from './dynalite.ts';
import { endOf } from './tables.ts';

/** Rows fetched from LevelDB at once: one by one, as dynalite does it, a row costs twice the time. */
const ROWS_PER_FETCH = 100;

/** The rows below a prefix as they were when the snapshot was taken, for dynalite's reading actions. */
export function snapshotRows(db: Level, snapshot: Snapshot, prefix: string): Rows {
  return {
    get: (key, done) => done(null, db.getSync(prefix + key, { snapshot }) as Item | undefined),
    createValueStream: (range) => valueStream(db, snapshot, below(prefix, range)),
    put: refuse,
    del: refuse,
    lock: refuse,
  };
}

function refuse(): never {
  throw new Error('a reading action must not write');
}

/** The range as the whole database sees it. */
function below(prefix: string, { gt, gte, lt, lte, reverse = false, limit = -1 }: Range): Range {
  return {
    ...(gte ? { gte: prefix + gte } : gt ? { gt: prefix + gt } : { gte: prefix }),
    ...(lte ? { lte: prefix + lte } : lt ? { lt: prefix + lt } : { lt: endOf(prefix) }),
    reverse,
    limit,
  };
}

function valueStream(db: Level, snapshot: Snapshot, range: Range): Readable {
  const iterator = db.values({ ...range, snapshot });
  return new Readable({
    objectMode: true,
    highWaterMark: ROWS_PER_FETCH,
    read() {
      iterator.nextv(ROWS_PER_FETCH).then(
        (values) => {
          for (const value of values) this.push(value);
          if (values.length === 0) this.push(null);
        },
        (error: Error) => this.destroy(error),
      );
    },
    destroy(error, done) {
      iterator.close().then(
        () => done(error),
        () => done(error),
      );
    },
  });
}
