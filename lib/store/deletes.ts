import { inParallel } from '../in-parallel.ts';
import { type Item, toKey } from './attributes.ts';
import { storeFailure } from './errors.ts';
import type { Key } from './keys.ts';
import type { Table } from './table.ts';

/** Calls in flight: more only queue at the client's sockets. */
const CONCURRENT_CALLS = 8;

/** Deletes items, whatever they hold; that one isn't there is fine. */
export const deleteEach = (table: Table, keys: readonly Key[]): Promise<void> =>
  inParallel(keys, CONCURRENT_CALLS, async (key) => {
    await table.call('DeleteItem', { TableName: table.name, Key: toKey(key) });
  });

/**
 * Deletes an item if one attribute of it is still as it was read.
 * @returns false if it is not, or there is no such item
 */
export async function deleteIfStill(
  table: Table,
  key: Key,
  [name, value]: [string, Item[string]],
): Promise<boolean> {
  try {
    await table.call('DeleteItem', {
      TableName: table.name,
      Key: toKey(key),
      ConditionExpression: '#name = :value',
      ExpressionAttributeNames: { '#name': name },
      ExpressionAttributeValues: { ':value': value },
    });
    return true;
  } catch (error) {
    if (storeFailure(error) !== 'duplicate') throw error;
    return false;
  }
}
