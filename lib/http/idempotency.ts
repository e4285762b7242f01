import { createHash } from 'node:crypto';
import { ApiError } from '../errors.ts';
import { describeError, log } from '../log.ts';
import { claim, finish, type KeptAnswer, release } from '../store/idempotency.ts';
import type { Table } from '../store/table.ts';
import type { ApiAnswer, ApiRequest, Operation } from './api.ts';

/** Tells the client that it got the answer to an earlier request. */
export const REPLAYED = { 'Idempotency-Replayed': 'true' };

/**
 * Makes an operation heed `Idempotency-Key`: the same key and body get the same answer for 24 h, and the
 * operation runs once. An answer that is no success, and any error, forgets the key, so that a retry runs anew.
 * If the function dies half-way, a retry runs the operation again once the lease of 60 s is over.
 *
 * For an operation whose effects a second run must recognise, use `idempotencyOf`, `claim` and `finish`
 * directly, with a memo.
 *
 * @throws ApiError `invalid` (the header), `mismatch` (another body before), `conflict` (still running)
 */
export const idempotent =
  (table: Table, operation: Operation): Operation =>
  async (request) => {
    const hashes = idempotencyOf(request);
    if (!hashes) return operation(request);
    const { account } = request.caller;
    const claimed = await claim(table, account, { ...hashes, memo: '', now: request.now });
    switch (claimed.kind) {
      case 'done':
        return replay(claimed.answer ?? { status: 200 });
      case 'running':
        throw stillRunning(claimed.leaseUntil, request.now);
      case 'mismatch':
        throw usedBefore();
      case 'new':
      case 'retry':
        return runOnce(table, account, { keyHash: hashes.keyHash, lease: claimed.lease }, () =>
          operation(request),
        );
    }
  };

async function runOnce(
  table: Table,
  account: number,
  { keyHash, lease }: { keyHash: string; lease: number },
  run: () => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  const settle = async (answer?: ApiAnswer): Promise<void> => {
    try {
      if (answer && answer.status >= 200 && answer.status < 300) {
        const { status, body, person } = answer;
        await finish(table, account, keyHash, { lease, answer: { status, body, ...(person && { person }) } });
      } else await release(table, account, keyHash, { lease });
    } catch (error) {
      // What the operation did stands, and its caller is told so. The lease ends by itself.
      await log.warn('an idempotency key could not be settled', { error: describeError(error) });
    }
  };
  let answer: ApiAnswer | undefined;
  try {
    answer = await run();
    return answer;
  } finally {
    await settle(answer);
  }
}

/** The hashes that a request is remembered by. */
export interface IdempotencyHashes {
  /** Of the header and the route it was sent to. */
  keyHash: string;
  /** Of all that the request says: its query and its body. */
  bodyHash: string;
}

/**
 * @returns the hashes of a request with an `Idempotency-Key`; `undefined` without one
 * @throws ApiError `invalid` unless the header has 1 to 255 printable ASCII characters
 */
export function idempotencyOf(request: ApiRequest): IdempotencyHashes | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw new ApiError('invalid', 'Idempotency-Key must have 1 to 255 printable ASCII characters.');
  }
  // The key may also come as `hapikey`; the same request with another key of the account is the same request.
  const { hapikey: _, ...query } = request.query;
  return {
    keyHash: hashOf([request.route, request.path, key]),
    bodyHash: hashOf([Object.entries(query).sort(), request.bodyText]),
  };
}

/** The answer to a request that was carried out before. */
export const replay = ({ status, body, bodyDropped }: KeptAnswer): ApiAnswer => ({
  status,
  headers: REPLAYED,
  body: bodyDropped ? { message: 'This request was carried out before; its answer is not kept.' } : body,
});

/** @param leaseUntil as `claim` gave it, ms */
export function stillRunning(leaseUntil: number, now: number): ApiError {
  const seconds = Math.max(1, Math.ceil((leaseUntil - now) / 1_000));
  return new ApiError('conflict', 'A request with this Idempotency-Key is still running.', {
    headers: { 'Retry-After': String(seconds) },
  });
}

export const usedBefore = (): ApiError =>
  new ApiError('mismatch', 'This Idempotency-Key was used before with another body.');

const hashOf = (values: unknown): string => createHash('sha256').update(JSON.stringify(values)).digest('hex');
