import middy from '@middy/core';
import { followUpBoss } from '../lib/dialects/followupboss/dialect.ts';
import { hubSpot } from '../lib/dialects/hubspot/dialect.ts';
import { ApiError } from '../lib/errors.ts';
import { type ApiHandler, answerErrors } from '../lib/http/answer.ts';
import type { Dialect } from '../lib/http/dialect.ts';
import { methodsOn } from '../lib/http/match-route.ts';
import type { ServedEvent } from '../lib/http/served-event.ts';

/** $default: 405 for a path that takes other methods, 404 for any other. Neither tells about a tenant. */
export const handler: ApiHandler = middy<ServedEvent>()
  .use(answerErrors(dialectOf))
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

/** The dialect of a path by its start; Follow Up Boss's where no other claims it. No other function has to choose. */
function dialectOf({ rawPath }: ServedEvent): Dialect {
  return /^\/(email\/public|crm)\//.test(rawPath) ? hubSpot : followUpBoss;
}
