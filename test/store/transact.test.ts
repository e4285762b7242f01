import { TransactionCanceledException, type TransactWriteItemsInput } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { put, putIfNew } from '../../lib/store/actions.ts';
import { text } from '../../lib/store/attributes.ts';
import { newClient, openTable, type Table } from '../../lib/store/table.ts';
import { transact } from '../../lib/store/transact.ts';
import { type EmbeddedTable, openEmbeddedTable } from './embedded-table.ts';

/** Also on a slow machine, and on a slower DynamoDB than the embedded one. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let embedded: EmbeddedTable;
beforeAll(async () => {
  embedded = await openEmbeddedTable();
});
afterAll(() => embedded.close());

const item = (name: string) => ({ PK: text(name), SK: text('ITEM') });

async function has(name: string): Promise<boolean> {
  const { table } = embedded;
  return (await table.call('GetItem', { TableName: table.name, Key: item(name) })).Item !== undefined;
}

/** The table, whose first calls fail; what it was asked is kept. */
function failing(...errors: Error[]): Table & { tokens: (string | undefined)[] } {
  const tokens: (string | undefined)[] = [];
  const client = newClient({
    endpoint: embedded.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  client.middlewareStack.add(
    (next) => (args) => {
      const { ClientRequestToken: token } = args.input as TransactWriteItemsInput;
      tokens.push(token);
      const error = errors.shift();
      return error ? Promise.reject(error) : next(args);
    },
    { step: 'initialize', name: 'failing' },
  );
  return { ...openTable(embedded.table.name, client), tokens };
}

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'Transaction cancelled',
    CancellationReasons: codes.map((Code) => ({ Code })),
    $metadata: {},
  });

describe('a transaction', () => {
  it('writes everything', async () => {
    const { table } = embedded;
    expect(await transact(table, [putIfNew(table, item('a1')), put(table, item('a2'))])).toBeUndefined();
    expect([await has('a1'), await has('a2')]).toEqual([true, true]);
  });

  it('or nothing, and says by position whose condition refused it', async () => {
    const { table } = embedded;
    await transact(table, [putIfNew(table, item('b2'))]);
    const actions = [putIfNew(table, item('b1')), putIfNew(table, item('b2')), put(table, item('b3'))];
    expect(await transact(table, actions)).toEqual([undefined, 'duplicate', undefined]);
    expect([await has('b1'), await has('b3')]).toEqual([false, false]);
  });

  it('is tried again with the same token after conflicts and throttles', async () => {
    const table = failing(
      cancelled('None', 'TransactionConflict'),
      Object.assign(new Error('in progress'), { name: 'TransactionInProgressException' }),
    );
    expect(await transact(table, [putIfNew(table, item('c1')), put(table, item('c2'))])).toBeUndefined();
    expect(table.tokens).toHaveLength(3);
    expect(new Set(table.tokens).size).toBe(1);
    expect(await has('c1')).toBe(true);
  });

  it('ends as unavailable after three tries if the conflicts do not', async () => {
    const table = failing(
      ...Array.from({ length: 9 }, () => cancelled('ThrottlingError', 'TransactionConflict')),
    );
    await expect(transact(table, [put(table, item('d'))])).rejects.toMatchObject({ code: 'unavailable' });
    expect(table.tokens).toHaveLength(3);
    expect(await has('d')).toBe(false);
  });

  it('is not tried again if a condition refused it beside a conflict', async () => {
    const table = failing(cancelled('ConditionalCheckFailed', 'TransactionConflict'));
    expect(await transact(table, [put(table, item('e1')), put(table, item('e2'))])).toEqual([
      'duplicate',
      'conflict',
    ]);
    expect(table.tokens).toHaveLength(1);
  });

  it('throws what is a mistake of ours, at once', async () => {
    const table = failing(cancelled('ValidationError'));
    await expect(transact(table, [put(table, item('f'))])).rejects.toThrow('Transaction cancelled');
    expect(table.tokens).toHaveLength(1);
  });
});
