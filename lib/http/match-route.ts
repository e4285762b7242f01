import { type Route, routes } from './routes.ts';

/** The methods that a path takes, in the order of the table of routes; none if it is unknown. */
export const methodsOn = (path: string): Route['method'][] => [
  ...new Set(
    routes
      .filter((route) => matches(route.path, path) || matchesWithSlash(route, path))
      .map(({ method }) => method),
  ),
];

/** The route of a request with a slash at its end that no route of API Gateway matches, if there is one. */
export const routeWithSlash = (method: string, path: string): Route | undefined =>
  routes.find((route) => route.method === method && matchesWithSlash(route, path));

const matchesWithSlash = (route: Route, path: string): boolean =>
  route.slash === true && path.endsWith('/') && matches(route.path, path.slice(0, -1));

/** `{id}` stands for one segment, as in API Gateway. */
export function matches(template: string, path: string): boolean {
  const expected = template.split('/');
  const segments = path.split('/');
  return (
    expected.length === segments.length &&
    expected.every((part, position) => {
      const segment = segments[position];
      return part.startsWith('{') ? segment !== '' : part === segment;
    })
  );
}
