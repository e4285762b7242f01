import { type ListedWord, listedWords } from '../../domain/event-types.ts';
import type { ApiRequest } from '../../http/api.ts';
import { invalidField } from '../../http/issues.ts';
import { parseId } from './ids.ts';
import { parseTime } from './time.ts';

/** An id out of the query. @throws ApiError `invalid` naming the parameter */
export function queryId({ query }: ApiRequest, name: string): number | undefined {
  const value = query[name];
  if (value === undefined || value === '') return undefined;
  const id = parseId(value);
  if (id === undefined) throw invalidField(name, 'not an id');
  return id;
}

/** A time out of the query, ms. @throws ApiError `invalid` naming the parameter */
export function queryTime({ query }: ApiRequest, name: string): number | undefined {
  const value = query[name];
  if (value === undefined || value === '') return undefined;
  // A plus of an offset that was not percent-encoded arrives as a space.
  const time = parseTime(value.replace(/ (\d\d:\d\d)$/, '+$1')) ?? parseTime(value);
  if (time === undefined) throw invalidField(name, 'not a date and time (ISO 8601)');
  return time;
}

/** One of the nine types out of the query. @throws ApiError `invalid` naming them */
export function queryWord({ query }: ApiRequest, name: string): ListedWord | undefined {
  const value = query[name];
  if (value === undefined || value === '') return undefined;
  const word = listedWords.find((candidate) => candidate === value);
  if (!word) throw invalidField(name, `not one of ${listedWords.join(', ')}`);
  return word;
}
