import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { IDEMPOTENCY_LEASE_MS, IDEMPOTENCY_TTL_MS } from '../../lib/limits.ts';
import { type Claimed, claim, finish, handOver, release } from '../../lib/store/idempotency.ts';
import type { Table } from '../../lib/store/table.ts';
import { type EmbeddedTable, openEmbeddedTable } from './embedded-table.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const LATER = NOW + IDEMPOTENCY_LEASE_MS;

let embedded: EmbeddedTable;
let keyHash = '';
let tests = 0;

beforeAll(async () => {
  embedded = await openEmbeddedTable();
});
afterAll(() => embedded.close());
beforeEach(() => {
  keyHash = `hash-${++tests}`;
});

const claimAt = (now: number, memo = `made at ${now - NOW}`): Promise<Claimed> =>
  claim(embedded.table, 1, { keyHash, bodyHash: 'body', memo, now });

const leaseOf = (claimed: Claimed): number => {
  if (!('lease' in claimed)) throw new Error(`claimed is ${claimed.kind}`);
  return claimed.lease;
};

describe('a claim', () => {
  test('is new once, then running', async () => {
    expect(await claimAt(NOW)).toEqual({ kind: 'new', lease: LATER });
    expect(await claimAt(NOW + 1)).toEqual({ kind: 'running', leaseUntil: LATER });
  });

  test('is taken over after its lease, with the memo of the first, by one of many', async () => {
    await claimAt(NOW, 'first number 17');
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimAt(LATER)));
    expect(claims.filter(({ kind }) => kind === 'retry')).toEqual([
      { kind: 'retry', lease: LATER + IDEMPOTENCY_LEASE_MS, memo: 'first number 17' },
    ]);
    expect(claims.filter(({ kind }) => kind === 'running')).toHaveLength(7);
  });

  test('is new for one of many', async () => {
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimAt(NOW)));
    expect(claims.filter(({ kind }) => kind === 'new')).toHaveLength(1);
  });

  test('is taken over at once after a hand-over, with its memo', async () => {
    const lease = leaseOf(await claimAt(NOW));
    await handOver(embedded.table, 1, keyHash, { lease, memo: 'half-way' });
    expect(await claimAt(NOW + 1)).toMatchObject({ kind: 'retry', memo: 'half-way' });
  });

  test('is new again after a release', async () => {
    await release(embedded.table, 1, keyHash, { lease: leaseOf(await claimAt(NOW)) });
    expect((await claimAt(NOW + 1)).kind).toBe('new');
  });

  test('is refused to another body, whether it runs, is over or is done', async () => {
    const other = (now: number) => claim(embedded.table, 1, { keyHash, bodyHash: 'other', memo: '', now });
    const lease = leaseOf(await claimAt(NOW));
    expect((await other(NOW + 1)).kind).toBe('mismatch');
    expect((await other(LATER)).kind).toBe('mismatch');
    await finish(embedded.table, 1, keyHash, { lease });
    expect((await other(LATER)).kind).toBe('mismatch');
    expect((await other(NOW + IDEMPOTENCY_TTL_MS)).kind).toBe('new');
  });
});

test('a claim whose answer was lost, so that the SDK wrote it twice, is still held', async () => {
  const twice: Table = {
    name: embedded.table.name,
    async call(operation, input) {
      if (operation !== 'GetItem') await embedded.table.call(operation, input);
      return embedded.table.call(operation, input);
    },
  };
  const claimTwice = (now: number) => claim(twice, 1, { keyHash, bodyHash: 'body', memo: 'm', now });
  expect(await claimTwice(NOW)).toEqual({ kind: 'retry', lease: LATER, memo: 'm' });
  expect((await claimTwice(NOW)).kind).toBe('running');
  expect((await claimTwice(LATER)).kind).toBe('retry');
  expect((await claimTwice(LATER)).kind).toBe('running');
});

describe('a finished claim', () => {
  test('is done with its answer', async () => {
    const lease = leaseOf(await claimAt(NOW, 'm'));
    await finish(embedded.table, 1, keyHash, { lease, answer: { status: 201, body: { id: 7 } } });
    expect(await claimAt(LATER)).toEqual({
      kind: 'done',
      memo: 'm',
      answer: { status: 201, body: { id: 7 } },
    });
  });

  test('is done with a memo alone, for an answer that can be made anew', async () => {
    const lease = leaseOf(await claimAt(NOW, 'm'));
    await finish(embedded.table, 1, keyHash, { lease, memo: 'sent' });
    expect(await claimAt(LATER)).toEqual({ kind: 'done', memo: 'sent' });
  });

  test('stays as it is, whoever finishes, hands over or releases it again', async () => {
    const lease = leaseOf(await claimAt(NOW, 'm'));
    await finish(embedded.table, 1, keyHash, { lease, answer: { status: 201 } });
    await finish(embedded.table, 1, keyHash, { lease, answer: { status: 200 } });
    await handOver(embedded.table, 1, keyHash, { lease });
    await release(embedded.table, 1, keyHash, { lease });
    expect(await claimAt(LATER)).toEqual({ kind: 'done', memo: 'm', answer: { status: 201 } });
  });
});

test('who lost the lease neither releases nor finishes what another runs', async () => {
  const lost = leaseOf(await claimAt(NOW, 'm'));
  const lease = leaseOf(await claimAt(LATER));
  await release(embedded.table, 1, keyHash, { lease: lost });
  await finish(embedded.table, 1, keyHash, { lease: lost, answer: { status: 500 } });
  expect((await claimAt(LATER + 1)).kind).toBe('running');
  await finish(embedded.table, 1, keyHash, { lease, answer: { status: 201 } });
  expect(await claimAt(LATER + 1)).toMatchObject({ kind: 'done', answer: { status: 201 } });
});
