import type { ApiRequest } from '../../http/api.ts';
import { renderCursor } from './paging.ts';

export interface CollectionPage {
  limit: number;
  offset: number;
  /** How many rows the whole list has; `null` where counting them would mean reading them all. */
  total: number | null;
  /** Where the next page starts; nothing on the last page. */
  next?: object | null | undefined;
}

/**
 * A page of a list as Follow Up Boss gives it: `_metadata` and exactly one array, since clients take the first
 * array they find.
 * @param name the array's key, such as `people`
 */
export function collection(
  request: ApiRequest,
  name: string,
  rows: readonly unknown[],
  { limit, offset, total, next }: CollectionPage,
) {
  const cursor = next ? renderCursor(request, next) : null;
  return {
    _metadata: {
      collection: name,
      offset,
      limit,
      total,
      next: cursor,
      nextLink: cursor === null ? null : nextLink(request, { limit: String(limit), next: cursor }),
    },
    [name]: rows,
  };
}

/**
 * Absolute, with the filters of this page: clients follow it as it stands. A key in the query is left out, as
 * answers end up in logs.
 */
export function nextLink(
  { baseUrl, route, path, query }: ApiRequest,
  changed: Readonly<Record<string, string>>,
): string {
  const template = route.slice(route.indexOf(' ') + 1);
  const pathname = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
  const parameters = new URLSearchParams(query);
  for (const name of ['offset', 'hapikey']) parameters.delete(name);
  for (const [name, value] of Object.entries(changed)) parameters.set(name, value);
  return `${baseUrl}${pathname}?${parameters}`;
}
