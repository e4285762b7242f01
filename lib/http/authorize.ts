import type { MiddlewareObj } from '@middy/core';
import { ApiError } from '../errors.ts';
import { routes } from './routes.ts';
import type { ServedEvent } from './served-event.ts';

/**
 * Middleware: whether the key's role may call this route, by the table of routes.
 * @throws ApiError `forbidden`, saying which roles may
 */
export const authorize = (): MiddlewareObj<ServedEvent> => ({
  before({ event }) {
    const allowed = rolesOf.get(event.routeKey);
    const role = event.caller?.role;
    if (!role || (allowed && !allowed.includes(role))) {
      throw new ApiError('forbidden', `Only ${allowed?.join(' and ')} keys may do this, not ${role} keys.`);
    }
  },
});

const rolesOf = new Map(routes.map(({ method, path, roles }) => [`${method} ${path}`, roles]));
