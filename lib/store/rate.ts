import { number, timeToLive, toKey } from './attributes.ts';
import { rateKey } from './keys.ts';
import type { Table } from './table.ts';

const WINDOW_MS = 60_000;

/**
 * Takes tokens of a key for one window. Nobody else gets the same ones; more may be taken than the rate
 * allows, so the caller compares. One write unit.
 *
 * @param window the minute since the epoch
 * @returns how many are taken of this window now, these included: these are the last `count` of them
 */
export async function takeTokens(
  table: Table,
  keyHash: string,
  window: number,
  count: number,
): Promise<number> {
  const { Attributes } = await table.call('UpdateItem', {
    TableName: table.name,
    Key: toKey(rateKey(keyHash, window)),
    UpdateExpression: 'ADD used :count SET #ttl = :ttl',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':count': number(count), ':ttl': timeToLive((window + 2) * WINDOW_MS) },
    ReturnValues: 'UPDATED_NEW',
  });
  return Number(Attributes?.used?.N);
}
