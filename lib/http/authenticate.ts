import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ApiError } from '../errors.ts';
import { KEY_CACHE_MS } from '../limits.ts';
import { findCaller, hashOfKey } from '../store/api-keys.ts';
import type { Table } from '../store/table.ts';
import type { Caller } from './caller.ts';
import { queryOf, type ServedEvent } from './served-event.ts';

/** Known keys a warm function remembers; a caller takes some 200 bytes. */
const CACHED_KEYS_MAX = 1_000;

/**
 * Middleware: whoever the key belongs to, into `event.caller`, before anything of a tenant is read.
 * A key comes as user name of Basic (Follow Up Boss), as Bearer token, or as `?hapikey=` (HubSpot).
 *
 * A known key is believed for KEY_CACHE_MS. Unknown ones are asked for each time, so that a new key works at
 * once and strangers can't fill the memory.
 *
 * @throws ApiError `unauthenticated`
 */
export function authenticate(table: Table): MiddlewareObj<ServedEvent> {
  const known = new Map<string, { caller: Caller; until: number }>();

  async function callerOf(hash: string, now: number): Promise<Caller | undefined> {
    const cached = known.get(hash);
    if (cached && now < cached.until) return cached.caller;
    known.delete(hash);
    const caller = await findCaller(table, hash);
    if (!caller) return undefined;
    const [oldest] = known.keys();
    if (known.size >= CACHED_KEYS_MAX && oldest !== undefined) known.delete(oldest);
    known.set(hash, { caller, until: now + KEY_CACHE_MS });
    return caller;
  }

  return {
    async before({ event }) {
      const key = keyOf(event);
      const caller = key ? await callerOf(hashOfKey(key), event.receivedAt ?? Date.now()) : undefined;
      if (!caller) throw unauthenticated(key !== undefined);
      event.caller = caller;
    },
  };
}

/** The key as it was sent; the header counts before the query. `undefined` where there is none to be read. */
export function keyOf(event: APIGatewayProxyEventV2): string | undefined {
  const { authorization } = event.headers;
  if (authorization === undefined) return queryOf(event).hapikey || undefined;
  const [scheme = '', credentials = ''] = authorization.trim().split(/ +/, 2);
  switch (scheme.toLowerCase()) {
    case 'basic':
      // The user name ends at the first colon (RFC 7617); any password will do.
      return Buffer.from(credentials, 'base64').toString('utf8').split(':', 1)[0] || undefined;
    case 'bearer':
      return credentials || undefined;
    default:
      return undefined;
  }
}

const unauthenticated = (hasKey: boolean): ApiError =>
  new ApiError(
    'unauthenticated',
    hasKey
      ? 'This API key is unknown or was revoked.'
      : 'Send your API key as the user name of Basic authentication, or as a Bearer token.',
    { headers: { 'WWW-Authenticate': 'Basic realm="chainmail"' } },
  );
