import * as z from 'zod/mini';

/**
 * Where a list that is made from the journal goes on. A client may send any text for a cursor: a place that is
 * none gets nowhere near a key.
 */
export const journalCursor = z.object({
  place: z.string().check(z.regex(/^\d[\da-z#]{0,99}$/)),
  rows: z.int().check(z.nonnegative()),
  skip: z.optional(z.int().check(z.positive())),
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
