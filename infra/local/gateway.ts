import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { Route } from '../../lib/http/routes.ts';
import { describeError, log } from '../../lib/log.ts';
import { writeMessage, writeResult, writeTooLong } from './gateway-answer.ts';
import { splitUrl, toEvent } from './gateway-event.ts';
import { findTarget } from './gateway-target.ts';
import { lambdaContext, withinTimeout } from './lambda-context.ts';
import { API_TIMEOUT_MS, INVOCATION_BYTES_MAX } from './settings.ts';

/** A function behind the gateway. */
export type ApiFunction = (event: APIGatewayProxyEventV2, context: Context) => Promise<unknown>;

export interface GatewayOptions {
  routes: readonly Route[];
  /** By their names in the table of routes, with the default one. */
  functions: ReadonlyMap<string, ApiFunction>;
  /** 0 takes a free one. */
  port: number;
  timeoutMs?: number;
}

export interface Gateway {
  /** `http://127.0.0.1:port` */
  url: string;
  /** Takes no more requests, answers those it has, and after a few seconds drops what is left. */
  stop(): Promise<void>;
}

/** How long `stop` waits for answers. */
const GRACE_MS = 3_000;

/**
 * API Gateway's HTTP API on this machine: turns requests into its events (payload format 2.0), calls the
 * function of the route and writes what it returns.
 * @throws Error with code `EADDRINUSE` if the port is taken
 */
export async function startGateway({
  routes,
  functions,
  port,
  timeoutMs = API_TIMEOUT_MS,
}: GatewayOptions): Promise<Gateway> {
  let stopping = false;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (stopping) response.setHeader('connection', 'close');
    const body = await readBody(request);
    if (body === 'broken off') return void response.destroy();
    if (body === 'too long') return writeTooLong(response);
    const target = findTarget(routes, request.method ?? 'GET', splitUrl(request.url ?? '/').path);
    const run = functions.get(target.function);
    if (!run) throw new Error(`no function ${target.function}`);
    const event = toEvent(request, target, body, new Date());
    const context = lambdaContext(target.function, timeoutMs);
    writeResult(response, await withinTimeout(() => run(event, context), timeoutMs));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(async (error: unknown) => {
      await log.error('the gateway could not answer', { error: describeError(error) });
      if (response.headersSent) response.destroy();
      else writeMessage(response, 500, 'Internal Server Error');
    });
    response.on('close', () => {
      if (stopping) server.closeIdleConnections();
    });
  });
  server.listen({ port, host: '127.0.0.1' });
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      stopping = true;
      const closed = once(server, 'close');
      server.close();
      const grace = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      await closed;
      clearTimeout(grace);
    },
  };
}

/**
 * Reads a body, up to what Lambda takes. The rest of a longer one is read and thrown away: a client that is
 * cut off while it sends would never see the answer.
 */
async function readBody(request: IncomingMessage): Promise<Buffer | 'too long' | 'broken off'> {
  let parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > INVOCATION_BYTES_MAX) parts = [];
      else parts.push(part);
    }
  } catch {
    return 'broken off';
  }
  return bytes > INVOCATION_BYTES_MAX ? 'too long' : Buffer.concat(parts);
}
