import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { type Functions, loadFunctions } from '../../../infra/local/functions.ts';
import type { ApiFunction } from '../../../infra/local/gateway.ts';
import { startStack } from '../../../infra/local/stack.ts';
import { DEFAULT_FUNCTION, routes } from '../../../lib/http/routes.ts';
import type { Item } from '../../../lib/store/attributes.ts';
import { newClient } from '../../../lib/store/table.ts';
import { type Client, openClient } from '../../end-to-end/client.ts';
import { KEPT_PERSON, KEY, live } from './live.ts';
import type { Left } from './record.ts';

/** Lists in pages: each is asked for its second page, by the cursor that the first one had. */
const lists = [
  '/v1/emEvents?limit=2',
  '/v1/emEvents?limit=2&campaignId=3',
  '/v1/emEvents?limit=2&updatedAfter=2020-01-01T00:00:00Z',
  '/v1/emEvents?limit=2&personId=1',
  '/v1/emEvents/chains?limit=1&personId=1',
  '/v1/emEvents/chains?limit=1&campaignId=3',
  '/v1/emCampaigns?limit=1',
  '/v1/emCampaigns/2/drops?limit=1',
  '/v1/people?limit=1',
  '/v1/people?limit=1&sort=-created',
  '/v1/people?limit=1&sort=name',
  '/email/public/v1/events?limit=3',
  '/email/public/v1/events?limit=3&campaignId=1',
  '/email/public/v1/events?limit=2&recipient=ann@example.com',
  '/email/public/v1/campaigns?limit=1',
  '/email/public/v1/campaigns/by-id?limit=1',
  '/email/public/v1/subscriptions/timeline?limit=1',
];

/** What has one answer. */
const singles = [
  '/v1/people/1',
  '/v1/people/2',
  '/v1/people/4',
  '/v1/emCampaigns/1',
  '/v1/emCampaigns/3',
  '/v1/emCampaigns/1/stats',
  '/v1/emCampaigns/2/stats',
  '/v1/emEvents?limit=20',
  '/v1/emEvents/chains?limit=2&personId=1',
  '/email/public/v1/events?limit=20',
  '/email/public/v1/subscriptions/timeline?limit=1000',
  '/email/public/v1/subscriptions/bob@example.com',
];

/** A run of the system as it is today: its table, what went through its queue, and the requests to ask of it. */
export async function leave(): Promise<Left> {
  const queued: string[] = [];
  const stack = await startStack({
    demoKey: KEY,
    poller: { windowMs: 0 },
    functions: listening((body) => queued.push(body)),
  });
  try {
    await live(stack);
    const client = openClient(stack.url, KEY);
    const requests = await Promise.all(lists.map((list) => secondPage(client, list)));
    return {
      now: Date.now(),
      items: await dump(stack.environment.CHAINMAIL_TABLE ?? ''),
      requests: [
        ...[...requests, ...singles].map((path) => ({ method: 'GET', path })),
        { method: 'POST', path: '/v1/people', ...KEPT_PERSON },
      ],
      queued,
    };
  } finally {
    await stack.stop();
  }
}

/** The system's functions, of which somebody wants to know every queue message. They are loaded once they are called. */
function listening(hear: (body: string) => void): Functions {
  let loading: Promise<Functions> | undefined;
  const load = () => {
    loading ??= loadFunctions();
    return loading;
  };
  const names = [...routes.map((route) => route.function), DEFAULT_FUNCTION];
  const lazily =
    (name: string): ApiFunction =>
    async (event, context) =>
      (await load()).api.get(name)?.(event, context);
  return {
    api: new Map(names.map((name) => [name, lazily(name)])),
    async eventProcessor(event, context) {
      for (const { body } of event.Records) hear(body);
      return (await load()).eventProcessor(event, context);
    },
  };
}

/** Where the list goes on, or the list itself if it is all on one page. */
async function secondPage(client: Client, path: string): Promise<string> {
  const { body } = await client<{ _metadata?: { nextLink: string | null }; offset?: string }>('GET', path);
  const { pathname, search } = new URL(body._metadata?.nextLink ?? 'http://localhost/');
  if (body.offset !== undefined) return `${path}&offset=${body.offset}`;
  return pathname === '/' ? path : pathname + search;
}

export async function dump(tableName: string): Promise<Item[]> {
  const client = newClient();
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName: tableName, ExclusiveStartKey: start }));
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  client.destroy();
  return items;
}
