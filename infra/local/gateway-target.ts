import { matches } from '../../lib/http/match-route.ts';
import { DEFAULT_FUNCTION, type Route } from '../../lib/http/routes.ts';

/** Which function a request goes to, and how API Gateway tells it so. */
export interface Target {
  function: string;
  /** `GET /v1/people/{id}`, or `$default`. */
  routeKey: string;
  /** Absent where the route has none, as in API Gateway's event. */
  pathParameters?: Record<string, string>;
}

/**
 * Finds the route of a request. Static segments win over parameters; a parameter is exactly one segment that
 * isn't empty. API Gateway decodes the path before it looks, so `%2F` parts segments like a slash, and it
 * takes `/v1/people/` for another path than `/v1/people`.
 * @param path decoded
 */
export function findTarget(routes: readonly Route[], method: string, path: string): Target {
  const segments = path.split('/');
  const [best] = routes
    .filter((route) => route.method === method && matches(route.path, path))
    .toSorted((a, b) => parametersOf(a) - parametersOf(b));
  if (!best) return { function: DEFAULT_FUNCTION, routeKey: '$default' };
  const pathParameters = Object.fromEntries(
    best.path.split('/').flatMap((part, position) => {
      const name = parameterName(part);
      return name === undefined ? [] : [[name, segments[position] ?? '']];
    }),
  );
  return {
    function: best.function,
    routeKey: `${method} ${best.path}`,
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
  };
}

const parameterName = (part: string): string | undefined => /^\{(.+)\}$/.exec(part)?.[1];
const parametersOf = (route: Route): number => route.path.split('{').length;
