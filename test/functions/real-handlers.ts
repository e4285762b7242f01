import type { ApiHandler } from '../../lib/http/answer.ts';
import { createAccount } from '../../lib/store/accounts.ts';
import { type Answered, ask, basic } from '../http/an-event.ts';
import { type EmbeddedTable, openEmbeddedTable } from '../store/embedded-table.ts';

export interface Handlers extends EmbeddedTable {
  /** A client of a new account, with its owner's key. */
  aClient(): Promise<Client>;
}

/** `client('PUT', '/v1/people/7', { firstName: 'Ann' })`; a text is sent as a form; the path may be a link. */
export type Client = (method: string, path: string, sent?: unknown) => Promise<Answered>;

/**
 * A function as it is deployed, on an embedded table: its module finds the table by the environment.
 * @param name the file in `functions/`
 */
export async function openHandlers(name: string): Promise<Handlers> {
  const embedded = await openEmbeddedTable();
  Object.assign(process.env, {
    CHAINMAIL_TABLE: embedded.table.name,
    // There is no queue: what sends to it fails.
    CHAINMAIL_QUEUE_URL: 'http://127.0.0.1:1/none',
    AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1',
    CHAINMAIL_PROCESSOR_TIMEOUT_MS: '15000',
    AWS_ENDPOINT_URL_DYNAMODB: embedded.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  // A module is evaluated once per URL, so each table asks by one of its own.
  const url = new URL(`../../functions/${name}.ts?table=${embedded.table.name}`, import.meta.url);
  const { handler } = (await import(url.href)) as { handler: ApiHandler };
  let accounts = 0;
  return {
    ...embedded,
    async aClient() {
      const { key } = await createAccount(embedded.table, {
        name: 'Acme',
        email: `owner${++accounts}@acme.test`,
        ratePerMinute: 100_000,
        now: Date.now(),
      });
      return (method, path, sent) => {
        const { pathname, search } = new URL(path, 'https://mail.example');
        const [, list = '', id] = /^(\/v1\/\w+)\/(?!checkDuplicate)([^/]+)$/.exec(pathname) ?? [];
        return ask(handler, {
          route: `${method} ${id === undefined ? pathname : `${list}/{id}`}`,
          path: pathname,
          query: search.slice(1),
          ...(id !== undefined && { pathParameters: { id } }),
          ...(typeof sent === 'string'
            ? { body: sent, headers: { ...basic(key), 'content-type': 'application/x-www-form-urlencoded' } }
            : { headers: basic(key), ...(sent !== undefined && { json: sent }) }),
        });
      };
    },
  };
}
