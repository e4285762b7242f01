import { createHash } from 'node:crypto';
import type * as z from 'zod/mini';
import type { ApiError } from '../../errors.ts';
import type { ApiRequest } from '../../http/api.ts';
import { invalidParameter, queryText, queryWhole } from './query.ts';

/** Rows of a page (facts/hubspot-and-outreach.md, A3; for campaigns HubSpot says nothing, so they are the same). */
export const LIMIT_DEFAULT = 10;
export const LIMIT_MAX = 1_000;

/** Longer than any cursor that was ever given out. */
const CURSOR_CHARACTERS_MAX = 1_000;

/** `limit` of a list. @throws ApiError `invalid` naming it */
export const parseLimit = ({ query }: Pick<ApiRequest, 'query'>): number =>
  queryWhole(query, 'limit', { least: 1, most: LIMIT_MAX }) ?? LIMIT_DEFAULT;

/**
 * An `offset` as the client gets it: unpadded base64url of where the list goes on, and a checksum over that and
 * the list, its account and its filters. It needs no memory of ours, so it works in any process at any time.
 */
export const renderCursor = (request: ApiRequest, place: object): string =>
  Buffer.from(JSON.stringify({ ...place, of: checksum(request, place) })).toString('base64url');

/**
 * Reads `offset`.
 * @param schema what a cursor of this list says, such as `z.object({ place: z.string() })`
 * @returns undefined for the first page
 * @throws ApiError `invalid` naming it, if it is no cursor of this list
 */
export function parseCursor<S extends z.ZodMiniType>(
  request: ApiRequest,
  schema: S,
): z.output<S> | undefined {
  const offset = queryText(request.query, 'offset');
  if (offset === undefined) return undefined;
  if (offset.length > CURSOR_CHARACTERS_MAX) throw invalidOffset();
  const text = Buffer.from(offset, 'base64url');
  // Node passes over what is no base64url.
  if (text.toString('base64url') !== offset) throw invalidOffset();
  const cursor = parseJson(text.toString());
  if (typeof cursor !== 'object' || cursor === null) throw invalidOffset();
  const { of, ...place } = cursor as { of?: unknown };
  if (of !== checksum(request, place)) throw invalidOffset();
  const result = schema.safeParse(place);
  if (!result.success) throw invalidOffset();
  return result.data;
}

const invalidOffset = (): ApiError =>
  invalidParameter('offset', 'none that this list gave for these parameters');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Parameters that don't choose the rows of a list; the rest of them do. */
const NOT_FILTERS = new Set(['limit', 'offset', 'hapikey', 'portalId', 'includeSnapshots']);

/** It guards against mistakes: a tenant's rows are safe without it. */
function checksum({ caller, route, path, query }: ApiRequest, place: object): string {
  const filters = Object.entries(query)
    .filter(([name, value]) => value !== '' && !NOT_FILTERS.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const list = JSON.stringify([caller.account, route, Object.entries(path).sort(), filters, place]);
  return createHash('sha256').update(list).digest('base64url').slice(0, 12);
}
