import { expect, it } from 'vitest';
import { WALK_IDS_MAX, type WalkCursor, walk } from '../../lib/store/walk.ts';

const rowsOf = (ids: Iterable<number>) => new Map([...ids].map((id) => [id, { id }]));
const upTo = (count: number) => Array.from({ length: count }, (_, position) => position + 1);

/** A walk over these ids, downwards unless said otherwise, as a list asks for it. */
function walkOver(ids: Iterable<number>, given: Partial<Parameters<typeof walk<{ id: number }>>[0]> = {}) {
  const all = rowsOf(ids);
  const highest = Math.max(0, ...all.keys());
  const read: number[] = [];
  const run = walk({
    after: highest + 1,
    last: 1,
    direction: -1,
    limit: 10,
    skip: 0,
    read: async (asked) => {
      read.push(...asked);
      return new Map(asked.flatMap((id) => (all.has(id) ? [[id, { id }] as const] : [])));
    },
    ...given,
  });
  return run.then(({ rows, next }) => ({ ids: rows.map(({ id }) => id), next, read }));
}

it('gives the newest first, and where to go on', async () => {
  const { ids, next, read } = await walkOver(upTo(25));
  expect(ids).toEqual([25, 24, 23, 22, 21, 20, 19, 18, 17, 16]);
  expect(next).toEqual({ sinceId: 16 });
  expect(read).toHaveLength(11);
});

it('ends without a cursor, also where the last page is full', async () => {
  expect((await walkOver(upTo(10))).next).toBeUndefined();
  expect((await walkOver(upTo(3))).ids).toEqual([3, 2, 1]);
  expect(await walkOver([])).toEqual({ ids: [], next: undefined, read: [] });
});

it('goes up as well', async () => {
  const up = { after: 0, last: 25, direction: 1 } as const;
  const { ids, next } = await walkOver(upTo(25), up);
  expect(ids).toEqual(upTo(10));
  expect(next).toEqual({ sinceId: 10 });
  expect((await walkOver(upTo(25), { ...up, after: 20 })).ids).toEqual([21, 22, 23, 24, 25]);
});

it('passes over gaps and over rows to skip', async () => {
  expect((await walkOver([1, 500, 900], { limit: 2 })).ids).toEqual([900, 500]);
  expect((await walkOver([1, 500, 900], { limit: 2, skip: 1 })).ids).toEqual([500, 1]);
  expect((await walkOver([1, 500, 900], { skip: 3 })).ids).toEqual([]);
});

it('looks at no more than 2,500 ids a page, and its cursor goes on from there', async () => {
  const pages: number[][] = [];
  let next: WalkCursor | undefined = { sinceId: 6_001, skip: 2 };
  while (next) {
    const page: Awaited<ReturnType<typeof walkOver>> = await walkOver(upTo(6_000), {
      after: next.sinceId,
      skip: next.skip ?? 0,
      wanted: ({ id }) => id % 1_000 === 0,
    });
    expect(page.read.length).toBeLessThanOrEqual(WALK_IDS_MAX);
    pages.push(page.ids);
    next = page.next;
  }
  expect(pages).toEqual([[4_000], [3_000, 2_000], [1_000]]);
});

it('neither skips nor repeats a row, whatever the sizes of its pages and what is wanted', async () => {
  const all = upTo(300).filter((id) => id % 7 !== 0);
  for (const modulus of [1, 3, 50]) {
    const found: number[] = [];
    let next: WalkCursor | undefined = { sinceId: 301 };
    for (let limit = 1; next; limit = (limit % 9) + 1) {
      const page: Awaited<ReturnType<typeof walkOver>> = await walkOver(all, {
        after: next.sinceId,
        limit,
        wanted: ({ id }) => id % modulus === 0,
      });
      found.push(...page.ids);
      next = page.next;
    }
    expect(found).toEqual(all.filter((id) => id % modulus === 0).reverse());
  }
});
