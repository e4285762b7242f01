import { inflateRawSync } from 'node:zlib';
import { IDEMPOTENCY_TTL_MS } from '../limits.ts';
import { type Item, timeToLive, toKey } from './attributes.ts';
import { keptAnswerKey } from './keys.ts';
import type { Table } from './table.ts';

/** Where an answer is kept: with the person it tells of. */
export interface KeptAt {
  person: number;
  keyHash: string;
}

/**
 * Keeps a deflated answer with a person, as long as its `Idempotency-Key`. A second one for the key replaces it.
 * @param now about when the key was claimed, ms
 */
export async function writeKeptAnswer(
  table: Table,
  account: number,
  { person, keyHash }: KeptAt,
  answer: Uint8Array,
  now: number,
): Promise<void> {
  await table.call('PutItem', {
    TableName: table.name,
    Item: {
      ...toKey(keptAnswerKey(account, person, keyHash)),
      answer: { B: answer },
      ttl: timeToLive(now + IDEMPOTENCY_TTL_MS),
    },
  });
}

/** @returns the answer as it was kept; nothing if the person was erased */
export async function readKeptAnswer(
  table: Table,
  account: number,
  { person, keyHash }: KeptAt,
): Promise<Uint8Array | undefined> {
  const { Item } = await table.call('GetItem', {
    TableName: table.name,
    Key: toKey(keptAnswerKey(account, person, keyHash)),
    ConsistentRead: true,
  });
  return Item?.answer?.B;
}

/** What an item among a person's says was answered. */
export const parseKeptAnswer = ({ answer }: Item): unknown =>
  answer?.B && (JSON.parse(inflateRawSync(answer.B).toString()) as unknown);
