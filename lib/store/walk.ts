/** Ids looked at for one page; then the page ends early and its cursor goes on. Room for offset 2,000 and a page. */
export const WALK_IDS_MAX = 2_500;

/** Ids of one read once a walk turns out to be long. */
const READ_IDS_MAX = 500;

export interface WalkOptions<Row> {
  /** The id after which to start, and the last one to look at. */
  after: number;
  last: number;
  /** 1 walks up, -1 down. */
  direction: 1 | -1;
  limit: number;
  /** Rows to pass over first. */
  skip: number;
  /** The rows with these ids; those that don't exist are absent. */
  read: (ids: number[]) => Promise<Map<number, Row>>;
  wanted?: (row: Row) => boolean;
}

/** Where the next page starts: after this id, and after so many rows more. */
export interface WalkCursor {
  sinceId: number;
  skip?: number | undefined;
}

/**
 * A page of a list whose ids are dense: reads ids in order until the page is full. Rows that are added at the
 * far end meanwhile change nothing, and a row is neither skipped nor repeated between pages.
 *
 * It looks at no more than 2,500 ids, so a page may be short, even empty, and still have a `next`. Without
 * `next` the list is at its end.
 */
export async function walk<Row>(
  options: WalkOptions<Row>,
): Promise<{ rows: Row[]; next: WalkCursor | undefined }> {
  const { after, last, direction, limit, read, wanted = () => true } = options;
  const rows: Row[] = [];
  let reached = after;
  let skip = options.skip;
  let budget = WALK_IDS_MAX;
  // One row more than the page shows whether there is a next page.
  let step = Math.min(skip + limit + 1, READ_IDS_MAX);
  const left = () => (last - reached) * direction;
  while (left() > 0 && budget > 0) {
    const count = Math.min(step, left(), budget);
    const start = reached;
    const ids = Array.from({ length: count }, (_, position) => start + direction * (position + 1));
    const found = await read(ids);
    for (const id of ids) {
      const row = found.get(id);
      if (row !== undefined && wanted(row)) {
        if (skip > 0) skip--;
        else if (rows.length < limit) rows.push(row);
        else return { rows, next: { sinceId: reached } };
      }
      reached = id;
    }
    budget -= count;
    step = Math.min(step * 2, READ_IDS_MAX);
  }
  if (left() <= 0) return { rows, next: undefined };
  return { rows, next: { sinceId: reached, ...(skip > 0 && { skip }) } };
}
