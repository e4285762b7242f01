import { expect, test } from 'vitest';
import { findTarget } from '../../../infra/local/gateway-target.ts';
import type { Route } from '../../../lib/http/routes.ts';

// HubSpot's paths, in which a word and a parameter meet at the same place. As in API Gateway, whatever the order
// of the routes, the word wins.

const paths = [
  'GET /email/public/v1/events',
  'GET /email/public/v1/events/{created}/{id}',
  'POST /email/public/v1/events/unbounce',
  'GET /email/public/v1/campaigns/{campaignId}',
  'GET /email/public/v1/campaigns/by-id',
  'GET /email/public/v1/campaigns',
  'GET /email/public/v1/subscriptions/{email}',
  'GET /email/public/v1/subscriptions/timeline',
  'PUT /email/public/v1/subscriptions/{email}',
  'GET /email/public/v1/subscriptions',
];
const routes = paths.map((key): Route => {
  const [method, path = ''] = key.split(' ');
  return { method: method as Route['method'], path, function: 'any' };
});

test.each<[string, string, Record<string, string> | undefined]>([
  ['GET /email/public/v1/campaigns/by-id', 'GET /email/public/v1/campaigns/by-id', undefined],
  ['GET /email/public/v1/campaigns/9', 'GET /email/public/v1/campaigns/{campaignId}', { campaignId: '9' }],
  ['GET /email/public/v1/subscriptions/timeline', 'GET /email/public/v1/subscriptions/timeline', undefined],
  [
    'GET /email/public/v1/subscriptions/ann@x.test',
    'GET /email/public/v1/subscriptions/{email}',
    { email: 'ann@x.test' },
  ],
  [
    'PUT /email/public/v1/subscriptions/timeline',
    'PUT /email/public/v1/subscriptions/{email}',
    { email: 'timeline' },
  ],
  ['POST /email/public/v1/events/unbounce', 'POST /email/public/v1/events/unbounce', undefined],
  [
    'GET /email/public/v1/events/1767268860000/2c1f',
    'GET /email/public/v1/events/{created}/{id}',
    { created: '1767268860000', id: '2c1f' },
  ],
  ['GET /email/public/v1/events/unbounce', '$default', undefined],
  ['GET /email/public/v1/subscriptions/', '$default', undefined],
])('%s goes to %s', (request, routeKey, pathParameters) => {
  const [method = '', path = ''] = request.split(' ');
  for (const order of [routes, routes.toReversed()]) {
    const target = findTarget(order, method, path);
    expect([target.routeKey, target.pathParameters]).toEqual([routeKey, pathParameters]);
  }
});
