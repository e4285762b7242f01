import middy, { type MiddlewareObj } from '@middy/core';
import { invocation, withInvocation } from '../invocation.ts';
import type { Table } from '../store/table.ts';
import { type ApiHandler, answerErrors, toResult } from './answer.ts';
import type { Operation } from './api.ts';
import { authenticate } from './authenticate.ts';
import { authorize } from './authorize.ts';
import type { Dialect } from './dialect.ts';
import { limitRate } from './rate-limit.ts';
import { routes } from './routes.ts';
import { NO_CONTENT, type ServedEvent, toApiRequest } from './served-event.ts';

/**
 * An answer of our own must leave before Lambda cuts the function off and the gateway says 500. From then on nothing
 * is sent to AWS any more.
 */
const TIMEOUT_EARLY_MS = 500;

export interface Serving {
  table: Table;
  /** The clock, ms since the epoch. */
  now?: () => number;
}

/**
 * Builds the handler of a function that only tells: its routes are GETs. Bodies, and what it takes that their
 * repeats do nothing, are `serveAll`'s: a bundle without them is an eighth smaller.
 *
 * A request is authenticated, counted against its key's rate, and checked for its role before its operation sees it;
 * whatever is thrown on the way is answered in the dialect.
 *
 * A function brings its one dialect along, so that its bundle holds no other.
 *
 * @param operations by route: `{ 'GET /v1/people/{id}': getPerson, … }`
 * @throws Error at start if a route is no GET, or not in the table of routes, or is there as open to everyone
 */
export function serve(serving: Serving, dialect: Dialect, operations: Record<string, Operation>): ApiHandler {
  const other = Object.keys(operations).find((route) => !route.startsWith('GET '));
  if (other) throw new Error(`${other} is no GET: its body would not be read`);
  return serveThrough(serving, dialect, operations, {
    before({ event }) {
      event.content = NO_CONTENT;
    },
  });
}

/** The way of every request, up to its operation and back. @param reader the middleware that sets `content` */
export function serveThrough(
  { table, now = Date.now }: Serving,
  dialect: Dialect,
  operations: Record<string, Operation>,
  reader: MiddlewareObj<ServedEvent>,
): ApiHandler {
  for (const route of Object.keys(operations)) assertKnown(route);
  const byRoute = new Map(Object.entries(operations));

  const served: ApiHandler = middy<ServedEvent>({ timeoutEarlyInMillis: TIMEOUT_EARLY_MS })
    .before((request) => {
      // A copy: what the middlewares add must not outlive the request in the caller's event.
      request.event = { ...request.event, receivedAt: now() };
    })
    .use(authenticate(table))
    .use(limitRate(table))
    .use(authorize())
    .use(reader)
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
