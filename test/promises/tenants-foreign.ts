import { expect } from 'vitest';
import { routes } from '../../lib/http/routes.ts';
import { addresses } from './examples.ts';
import { forged, goOn } from './forged-cursor.ts';
import type { Sent } from './installation.ts';
import { eventsOf, type Tenant } from './tenants.ts';

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
  // Of each list one.
  const cursors = [...new Map([...known.cursors.values()].map((given) => [given.path, given])).values()];
  const events = some(known.events);
  return [
    ...some(known.receipts).map((id) => ({ sent: get(`/v1/emEvents/receipts/${id}`), status: 404 as const })),
    ...events.map(([id, created]) => ({
      sent: get(`/email/public/v1/events/${created}/${id}`),
      status: 404 as const,
    })),
    ...cursors.map((given) => ({ sent: goOn(given, given.cursor), status: 400 as const })),
    ...cursors.slice(-3 * most).map((given) => ({ sent: goOn(given, forged(given, account)) })),
    ...eventsOf(Math.max(...known.campaigns)).map((sent) => ({ sent })),
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

/** Presents them all, and expects what has to be refused to be refused. */
export async function present(tenant: Tenant, requests: readonly Foreign[]): Promise<void> {
  for (const { sent, status } of requests) {
    const told = await tenant.ask(sent);
    if (status !== undefined)
      expect([sent.path, sent.query, told.status]).toEqual([sent.path, sent.query, status]);
  }
}
