import { expect } from 'vitest';
import { findTarget } from '../../infra/local/gateway-target.ts';
import { renderCursor as renderNext } from '../../lib/dialects/followupboss/paging.ts';
import { renderCursor as renderOffset } from '../../lib/dialects/hubspot/cursor.ts';
import { routes } from '../../lib/http/routes.ts';
import { anApiRequest } from '../dialects/followupboss/an-api-request.ts';
import { addresses } from './examples.ts';
import type { Sent } from './installation.ts';
import type { GivenCursor } from './known.ts';
import type { Tenant } from './tenants.ts';

/** A request that names what another tenant was given. */
export interface Foreign {
  sent: Sent;
  /** What it has to be answered; absent where it leads to what is the asker's own by that number. */
  status?: 400 | 404;
}

const get = (path: string, query = ''): Sent => ({ method: 'GET', path, query });

/**
 * Everything of one tenant's in the hands of another.
 * @param most of each kind
 * @param account the one that asks
 */
export function foreignRequests({ known, account: owner }: Tenant, account: number, most: number): Foreign[] {
  const some = <T>(all: Iterable<T>): T[] => [...all].slice(-most);
  const cursors = some(known.cursors.values());
  const events = some(known.events);
  return [
    ...some(known.receipts).map((id) => ({ sent: get(`/v1/emEvents/receipts/${id}`), status: 404 as const })),
    ...events.map(([id, created]) => ({
      sent: get(`/email/public/v1/events/${created}/${id}`),
      status: 404 as const,
    })),
    ...cursors.map((given) => ({ sent: goOn(given, given.cursor), status: 400 as const })),
    ...cursors.map((given) => ({ sent: goOn(given, forged(given, account)) })),
    ...events.map(([id]) => ({
      sent: post({ type: 'OPEN', recipient: addresses[0], emailCampaignId: 1, id }),
    })),
    ...some(known.people).flatMap((id) => byNumber('/v1/people', id)),
    ...some(known.campaigns).flatMap((id) => byNumber('/v1/emCampaigns', id)),
    { sent: get('/email/public/v1/events', `portalId=${owner}`) },
    { sent: get('/email/public/v1/campaigns', `portalId=${owner}`) },
  ];
}

const post = (event: object): Sent => ({
  method: 'POST',
  path: '/email/public/v1/events',
  json: { events: [event] },
});

/** Every route that takes the id of one of these, but what deletes. */
const byNumber = (list: string, id: number): Foreign[] =>
  routes
    .filter(({ method, path }) => method === 'GET' && path.startsWith(`${list}/{`))
    .map(({ path }) => ({ sent: get(path.replace(/\{\w+\}/, String(id))) }));

function goOn({ path, query, parameter }: GivenCursor, cursor: string): Sent {
  const parameters = new URLSearchParams(query);
  parameters.set(parameter, cursor);
  return get(path, String(parameters));
}

/** The other's place in the list, with one's own seal on it: how it is made is no secret. */
function forged({ path, query, parameter, cursor }: GivenCursor, account: number): string {
  const { routeKey, pathParameters = {} } = findTarget(routes, 'GET', path);
  const parameters = Object.fromEntries(new URLSearchParams(query));
  const request = anApiRequest(routeKey, { account, path: pathParameters, query: parameters });
  const { of: _, ...place } = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as object & {
    of: string;
  };
  return parameter === 'next' ? renderNext(request, place) : renderOffset(request, place);
}

/** Presents them all, and expects what has to be refused to be refused. */
export async function present(tenant: Tenant, requests: readonly Foreign[]): Promise<void> {
  for (const { sent, status } of requests) {
    const told = await tenant.ask(sent);
    if (status !== undefined)
      expect([sent.path, sent.query, told.status]).toEqual([sent.path, sent.query, status]);
  }
}
