import { type Route, routes } from './routes.ts';

/** The methods that a path takes, in the order of the table of routes; none if it is unknown. */
export const methodsOn = (path: string): Route['method'][] => [
  ...new Set(routes.filter((route) => matches(route.path, path)).map(({ method }) => method)),
];

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
