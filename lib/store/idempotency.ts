import { randomUUID } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { IDEMPOTENCY_LEASE_MS, IDEMPOTENCY_TTL_MS } from '../limits.ts';
import { type Item, number, numberOf, text, textOf, timeToLive, toKey } from './attributes.ts';
import { storeFailure } from './errors.ts';
import { readKeptAnswer, writeKeptAnswer } from './kept-answers.ts';
import { idempotencyKey } from './keys.ts';
import type { Table } from './table.ts';

/** An answer as it is kept for a retry: without its headers. */
export interface KeptAnswer {
  status: number;
  /** `undefined` if there was none, or it isn't kept. */
  body?: unknown;
  /** True if there was a body which, deflated, didn't fit into an item, or told of who has been erased. */
  bodyDropped?: boolean;
}

/** What a request with an `Idempotency-Key` finds. */
export type Claimed =
  /** First of its kind: run it, then `finish` or `release` with the lease. */
  | { kind: 'new'; lease: number }
  /** An earlier one began and never ended: run it with what that one wanted to be remembered. */
  | { kind: 'retry'; lease: number; memo: string }
  /** Done before. Without `answer` if whoever finished it can make the answer anew from the memo. */
  | { kind: 'done'; memo: string; answer?: KeptAnswer }
  /** Another one is at it, until `leaseUntil` (ms) at the latest. */
  | { kind: 'running'; leaseUntil: number }
  /** The key was used with another body. */
  | { kind: 'mismatch' };

/** DynamoDB takes items of 400 KB; the rest is for the item's other attributes. */
const KEPT_BYTES_MAX = 350 * 1024;

/** Each round lost means that another request with the same key did something in between. */
const ROUNDS = 8;

/**
 * Claims a key before the request has any effect. At most one request holds a key's lease; a lease ends
 * after IDEMPOTENCY_LEASE_MS, and the next request with the same body takes over. Kept for 24 h after the
 * claim, by `now` and not by when DynamoDB gets round to deleting it.
 *
 * @param claim `keyHash` and `bodyHash` as in http/idempotency.ts; `memo` is what a retry is to get, any text;
 *   `now` in ms
 */
export async function claim(
  table: Table,
  account: number,
  { keyHash, bodyHash, memo, now }: { keyHash: string; bodyHash: string; memo: string; now: number },
): Promise<Claimed> {
  const lease = now + IDEMPOTENCY_LEASE_MS;
  const holder = randomUUID();
  let free = true;
  for (let round = 0; round < ROUNDS; round++) {
    // Put again only if what refused it has gone since: else each round would be more tries of the same call.
    if (free && (await putClaim(table, account, { keyHash, bodyHash, memo, now, lease, holder }))) {
      return { kind: 'new', lease };
    }
    const item = await readClaim(table, account, keyHash);
    free = !item || numberOf(item, 'expires') <= now;
    if (!item || free) continue;
    if (textOf(item, 'bodyHash') !== bodyHash) return { kind: 'mismatch' };
    if (item.status) return done(table, account, keyHash, item);
    // A write of ours whose answer was lost: it was sent again, and the condition refused it.
    if (item.holder?.S === holder) return { kind: 'retry', lease, memo: textOf(item, 'memo') };
    const leaseUntil = numberOf(item, 'lease');
    if (leaseUntil > now) return { kind: 'running', leaseUntil };
    if (await takeOver(table, account, { keyHash, from: leaseUntil, to: lease, holder })) {
      return { kind: 'retry', lease, memo: textOf(item, 'memo') };
    }
  }
  return { kind: 'running', leaseUntil: now + IDEMPOTENCY_LEASE_MS };
}

/**
 * Ends a claim: every later request with this key and body is `done`. Changes nothing if the lease was taken
 * over or given up meanwhile.
 *
 * An answer that stays above 350 KB deflated is kept as its status alone (`bodyDropped`): the truth that it
 * was carried out matters more to a retry than what it said. One that tells of a `person` is kept with them, at one
 * write more: so their erasure finds it.
 *
 * @param outcome `lease` as `claim` gave it; `answer` absent if it can be made anew; `memo` replaces the old one
 */
export async function finish(
  table: Table,
  account: number,
  keyHash: string,
  { lease, answer, memo }: { lease: number; answer?: GivenAnswer; memo?: string },
): Promise<void> {
  const kept = answer?.body === undefined ? undefined : deflateRawSync(JSON.stringify(answer.body));
  const fits = kept !== undefined && kept.length <= KEPT_BYTES_MAX;
  const person = fits ? answer?.person : undefined;
  if (fits && person !== undefined) await writeKeptAnswer(table, account, { person, keyHash }, kept, lease);
  await update(table, account, keyHash, lease, {
    // Zero stands for an answer that isn't kept: `status` is what makes an item done.
    status: number(answer?.status ?? 0),
    ...(fits && (person === undefined ? { answer: { B: kept } } : { person: number(person) })),
    ...(kept && !fits && { bodyDropped: { BOOL: true } }),
    ...(memo !== undefined && { memo: text(memo) }),
  });
}

