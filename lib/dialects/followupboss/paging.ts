import { createHash } from 'node:crypto';
import type * as z from 'zod/mini';
import { ApiError } from '../../errors.ts';
import type { ApiRequest } from '../../http/api.ts';
import { invalidField } from '../../http/issues.ts';

/** Rows of a page unless `limit` says otherwise, and at most (Follow Up Boss, Pagination). */
export const LIMIT_DEFAULT = 10;
export const LIMIT_MAX = 100;

/** From here on Follow Up Boss insists on the cursor. */
export const OFFSET_MAX = 2_000;

/** Longer than any cursor that was ever given out. */
const CURSOR_CHARACTERS_MAX = 1_000;

/** What page of a list is asked for. `after` goes before `offset`: with a cursor the offset is 0. */
export interface Page<Cursor> {
  limit: number;
  offset: number;
  after: Cursor | undefined;
}

/**
 * Reads `limit`, `offset` and `next`.
 * @param cursorSchema what a cursor of this list says, such as `z.object({ sinceId: z.int() })`
 * @throws ApiError `invalid` naming the parameter
 */
export function parsePage<S extends z.ZodMiniType>(request: ApiRequest, cursorSchema: S): Page<z.output<S>> {
  const { limit, offset, next } = request.query;
  const after = next === undefined || next === '' ? undefined : parseCursor(request, next, cursorSchema);
  return {
    limit: limit === undefined ? LIMIT_DEFAULT : parseWhole('limit', limit, 1, LIMIT_MAX),
    offset: offset === undefined || after !== undefined ? 0 : parseOffset(offset),
    after,
  };
}

/**
 * A cursor as the client gets it: unpadded base64url of its JSON. It holds whose list and which filters it
 * belongs to, so that a cursor of another list is refused instead of giving a page of something else.
 */
export function renderCursor(request: ApiRequest, cursor: object): string {
  return Buffer.from(JSON.stringify({ ...cursor, of: listOf(request) })).toString('base64url');
}

function parseCursor<S extends z.ZodMiniType>(request: ApiRequest, next: string, schema: S): z.output<S> {
  const invalid = (cause?: unknown) => new ApiError('invalid', "Invalid cursor 'next'.", { cause });
  if (next.length > CURSOR_CHARACTERS_MAX) throw invalid();
  let cursor: unknown;
  try {
    cursor = JSON.parse(Buffer.from(next, 'base64url').toString());
  } catch (cause) {
    throw invalid(cause);
  }
  if (typeof cursor !== 'object' || cursor === null) throw invalid();
  if (!('of' in cursor) || cursor.of !== listOf(request)) throw invalid();
  const result = schema.safeParse(cursor);
  if (!result.success) throw invalid(result.error);
  return result.data;
}

/** Parameters that don't choose the rows of a list; the rest of them do. */
const NOT_FILTERS = new Set(['limit', 'offset', 'next', 'fields', 'system', 'hapikey']);

/** Stands for account, list and filters. It guards against mistakes: a tenant's rows are safe without it. */
function listOf({ caller, route, path, query }: ApiRequest): string {
  const filters = Object.entries(query)
    .filter(([name]) => !NOT_FILTERS.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const list = JSON.stringify([caller.account, route, Object.entries(path).sort(), filters]);
  return createHash('sha256').update(list).digest('base64url').slice(0, 12);
}

function parseOffset(value: string): number {
  const offset = parseWhole('offset', value, 0, Number.MAX_SAFE_INTEGER);
  if (offset > OFFSET_MAX) throw new ApiError('invalid', "Deep pagination disabled, use 'nextLink' url");
  return offset;
}

function parseWhole(name: string, value: string, least: number, most: number): number {
  const whole = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (whole >= least && whole <= most) return whole;
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  throw invalidField(name, `not a whole number ${range}`);
}
