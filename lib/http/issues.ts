import type * as z from 'zod/mini';
import { ApiError } from '../errors.ts';

/** An answer names this many problems; a caller who has more will send it again anyway. */
const PROBLEMS_MAX = 20;

/**
 * Parses what a caller sent.
 * @throws ApiError `invalid`, naming every field that is wrong
 */
export function parseAs<S extends z.ZodMiniType>(schema: S, value: unknown): z.output<S> {
  // With `reportInput` an issue knows whether its field was missing; the input goes no further than this file.
  const result = schema.safeParse(value, { reportInput: true });
  if (!result.success) throw invalidRequest(result.error);
  return result.data;
}

/**
 * One error for all that zod found, such as `Invalid field 'emails[0].value': not an email address.`
 * The message never repeats what was sent: that may be personal, and it may be long.
 */
export function invalidRequest({ issues }: Issues): ApiError {
  const problems = issues.flatMap((issue) => problemsOf(issue, []));
  const named = problems.slice(0, PROBLEMS_MAX);
  if (problems.length > PROBLEMS_MAX) named.push(`and ${problems.length - PROBLEMS_MAX} more`);
  return new ApiError('invalid', named.join(' '));
}

/** The same error for one field that something else than zod found wrong: `what` completes "it is …". */
export const invalidField = (field: string, what: string): ApiError =>
  new ApiError('invalid', `Invalid field '${field}': ${what}.`);

/** What zod found, as far as it is told. */
export interface Issues {
  issues: readonly Issue[];
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

function problemsOf(issue: Issue, before: Path): string[] {
  const path = [...before, ...issue.path];
  const branch = issue.code === 'invalid_union' ? closestBranch(issue) : undefined;
  if (branch) return branch.flatMap((inner) => problemsOf(inner, path));
  if (path.length === 0) return [`The request body is ${what(issue)}.`];
  if (isMissing(issue)) return [`Missing required field '${render(path)}'.`];
  return [`Invalid field '${render(path)}': ${what(issue)}.`];
}

/** Of a union, the form the caller meant: the one that was refused for something inside it, not for its type. */
const closestBranch = (issue: z.core.$ZodIssueInvalidUnion): Issue[] | undefined =>
  issue.errors.find((issues) => issues.every(({ code, path }) => path.length > 0 || code !== 'invalid_type'));

/** zod says "received undefined" for a missing field; unions and enums show it by the input alone. */
const isMissing = (issue: Issue): boolean =>
  ('input' in issue && issue.input === undefined) ||
  (issue.code === 'invalid_type' && issue.message.endsWith('received undefined'));

/** `emails[0].value`. A key that is no plain name came from the caller and isn't repeated. */
const render = (path: Path): string =>
  path.reduce<string>((name, step) => {
    if (typeof step === 'number') return `${name}[${step}]`;
    const key = typeof step === 'string' && /^\w{1,64}$/.test(step) ? step : '…';
    return name === '' ? key : `${name}.${key}`;
  }, '');

/** A schema's own message, written to complete "it is …"; zod's start with these words. */
const isOwn = ({ message }: Issue): boolean => !/^(Invalid|Too|Unrecognized)\b/.test(message);

function what(issue: Issue): string {
  if (isOwn(issue)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `not ${named(issue.expected)}`;
    case 'invalid_format':
      return `not ${named(issue.format)}`;
    case 'invalid_value':
      return `not one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_union': {
      const expected = issue.errors.flatMap((issues) => issues.map(expectedOf)).filter((type) => type !== '');
      return expected.length > 0 ? `not ${[...new Set(expected)].join(' or ')}` : 'not valid';
    }
    case 'too_big':
      return `${more(issue.origin)} ${issue.maximum}${unit(issue.origin)}`;
    case 'too_small':
      if (issue.inclusive === false) return `not greater than ${issue.minimum}`;
      return issue.minimum === 1 && issue.origin !== 'number'
        ? 'empty'
        : `${less(issue.origin)} ${issue.minimum}${unit(issue.origin)}`;
    case 'not_multiple_of':
      return `not a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return `holding ${issue.keys.length} unknown fields`;
    case 'invalid_key':
    case 'invalid_element':
      return 'holding an invalid entry';
    case 'custom':
      return 'not valid';
  }
}

const expectedOf = (issue: Issue): string => (issue.code === 'invalid_type' ? named(issue.expected) : '');

/** zod's words for types and formats, in a caller's. */
const names: Record<string, string> = {
  array: 'a list',
  boolean: 'true or false',
  datetime: 'a date and time (ISO 8601)',
  date: 'a date',
  email: 'an email address',
  int: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'a JSON object',
  record: 'a JSON object',
  regex: 'in the expected format',
  string: 'a text',
  url: 'a URL',
};
const named = (word: string): string => names[word] ?? `a valid ${word}`;

const more = (origin: string): string =>
  origin === 'number' || origin === 'int' ? 'greater than' : 'more than';
const less = (origin: string): string =>
  origin === 'number' || origin === 'int' ? 'less than' : 'fewer than';
const unit = (origin: string): string =>
  origin === 'string' ? ' characters' : origin === 'array' || origin === 'set' ? ' entries' : '';
