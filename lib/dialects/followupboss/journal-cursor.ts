import * as z from 'zod';

/**
 * Where a list that is made from the journal goes on. A client may send any text for a cursor: a place that is
 * none gets nowhere near a key.
 */
export const journalCursor = z.object({
  place: z.string().regex(/^\d[\da-z#]{0,99}$/),
  rows: z.int().nonnegative(),
  skip: z.int().positive().optional(),
});

/** How many rows the whole list has, where its only page says so: else it would have to be read to its end. */
export function totalOf(page: {
  rows: number;
  offset: number;
  next?: unknown;
  after?: unknown;
}): number | null {
  const isWhole = !page.next && !page.after && (page.rows > 0 || page.offset === 0);
  return isWhole ? page.offset + page.rows : null;
}
