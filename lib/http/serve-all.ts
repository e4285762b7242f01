import type { ApiHandler } from './answer.ts';
import type { Operation } from './api.ts';
import type { Dialect } from './dialect.ts';
import { idempotent } from './idempotency.ts';
import { readBody } from './read-body.ts';
import { type Serving, serveThrough } from './serve.ts';

export interface ServeOptions {
  /** POST routes whose operation claims the `Idempotency-Key` itself, because it has something to remember. */
  ownIdempotency?: readonly string[];
}

/**
 * Builds the handler of a function that takes something in, as `serve` does: with the body of its requests. Every
 * POST heeds `Idempotency-Key`.
 *
 * @throws Error at start if a route is not in the table of routes, or is there as open to everyone
 */
export function serveAll(
  serving: Serving,
  dialect: Dialect,
  operations: Record<string, Operation>,
  { ownIdempotency = [] }: ServeOptions = {},
): ApiHandler {
  const guarded = Object.entries(operations).map(([route, operation]) => {
    const isGuarded = route.startsWith('POST ') && !ownIdempotency.includes(route);
    return [route, isGuarded ? idempotent(serving.table, operation) : operation] as const;
  });
  return serveThrough(serving, dialect, Object.fromEntries(guarded), readBody());
}
