import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RECEIPT_TTL_MS } from '../../lib/limits.ts';
import { putOutcomes, putReceipt, readReceipt } from '../../lib/store/receipts.ts';
import { NOW } from '../factories.ts';
import { type EmbeddedTable, openEmbeddedTable } from './embedded-table.ts';

let embedded: EmbeddedTable;
let receipts = 0;
let id = '';
beforeAll(async () => {
  embedded = await openEmbeddedTable();
});
afterAll(() => embedded.close());
beforeEach(() => {
  id = `receipt-${++receipts}`;
});

const put = (given: { received?: number; chunks?: number; skipped?: number[] } = {}) =>
  putReceipt(embedded.table, 1, { id, received: 10, chunks: 2, skipped: [], ...given }, NOW);
const note = (...outcomes: Parameters<typeof putOutcomes>[3]) => putOutcomes(embedded.table, 1, id, outcomes);
const read = (now = NOW) => readReceipt(embedded.table, 1, id, now);

describe('a receipt', () => {
  it('adds up what became of its chunks, and is done with the last of them', async () => {
    await put({ skipped: [7] });
    expect(await read()).toEqual({
      ...{ id, done: false, received: 10 },
      ...{ stored: 0, duplicate: 0, skippedEvents: [7] },
    });
    await note({ chunk: 1, stored: 3, duplicate: 1, skipped: [9] });
    expect(await read()).toMatchObject({ done: false, stored: 3, duplicate: 1, skippedEvents: [7, 9] });
    await note({ chunk: 0, stored: 4, duplicate: 0, skipped: [2] });
    expect(await read()).toMatchObject({ done: true, stored: 7, duplicate: 1, skippedEvents: [2, 7, 9] });
  });

  it('without any chunk is done at once', async () => {
    await put({ chunks: 0, skipped: [0, 1] });
    expect(await read()).toMatchObject({ done: true, stored: 0, skippedEvents: [0, 1] });
  });

  it('takes the same outcome again as once, and many in one write', async () => {
    await put({ chunks: 40 });
    const outcomes = Array.from({ length: 40 }, (_, chunk) => ({
      ...{ chunk, stored: chunk, duplicate: 1 },
      skipped: [chunk * 2],
    }));
    await note(...outcomes);
    await Promise.all(outcomes.map((outcome) => note(outcome)));
    expect(await read()).toMatchObject({ done: true, stored: 780, duplicate: 40 });
    expect((await read())?.skippedEvents).toHaveLength(40);
  });

  it('loses no outcome to others at the same time', async () => {
    await put({ chunks: 12 });
    await Promise.all(
      Array.from({ length: 12 }, (_, chunk) => note({ chunk, stored: 1, duplicate: 0, skipped: [] })),
    );
    expect(await read()).toMatchObject({ done: true, stored: 12 });
  });

  it('written again by a retried request keeps the outcomes it has', async () => {
    await put();
    await note({ chunk: 0, stored: 5, duplicate: 0, skipped: [] });
    await put();
    expect(await read()).toMatchObject({ stored: 5 });
  });

  it('is there for a week, and outcomes of one that is not there make none', async () => {
    await put();
    expect(await read(NOW + RECEIPT_TTL_MS - 1_000)).toBeDefined();
    expect(await read(NOW + RECEIPT_TTL_MS + 1_000)).toBeUndefined();
    id = 'nobody';
    await note({ chunk: 0, stored: 1, duplicate: 0, skipped: [] });
    expect(await read()).toBeUndefined();
  });

  it('belongs to its account', async () => {
    await put();
    expect(await readReceipt(embedded.table, 2, id, NOW)).toBeUndefined();
  });
});
