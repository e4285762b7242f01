import { matches, routeWithSlash } from '../../lib/http/match-route.ts';
import type { Answer, Operation } from '../../lib/openapi/operation.ts';
import type { SeenAnswer } from '../every-answer.ts';
import { type DocumentName, documents } from '../openapi-documents.ts';
import { conforms } from './conforms.ts';

/** Emulators of AWS have something before the API's own paths. */
const BASE_PATH = new URL(process.env.CHAINMAIL_TEST_URL || 'http://127.0.0.1').pathname.replace(/\/$/, '');

/**
 * Holds an answer against its dialect's document: the status, the headers and the body that it says.
 * @throws Error saying what differs
 */
export function expectAsDocumented(seen: SeenAnswer): void {
  const { method, path, status, headers, body, madeUp } = seen;
  if (madeUp) return;
  const pathname = pathOf(path);
  const dialect = dialectOf(pathname);
  const operation = operationOf(dialect, method, routed(seen.route, method, pathname));
  const expected = answerOf(dialect, operation, status);
  const differs = (what: string) =>
    new Error(
      `${method} ${path.split('?')[0]} was answered ${status}, ${what}, other than its document says`,
    );
  if (!expected)
    throw differs(`which ${operation ? operation.operationId : 'a path without an operation'} never is`);

  const answered = new Headers(headers as Record<string, string>);
  for (const [name, { required, schema }] of Object.entries(expected.headers ?? {})) {
    const value = answered.get(name);
    if (value === null && required) throw differs(`without ${name}`);
    const problem = value === null ? undefined : conforms(dialect, schema, typed(value, schema.type));
    if (problem) throw differs(`with ${name}: ${problem}`);
  }
  // Nothing is in the answer to a HEAD.
  if (method === 'HEAD' && body === undefined) return;
  const type = answered.get('content-type')?.split(';')[0] ?? '';
  const content = expected.content?.[type];
  if (!content) throw differs(`with a body of type '${type}'`);
  const problem = conforms(dialect, content.schema, body);
  if (problem) throw differs(`with a body of which ${problem}`);
}

function pathOf(path: string): string {
  const pathname = path.replace(/^https?:\/\/[^/?]*/, '').split('?')[0] as string;
  return pathname.startsWith(`${BASE_PATH}/`) ? pathname.slice(BASE_PATH.length) : pathname;
}

const dialectOf = (pathname: string): DocumentName =>
  /^\/(email\/public\/|crm\/|openapi\/hubspot)/.test(pathname) ? 'hubspot' : 'followupboss';

/** The path, or the template of the path, that leads to the operation; nothing leads to the default function. */
function routed(route: string | undefined, method: string, pathname: string): string | undefined {
  if (route === undefined) return routeWithSlash(method, pathname)?.path ?? pathname;
  return route === '$default' ? routeWithSlash(method, pathname)?.path : route.split(' ')[1];
}

/** The operation of a request; static segments win over parameters. `undefined` where there is none. */
function operationOf(dialect: DocumentName, method: string, path: string | undefined): Operation | undefined {
  if (path === undefined) return undefined;
  const { paths } = documents[dialect]();
  const [operations] = Object.entries(paths)
    .filter(([template, operations]) => method.toLowerCase() in operations && matches(template, path))
    .sort(([a], [b]) => a.split('{').length - b.split('{').length)
    .map(([, operations]) => operations);
  return operations?.[method.toLowerCase()];
}

const NO_OPERATION: Record<number, string> = { 404: 'NotFound', 405: 'MethodNotAllowed' };

function answerOf(
  dialect: DocumentName,
  operation: Operation | undefined,
  status: number,
): Answer | undefined {
  const { responses } = documents[dialect]().components;
  const answer = operation ? operation.responses[status] : responses[NO_OPERATION[status] ?? ''];
  return answer && '$ref' in answer ? responses[answer.$ref.split('/').at(-1) as string] : answer;
}

/** Headers are texts; the document says what they stand for. */
const typed = (value: string, type: unknown): unknown =>
  type === 'integer' || type === 'number' ? Number(value) : value;
