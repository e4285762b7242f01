import middy from '@middy/core';
import { invocation, withInvocation } from '../invocation.ts';
import type { Table } from '../store/table.ts';
import { type ApiHandler, answerErrors, toResult } from './answer.ts';
import type { Operation } from './api.ts';
import { authenticate } from './authenticate.ts';
import { authorize } from './authorize.ts';
import type { Dialect } from './dialect.ts';
import { idempotent } from './idempotency.ts';
import { limitRate } from './rate-limit.ts';
import { readBody } from './read-body.ts';
import { routes } from './routes.ts';
import { type ServedEvent, toApiRequest } from './served-event.ts';

/**
 * An answer of our own must leave before Lambda cuts the function off and the gateway says 500. From then on nothing
 * is sent to AWS any more.
 */
const TIMEOUT_EARLY_MS = 500;

export interface ServeOptions {
  /** POST routes whose operation claims the `Idempotency-Key` itself, because it has something to remember. */
  ownIdempotency?: readonly string[];
}

/**
 * Builds a function's handler from its operations, by route: `{ 'GET /v1/people/{id}': getPerson, … }`.
 *
 * A request is authenticated, counted against its key's rate, checked for its role and read before its
 * operation sees it; whatever is thrown on the way is answered in the dialect. Every POST heeds
 * `Idempotency-Key`.
 *
 * A function brings its one dialect along, so that its bundle holds no other.
 *
 * @param deps `now` is the clock, ms since the epoch
 * @throws Error at start if a route is not in the table of routes, or is there as open to everyone
 */
export function serve(
  { table, now = Date.now }: { table: Table; now?: () => number },
  dialect: Dialect,
  operations: Record<string, Operation>,
  { ownIdempotency = [] }: ServeOptions = {},
): ApiHandler {
  const byRoute = new Map(
    Object.entries(operations).map(([route, operation]) => {
      assertKnown(route);
      const guarded = route.startsWith('POST ') && !ownIdempotency.includes(route);
      return [route, guarded ? idempotent(table, operation) : operation];
    }),
  );

  const served: ApiHandler = middy<ServedEvent>({ timeoutEarlyInMillis: TIMEOUT_EARLY_MS })
    .before((request) => {
      // A copy: what the middlewares add must not outlive the request in the caller's event.
      request.event = { ...request.event, receivedAt: now() };
    })
    .use(authenticate(table))
    .use(limitRate(table))
    .use(authorize())
    .use(readBody())
    .use(answerErrors(() => dialect))
    .handler(async (event: ServedEvent) => {
      const operation = byRoute.get(event.routeKey);
      if (!operation)
        throw new Error(`${event.routeKey} leads to this function, which has no operation for it`);
      return toResult(event, dialect, await operation(toApiRequest(event)));
    });

  return (event, context) => {
    const timeMs = context.getRemainingTimeInMillis() - TIMEOUT_EARLY_MS;
    return withInvocation({ deadline: invocation().now() + timeMs }, () => served(event, context));
  };
}

function assertKnown(route: string): void {
  const known = routes.find(({ method, path }) => `${method} ${path}` === route);
  if (!known || known.roles === null) {
    throw new Error(`${route} is ${known ? 'open to everyone' : 'missing'} in the table of routes`);
  }
}
