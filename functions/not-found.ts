import middy from '@middy/core';
import { ApiError } from '../lib/errors.ts';
import { type ApiHandler, answerErrors } from '../lib/http/answer.ts';
import { methodsOn } from '../lib/http/match-route.ts';
import type { ServedEvent } from '../lib/http/served-event.ts';

/** $default: 405 for a path that takes other methods, 404 for any other. Neither tells about a tenant. */
export const handler: ApiHandler = middy<ServedEvent>()
  .use(answerErrors())
  .handler(async ({ rawPath, requestContext }: ServedEvent) => {
    const methods = methodsOn(rawPath).join(', ');
    if (!methods) throw new ApiError('not-found', 'There is nothing at this path.');
    throw new ApiError(
      'method-not-allowed',
      `${requestContext.http.method} is not possible here: ${methods} is.`,
      {
        headers: { Allow: methods },
      },
    );
  });
