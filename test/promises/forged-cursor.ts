import { findTarget } from '../../infra/local/gateway-target.ts';
import { renderCursor as renderNext } from '../../lib/dialects/followupboss/paging.ts';
import { renderCursor as renderOffset } from '../../lib/dialects/hubspot/cursor.ts';
import { routes } from '../../lib/http/routes.ts';
import { anApiRequest } from '../dialects/followupboss/an-api-request.ts';
import type { Sent } from './installation.ts';
import type { GivenCursor } from './known.ts';

/**
 * A cursor like a given one, but of another place or of another account: sealed as the product does it, which is
 * no secret.
 */
export function forged(
  given: GivenCursor,
  account: number,
  change = (place: object): object => place,
): string {
  const { path, query, parameter, cursor } = given;
  const { routeKey, pathParameters = {} } = findTarget(routes, 'GET', path);
  const parameters = Object.fromEntries(new URLSearchParams(query));
  const request = anApiRequest(routeKey, { account, path: pathParameters, query: parameters });
  const { of: _, ...place } = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as { of: string };
  return (parameter === 'next' ? renderNext : renderOffset)(request, change(place));
}

/** The request for the page that a cursor leads to. */
export function goOn({ path, query, parameter }: GivenCursor, cursor: string): Sent & { query: string } {
  const parameters = new URLSearchParams(query);
  parameters.set(parameter, cursor);
  return { method: 'GET', path, query: String(parameters) };
}
