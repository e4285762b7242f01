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
  { method: 'DELETE', path: '/v1/people/{id}', function: 'people' },

  { method: 'GET', path: '/health', function: 'health', roles: null },
];

/** Whatever no route matches. */
export const DEFAULT_FUNCTION = 'not-found';
