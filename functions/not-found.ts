import middy from '@middy/core';
import { followUpBoss } from '../lib/dialects/followupboss/dialect.ts';
import { hubSpot } from '../lib/dialects/hubspot/dialect.ts';
import { listSubscriptionDefinitions } from '../lib/dialects/hubspot/subscription-definitions.ts';
import { required } from '../lib/environment.ts';
import { ApiError } from '../lib/errors.ts';
import { type ApiHandler, answerErrors } from '../lib/http/answer.ts';
import type { Dialect } from '../lib/http/dialect.ts';
import { methodsOn, routeWithSlash } from '../lib/http/match-route.ts';
import { serve } from '../lib/http/serve.ts';
import type { ServedEvent } from '../lib/http/served-event.ts';
import { openTable } from '../lib/store/table.ts';

const table = openTable(required('CHAINMAIL_TABLE'));

/** $default: routes that came with a slash at the end, and whatever is nowhere. */
export const handler: ApiHandler = (event, context) => {
  const route = routeWithSlash(event.requestContext.http.method, event.rawPath);
  if (!route) return refuse(event, context);
  return serveWithSlash({ ...event, routeKey: `${route.method} ${route.path}` }, context);
};

const serveWithSlash = serve({ table }, hubSpot, {
  'GET /email/public/v1/subscriptions': listSubscriptionDefinitions,
});

/** 405 for a path that takes other methods, 404 for any other. Neither tells about a tenant. */
const refuse: ApiHandler = middy<ServedEvent>()
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
  return /^\/(email\/public\/|crm\/|openapi\/hubspot)/.test(rawPath) ? hubSpot : followUpBoss;
}
