import type { Role } from './caller.ts';

/** A route: who serves it and who may call it. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As API Gateway writes it: `/v1/people/{id}`. */
  path: string;
  /** The file in `functions/`, without its ending. */
  function: string;
  /** Roles that may call it; every role where it is absent. `null`: open to everyone, without a key. */
  roles?: readonly Role[] | null;
  /**
   * Clients call it with a slash at the end too. To API Gateway that is another path, which no route can have: its
   * routes don't end in a slash. So it comes to the default function, which has the operation as well.
   * https://github.com/aws/serverless-application-model/issues/1949
   */
  slash?: true;
}

const OWNER_AND_ADMIN = ['owner', 'admin'] as const;

/** The one table of routes: the stack's and the local server's. What isn't here goes to `not-found`. */
export const routes: readonly Route[] = [
  { method: 'POST', path: '/v1/emEvents', function: 'ingest-events' },
  { method: 'GET', path: '/v1/emEvents', function: 'view-events' },
  { method: 'GET', path: '/v1/emEvents/chains', function: 'view-events' },
  { method: 'GET', path: '/v1/emEvents/receipts/{id}', function: 'view-events' },

  { method: 'POST', path: '/v1/emCampaigns', function: 'campaigns', roles: OWNER_AND_ADMIN },
  { method: 'GET', path: '/v1/emCampaigns', function: 'campaigns' },
  { method: 'GET', path: '/v1/emCampaigns/{id}', function: 'campaigns' },
  { method: 'PUT', path: '/v1/emCampaigns/{id}', function: 'campaigns', roles: OWNER_AND_ADMIN },
  { method: 'GET', path: '/v1/emCampaigns/{id}/stats', function: 'view-campaigns' },
  { method: 'GET', path: '/v1/emCampaigns/{id}/drops', function: 'view-campaigns' },

  { method: 'POST', path: '/v1/people', function: 'people' },
  { method: 'GET', path: '/v1/people', function: 'people' },
  { method: 'GET', path: '/v1/people/checkDuplicate', function: 'people' },
  { method: 'GET', path: '/v1/people/{id}', function: 'people' },
  { method: 'PUT', path: '/v1/people/{id}', function: 'people' },
  // `erase=true` is for owners and admins; the operation sees to it.
  { method: 'DELETE', path: '/v1/people/{id}', function: 'people' },
  { method: 'GET', path: '/v1/people/{id}/export', function: 'people', roles: OWNER_AND_ADMIN },

  { method: 'GET', path: '/email/public/v1/events', function: 'hubspot-events' },
  { method: 'GET', path: '/email/public/v1/events/{created}/{id}', function: 'hubspot-events' },
  { method: 'POST', path: '/email/public/v1/events', function: 'hubspot-ingest' },
  { method: 'POST', path: '/email/public/v1/events/unbounce', function: 'hubspot-ingest' },
  { method: 'PUT', path: '/email/public/v1/subscriptions/{email}', function: 'hubspot-ingest' },

  { method: 'GET', path: '/email/public/v1/campaigns', function: 'hubspot-campaigns' },
  { method: 'GET', path: '/email/public/v1/campaigns/by-id', function: 'hubspot-campaigns' },
  { method: 'GET', path: '/email/public/v1/campaigns/{campaignId}', function: 'hubspot-campaigns' },

  { method: 'GET', path: '/email/public/v1/subscriptions', function: 'hubspot-subscriptions', slash: true },
  { method: 'GET', path: '/email/public/v1/subscriptions/timeline', function: 'hubspot-subscriptions' },
  { method: 'GET', path: '/email/public/v1/subscriptions/{email}', function: 'hubspot-subscriptions' },

  // Clients ask for them before anything else: HubSpot's custom objects, of which there are none.
  { method: 'GET', path: '/crm/v3/schemas', function: 'hubspot-campaigns' },

  { method: 'GET', path: '/health', function: 'health', roles: null },
  { method: 'GET', path: '/openapi/followupboss.json', function: 'followupboss-document', roles: null },
  { method: 'GET', path: '/openapi/hubspot.json', function: 'hubspot-document', roles: null },
];

/** Whatever no route matches. */
export const DEFAULT_FUNCTION = 'not-found';
