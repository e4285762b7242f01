import { DEFAULT_FUNCTION, routes } from '../../lib/http/routes.ts';
import type { ApiFunction } from './gateway.ts';
import type { QueueFunction } from './poller.ts';

/** The handlers of all functions. */
export interface Functions {
  /** Those behind the gateway, by their names in the table of routes, and the default one. */
  api: ReadonlyMap<string, ApiFunction>;
  eventProcessor: QueueFunction;
}

/**
 * Loads the functions from `functions/`, as a cold start does: what they build once is built now, from the
 * environment as it is now, and anew at every call.
 * @throws Error naming a function that isn't there or exports no handler
 */
export async function loadFunctions(): Promise<Functions> {
  const names = [...new Set([...routes.map((route) => route.function), DEFAULT_FUNCTION])];
  // A module is evaluated once per URL, so each start asks by one of its own.
  const start = starts++ === 0 ? '' : `?start=${starts}`;
  const [eventProcessor, ...api] = await Promise.all(
    ['event-processor', ...names].map((name) => loadHandler(name, start)),
  );
  return {
    api: new Map(names.map((name, position) => [name, api[position] as ApiFunction])),
    eventProcessor: eventProcessor as QueueFunction,
  };
}

let starts = 0;

async function loadHandler(name: string, query: string): Promise<unknown> {
  const module: { handler?: unknown } = await import(
    new URL(`../../functions/${name}.ts${query}`, import.meta.url).href
  );
  if (typeof module.handler !== 'function') throw new Error(`functions/${name}.ts exports no handler.`);
  return module.handler;
}
