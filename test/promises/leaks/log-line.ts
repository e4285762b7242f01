import { leaksIn } from './find-leaks.ts';

/** What a value of a log record may be: an id, a name, a route, the kind of what was thrown. */
const NAMES = /^[\w.:#$-]{0,80}$/;
const ROUTE = /^(?:GET|POST|PUT|DELETE|PATCH|OPTIONS|HEAD|ANY) \/[\w/{}.-]*$/;
const THROWN = /^thrown \w+$/;
const FRAME = /^at /;

/**
 * What is wrong with a line of the log, a JSON record or a line of metrics; nothing if it may stand there. Beside
 * keys, addresses and queries that is every text but ids, names, routes and frames of stacks: a subject looks like
 * nothing in particular, so a log has no texts at all but its records' own.
 */
export function wrongInLine(line: string): string[] {
  const wrong: string[] = leaksIn(line);
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return [...wrong, 'a line that is no JSON'];
  }
  const { message: _, timestamp: __, ...attributes } = record as Record<string, unknown>;
  for (const [name, value] of textsOf(attributes)) {
    if (name === 'message') wrong.push('an error’s message');
    else if (name === 'stack' ? !FRAME.test(value) : !isName(value)) wrong.push(`a text as \`${name}\``);
  }
  return wrong;
}

const isName = (value: string): boolean => NAMES.test(value) || ROUTE.test(value) || THROWN.test(value);

/** All texts of a record, each with the name of the attribute it is in. */
function textsOf(value: unknown, name = ''): [name: string, text: string][] {
  if (typeof value === 'string') return [[name, value]];
  if (Array.isArray(value)) return value.flatMap((entry) => textsOf(entry, name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => textsOf(entry, key));
}
