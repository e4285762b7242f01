import type { MiddlewareObj } from '@middy/core';
import { ApiError } from '../errors.ts';
import { takeTokens } from '../store/rate.ts';
import type { Table } from '../store/table.ts';
import type { Caller } from './caller.ts';
import type { ServedEvent } from './served-event.ts';

/** What a key's rate allows: requests a minute, and how many of them this process knows to be left. */
export interface Rate {
  limit: number;
  remaining: number;
}

export const RATE_WINDOW_MS = 60_000;

/** A block is at most so much of the rate… */
const BLOCK_OF_RATE = 1 / 20;
/** …and of what is left of it, so that little is in idle hands when it runs out. */
const BLOCK_OF_UNLEASED = 1 / 8;

/** Keys with tokens in hand; beyond it the oldest gives its tokens up, at most a twentieth of its rate. */
const LEASES_MAX = 1_000;

/** Tokens in hand for one key and minute. */
interface Lease {
  window: number;
  /** Tokens taken from the table and spent. */
  spent: number;
  /** Tokens taken from the table and not yet spent. */
  left: number;
  /** Tokens of this minute that were in the table after our last look. */
  unleased: number;
  /** The block under way, which all who wait share. */
  taking?: Promise<void> | undefined;
}

/**
 * Counts requests per key in fixed windows of one minute. All functions together admit at most the key's rate
 * in a window. An instance takes tokens in blocks, so that one-event requests don't pay a write each; the price
 * is that what an idle one holds is lost to the others until the minute ends. So it takes one token, then as many
 * as it has spent: there may be hundreds of instances, and no more is idle than was used.
 *
 * @returns a function that counts one request at `now` (ms): whether it is admitted, and the rate
 */
export function rateLimiter(
  table: Table,
): (caller: Caller, now: number) => Promise<Rate & { admitted: boolean }> {
  const leases = new Map<string, Lease>();

  function leaseOf(keyHash: string, window: number, limit: number): Lease {
    const known = leases.get(keyHash);
    if (known?.window === window) return known;
    leases.delete(keyHash);
    const [oldest] = leases.keys();
    if (leases.size >= LEASES_MAX && oldest !== undefined) leases.delete(oldest);
    const lease: Lease = { window, spent: 0, left: 0, unleased: limit };
    leases.set(keyHash, lease);
    return lease;
  }

  async function takeBlock(lease: Lease, { keyHash, ratePerMinute }: Caller): Promise<void> {
    const atMost = Math.min(lease.spent, ratePerMinute * BLOCK_OF_RATE, lease.unleased * BLOCK_OF_UNLEASED);
    const block = Math.max(1, Math.floor(atMost));
    const used = await takeTokens(table, keyHash, lease.window, block);
    lease.unleased = Math.max(0, ratePerMinute - used);
    lease.left += Math.max(0, Math.min(block, ratePerMinute - (used - block)));
  }

  return async (caller, now) => {
    const lease = leaseOf(caller.keyHash, Math.floor(now / RATE_WINDOW_MS), caller.ratePerMinute);
    while (lease.left === 0 && lease.unleased > 0) {
      lease.taking ??= takeBlock(lease, caller).finally(() => {
        lease.taking = undefined;
      });
      await lease.taking;
    }
    const admitted = lease.left > 0;
    if (admitted) {
      lease.left -= 1;
      lease.spent += 1;
    }
    return { admitted, limit: caller.ratePerMinute, remaining: lease.left + lease.unleased };
  };
}

/**
 * Middleware: counts the request against its key, into `event.rate`.
 * @throws ApiError `rate-limited` with the seconds until the minute ends in `Retry-After`
 */
export function limitRate(table: Table): MiddlewareObj<ServedEvent> {
  const count = rateLimiter(table);
  return {
    async before({ event }) {
      const { caller, receivedAt: now = Date.now() } = event;
      if (!caller) throw new Error('the rate can only be counted of an authenticated request');
      const { admitted, ...rate } = await count(caller, now);
      event.rate = rate;
      if (admitted) return;
      const seconds = Math.ceil((RATE_WINDOW_MS - (now % RATE_WINDOW_MS)) / 1_000);
      throw new ApiError('rate-limited', `This key may send ${rate.limit} requests a minute.`, {
        headers: { 'Retry-After': String(seconds) },
      });
    },
  };
}
