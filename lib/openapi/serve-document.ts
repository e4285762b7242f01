import type { ApiHandler } from '../http/answer.ts';
import type { ApiDescription } from './description.ts';
import { documentOf } from './document.ts';

/**
 * A handler that gives a dialect's document to everyone: it tells nothing of any account. It is made once, at the
 * first request.
 */
export function serveDocument(api: ApiDescription): ApiHandler {
  let text: string | undefined;
  return async () => {
    text ??= JSON.stringify(documentOf(api, serverUrl()));
    return { statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: text };
  };
}

/** The operator's `CHAINMAIL_PUBLIC_URL`, else where the document is. */
const serverUrl = (): string => process.env.CHAINMAIL_PUBLIC_URL?.replace(/\/+$/, '') || '/';
