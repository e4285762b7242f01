import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ApiError } from '../errors.ts';
import { BODY_BYTES_MAX } from '../limits.ts';
import { parseJson } from './parse-json.ts';
import { type Content, NO_CONTENT, type ServedEvent } from './served-event.ts';
import { withoutLengths } from './without-lengths.ts';

const METHODS_WITH_BODY = new Set(['POST', 'PUT']);

/**
 * Middleware: reads the body of a POST or PUT into `event.content`.
 *
 * Own rather than middy's: its parser answers 422 to what isn't JSON, and passes what can't be sent safely.
 *
 * @throws ApiError `too-large`, `unsupported-media-type`, or `malformed` or `invalid` if it isn't what its type says
 */
export const readBody = (): MiddlewareObj<ServedEvent> => ({
  async before({ event }) {
    const isRead = METHODS_WITH_BODY.has(event.requestContext.http.method);
    event.content = isRead ? await contentOf(event) : NO_CONTENT;
  },
});

async function contentOf(event: APIGatewayProxyEventV2): Promise<Content> {
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
  if (text.trim() === '') return NO_CONTENT;
  const parse = await parserOf(headers['content-type']);
  return { text, body: withoutLengths(parse(text)) };
}

/** JSON unless the client says otherwise: Follow Up Boss recommends the header, it doesn't demand it. */
async function parserOf(contentType = 'application/json'): Promise<(text: string) => unknown> {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === '' || type === 'application/json' || type.endsWith('+json')) return parseJson;
  if (type === 'application/x-www-form-urlencoded') {
    // Few send forms: what reads them is 7 ms of a start, and waits for the first.
    const { parseForm } = await import('./parse-form.ts');
    return parseForm;
  }
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
