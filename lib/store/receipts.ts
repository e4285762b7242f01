import { RECEIPT_TTL_MS } from '../limits.ts';
import { number, numberOf, text, timeToLive, toKey } from './attributes.ts';
import { storeFailure } from './errors.ts';
import { receiptKey } from './keys.ts';
import type { Table } from './table.ts';

/** What became of one chunk of a request. Positions are those of the events in the request. */
export interface ChunkOutcome {
  /** Position of the chunk among the request's chunks. */
  chunk: number;
  /** Events whose own submission is in a chain and counted. */
  stored: number;
  /** Events that say what another submission had said before. */
  duplicate: number;
  /** Positions of the events whose recipient nobody has. */
  skipped: number[];
}

/** What became of a request so far. */
export interface Receipt {
  id: string;
  done: boolean;
  received: number;
  stored: number;
  duplicate: number;
  skippedEvents: number[];
}

/**
 * Written before anything is sent, so that no outcome can come before it.
 * @param skipped positions that ingest itself found nobody for; they are in no chunk
 */
export async function putReceipt(
  table: Table,
  account: number,
  receipt: { id: string; received: number; chunks: number; skipped: readonly number[] },
  now: number,
): Promise<void> {
  await table
    .call('PutItem', {
      TableName: table.name,
      Item: {
        ...toKey(receiptKey(account, receipt.id)),
        received: number(receipt.received),
        chunks: number(receipt.chunks),
        skipped: text(JSON.stringify(receipt.skipped)),
        ttl: timeToLive(now + RECEIPT_TTL_MS),
      },
      // A retried request writes its receipt again; outcomes that are there already must stay.
      ConditionExpression: 'attribute_not_exists(PK)',
    })
    .catch((error: unknown) => {
      if (storeFailure(error) !== 'duplicate') throw error;
    });
}

/** Notes what became of chunks of one request: the same outcome again changes nothing. */
export async function putOutcomes(
  table: Table,
  account: number,
  receipt: string,
  outcomes: readonly ChunkOutcome[],
): Promise<void> {
  await table
    .call('UpdateItem', {
      TableName: table.name,
      Key: toKey(receiptKey(account, receipt)),
      UpdateExpression: `SET ${outcomes.map((_, n) => `#c${n} = :c${n}`).join(', ')}`,
      ConditionExpression: 'attribute_exists(PK)',
      ExpressionAttributeNames: Object.fromEntries(
        outcomes.map(({ chunk }, n) => [`#c${n}`, outcomeAttribute(chunk)]),
      ),
      ExpressionAttributeValues: Object.fromEntries(
        outcomes.map(({ stored, duplicate, skipped }, n) => [
          `:c${n}`,
          text(JSON.stringify([stored, duplicate, skipped])),
        ]),
      ),
    })
    .catch((error: unknown) => {
      // A receipt that has expired is of no interest any more.
      if (storeFailure(error) !== 'duplicate') throw error;
    });
}

/** @returns the receipt, `undefined` if the account has none of this id or it has expired */
export async function readReceipt(
  table: Table,
  account: number,
  id: string,
  now: number,
): Promise<Receipt | undefined> {
  const { Item: item } = await table.call('GetItem', {
    TableName: table.name,
    Key: toKey(receiptKey(account, id)),
    ConsistentRead: true,
  });
  // DynamoDB deletes what has expired within days, not at once.
  if (!item || numberOf(item, 'ttl') * 1_000 <= now) return undefined;
  const outcomes = Object.keys(item)
    .filter((name) => OUTCOME.test(name))
    .map((name) => JSON.parse(item[name]?.S ?? '') as [stored: number, duplicate: number, skipped: number[]]);
  const skipped = JSON.parse(item.skipped?.S ?? '[]') as number[];
  return {
    id,
    done: outcomes.length === numberOf(item, 'chunks'),
    received: numberOf(item, 'received'),
    stored: outcomes.reduce((sum, [stored]) => sum + stored, 0),
    duplicate: outcomes.reduce((sum, [, duplicate]) => sum + duplicate, 0),
    skippedEvents: [...skipped, ...outcomes.flatMap(([, , positions]) => positions)].sort((a, b) => a - b),
  };
}

const outcomeAttribute = (chunk: number) => `outcome#${chunk}`;
/** The first receipts that were ever written call them `chunk0`, … */
const OUTCOME = /^(?:outcome#|chunk)\d+$/;
