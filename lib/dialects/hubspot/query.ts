import { ApiError } from '../../errors.ts';
import type { ApiRequest } from '../../http/api.ts';

type Query = ApiRequest['query'];

/** A parameter; `undefined` where it is absent or empty, which a client's unset variable often becomes. */
export const queryText = (query: Query, name: string): string | undefined => query[name] || undefined;

/**
 * A whole number out of the query: an id, a time in ms, a limit.
 * @throws ApiError `invalid` naming the parameter, unless it is one from `least` to `most`, which are 0 and the
 *   largest number that JSON carries exactly unless given
 */
export function queryWhole(
  query: Query,
  name: string,
  { least = 0, most = Number.MAX_SAFE_INTEGER }: { least?: number; most?: number } = {},
): number | undefined {
  const text = queryText(query, name);
  if (text === undefined) return undefined;
  const whole = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (whole >= least && whole <= most) return whole;
  throw invalidParameter(name, `not a whole number from ${least} to ${most}`);
}

/** Yes or no out of the query, in any case: Python writes `True`. @throws ApiError `invalid` naming the parameter */
export function queryFlag(query: Query, name: string): boolean | undefined {
  const text = queryText(query, name)?.toLowerCase();
  if (text === undefined) return undefined;
  if (text !== 'true' && text !== 'false') throw invalidParameter(name, 'not true or false');
  return text === 'true';
}

/** `what` completes "it is …". It never repeats what was sent. */
export const invalidParameter = (name: string, what: string): ApiError =>
  new ApiError('invalid', `Invalid parameter '${name}': ${what}.`);
