import { ApiError } from '../errors.ts';

/**
 * How deep objects and arrays may stand in one another. `JSON.parse` takes any depth, what walks the result
 * afterwards runs out of stack; our deepest body has 5 levels.
 */
const DEPTH_MAX = 32;

/** Keys that lead to a prototype where a careless merge copies them. No dialect has a field of these names. */
const FORBIDDEN_KEYS = ['__proto__', 'constructor', 'prototype'] as const;

/**
 * Parses a JSON body.
 * @throws ApiError `malformed` if it isn't JSON, `invalid` if it is nested deeper than 32 levels or has a
 *   forbidden key, which is named
 */
export function parseJson(text: string): unknown {
  const body = parse(text);
  refuseDangerous(body);
  return body;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body, which holds addresses.
    throw new ApiError('malformed', 'The body is not valid JSON.');
  }
}

/**
 * Own rather than secure-json-parse (4.1.1): that names no key, lets `prototype` and a plain `constructor`
 * pass, and knows no depth. Level by level, so that no body can exhaust the stack here either.
 */
function refuseDangerous(body: unknown): void {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      if (depth === DEPTH_MAX) {
        throw new ApiError('invalid', `The body is nested deeper than ${DEPTH_MAX} levels.`);
      }
      const forbidden = FORBIDDEN_KEYS.find((key) => Object.hasOwn(value, key));
      if (forbidden) throw new ApiError('invalid', `The body has a key that is not allowed: ${forbidden}.`);
      for (const child of Object.values(value)) {
        if (typeof child === 'object' && child !== null) next.push(child);
      }
    }
    level = next;
  }
}