/** The answer to a request that was carried out. */
interface GivenAnswer {
  status: number;
  body?: unknown;
  /** Whom it tells of. */
  person?: number;
}

/**
 * Ends a lease at once and keeps the memo: for a request that failed half-way, whose retry must go on with
 * the same memo and shall not wait for the lease to run out.
 */
export async function handOver(
  table: Table,
  account: number,
  keyHash: string,
  { lease, memo }: { lease: number; memo?: string },
): Promise<void> {
  await update(table, account, keyHash, lease, {
    lease: number(0),
    ...(memo !== undefined && { memo: text(memo) }),
  });
}

/** Forgets a claim whose request had no effect. Changes nothing if the lease was taken over meanwhile. */
export async function release(
  table: Table,
  account: number,
  keyHash: string,
  { lease }: { lease: number },
): Promise<void> {
  await ifStillOurs(() =>
    table.call('DeleteItem', {
      TableName: table.name,
      Key: toKey(idempotencyKey(account, keyHash)),
      ...heldUnder(lease),
    }),
  );
}

/** @returns false if there is a claim that hasn't expired */
async function putClaim(
  table: Table,
  account: number,
  claimed: { keyHash: string; bodyHash: string; memo: string; now: number; lease: number; holder: string },
): Promise<boolean> {
  const expires = claimed.now + IDEMPOTENCY_TTL_MS;
  return ifStillOurs(() =>
    table.call('PutItem', {
      TableName: table.name,
      Item: {
        ...toKey(idempotencyKey(account, claimed.keyHash)),
        bodyHash: text(claimed.bodyHash),
        memo: text(claimed.memo),
        lease: number(claimed.lease),
        holder: text(claimed.holder),
        expires: number(expires),
        ttl: timeToLive(expires),
      },
      ConditionExpression: 'attribute_not_exists(PK) OR expires <= :now',
      ExpressionAttributeValues: { ':now': number(claimed.now) },
    }),
  );
}

async function readClaim(table: Table, account: number, keyHash: string): Promise<Item | undefined> {
  const { Item } = await table.call('GetItem', {
    TableName: table.name,
    Key: toKey(idempotencyKey(account, keyHash)),
    ConsistentRead: true,
  });
  return Item;
}

/** @returns false if somebody else was faster, or the first one ended after all */
const takeOver = (
  table: Table,
  account: number,
  { keyHash, from, to, holder }: { keyHash: string; from: number; to: number; holder: string },
): Promise<boolean> => update(table, account, keyHash, from, { lease: number(to), holder: text(holder) });

async function update(
  table: Table,
  account: number,
  keyHash: string,
  lease: number,
  changes: Item,
): Promise<boolean> {
  const names = Object.keys(changes);
  const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = heldUnder(lease);
  return ifStillOurs(() =>
    table.call('UpdateItem', {
      TableName: table.name,
      Key: toKey(idempotencyKey(account, keyHash)),
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      ConditionExpression,
      ExpressionAttributeNames: {
        ...ExpressionAttributeNames,
        ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
      },
      ExpressionAttributeValues: {
        ...ExpressionAttributeValues,
        ...Object.fromEntries(names.map((name) => [`:${name}`, changes[name]!])),
      },
    }),
  );
}

/** The claim stands, unfinished, under this very lease. */
const heldUnder = (lease: number) => ({
  ConditionExpression: '#lease = :held AND attribute_not_exists(#status)',
  ExpressionAttributeNames: { '#lease': 'lease', '#status': 'status' },
  ExpressionAttributeValues: { ':held': number(lease) },
});

async function ifStillOurs(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (storeFailure(error) !== 'duplicate') throw error;
    return false;
  }
}

async function done(table: Table, account: number, keyHash: string, item: Item): Promise<Claimed> {
  const memo = textOf(item, 'memo');
  const status = numberOf(item, 'status');
  if (status === 0) return { kind: 'done', memo };
  const kept = item.person
    ? await readKeptAnswer(table, account, { person: numberOf(item, 'person'), keyHash })
    : item.answer?.B;
  const isGone = item.bodyDropped?.BOOL === true || (item.person !== undefined && !kept);
  return {
    kind: 'done',
    memo,
    answer: {
      status,
      ...(kept && { body: JSON.parse(inflateRawSync(kept).toString('utf8')) as unknown }),
      ...(isGone && { bodyDropped: true }),
    },
  };
}
