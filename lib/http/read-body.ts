import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ApiError } from '../errors.ts';
import { BODY_BYTES_MAX } from '../limits.ts';
import { parseForm } from './parse-form.ts';
import { parseJson } from './parse-json.ts';
import type { ServedEvent } from './served-event.ts';

/** A request's body: as it came and as what it says, `undefined` where nothing was sent. */
export interface Content {
  text: string;
  body: unknown;
}

const EMPTY: Content = { text: '', body: undefined };
const METHODS_WITH_BODY = new Set(['POST', 'PUT']);

/**
 * Middleware: reads the body of a POST or PUT into `event.content`.
 *
 * Own rather than middy's: its parser answers 422 to what isn't JSON, and passes what can't be sent safely.
 *
 * @throws ApiError `too-large`, `unsupported-media-type`, or `malformed` or `invalid` if it isn't what its type says
 */
export const readBody = (): MiddlewareObj<ServedEvent> => ({
  before({ event }) {
    event.content = METHODS_WITH_BODY.has(event.requestContext.http.method) ? contentOf(event) : EMPTY;
  },
});

function contentOf(event: APIGatewayProxyEventV2): Content {
  const { body = '', isBase64Encoded, headers } = event;
  const bytes = Buffer.byteLength(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes > BODY_BYTES_MAX) {
    throw new ApiError('too-large', `The body has ${bytes} bytes, the most is ${BODY_BYTES_MAX}.`);
  }
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new ApiError('unsupported-media-type', 'Send the body without a Content-Encoding.');
  }
  const text = isBase64Encoded ? decode(body) : body;
  if (text.trim() === '') return EMPTY;
  return { text, body: parserOf(headers['content-type'])(text) };
}

/** JSON unless the client says otherwise: Follow Up Boss recommends the header, it doesn't demand it. */
function parserOf(contentType = 'application/json'): (text: string) => unknown {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === '' || type === 'application/json' || type.endsWith('+json')) return parseJson;
  if (type === 'application/x-www-form-urlencoded') return parseForm;
  throw new ApiError(
    'unsupported-media-type',
    'Send the body as application/json or application/x-www-form-urlencoded.',
  );
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(base64: string): string {
  try {
    return utf8.decode(Buffer.from(base64, 'base64'));
  } catch (cause) {
    throw new ApiError('malformed', 'The body is not UTF-8.', { cause });
  }
}
