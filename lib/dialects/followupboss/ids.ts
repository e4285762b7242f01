import { ApiError } from '../../errors.ts';
import type { ApiRequest } from '../../http/api.ts';

/** The words of the live API for what isn't there, and for what belongs to somebody else. */
export const notFound = () => new ApiError('not-found', 'Requested resource was not found.');

/**
 * The `{id}` of a path.
 * @throws ApiError `not-found` if it can't be one: a path that leads nowhere
 */
export function pathId({ path }: ApiRequest): number {
  const id = parseId(path.id ?? '');
  if (id === undefined) throw notFound();
  return id;
}

/** A positive integer of at most 15 digits, which is always exact. */
export const parseId = (text: string): number | undefined =>
  /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
