import { setTimeout as wait } from 'node:timers/promises';

/** The API as a sender has it: HTTP and nothing else. */
export interface Api {
  /** @throws Failure if it isn't there or isn't Chainmail */
  assertReady(): Promise<void>;
  /** @throws Failure for an answer other than 2xx */
  get<Body>(path: string): Promise<Body>;
  /** @throws Failure for an answer other than 2xx */
  post<Body>(path: string, body: object): Promise<{ status: number; body: Body }>;
}

/** What went wrong, in a line for whoever runs the demo. */
export class Failure extends Error {}

const REQUEST_MS = 30_000;
/** A request that is refused for the rate waits until the minute ends, so the second try goes through. */
const TRIES_MAX = 5;
/** Refused without having been carried out. */
const RETRYABLE = [429, 503];

export function openApi({ url, key }: { url: string; key: string }): Api {
  const headers = {
    Authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
    'Content-Type': 'application/json',
  };

  async function send(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(`${url}${path}`, { ...init, signal: AbortSignal.timeout(REQUEST_MS) });
    } catch (cause) {
      throw new Failure(`Nothing answers at ${url}. Start Chainmail first, in another terminal: npm start`, {
        cause,
      });
    }
  }

  async function request<Body>(path: string, init: RequestInit): Promise<{ status: number; body: Body }> {
    for (let tries = 1; ; tries++) {
      const response = await send(path, { ...init, headers });
      const { status } = response;
      const body: unknown = await response.json().catch(() => ({ message: 'no JSON' }));
      if (response.ok) return { status, body: body as Body };
      if (!RETRYABLE.includes(status) || tries === TRIES_MAX) {
        const { message } = body as { message?: string };
        throw new Failure(`${init.method} ${path} was answered with ${status}: ${message}`);
      }
      await wait(Number(response.headers.get('retry-after') ?? 1) * 1_000);
    }
  }

  return {
    async assertReady() {
      const response = await send('/health', {});
      const { status } = (await response.json().catch(() => ({}))) as { status?: string };
      if (!response.ok || status !== 'ok') throw new Failure(`What answers at ${url} is not Chainmail.`);
    },
    get: async <Body>(path: string) => (await request<Body>(path, { method: 'GET' })).body,
    post: (path, body) => request(path, { method: 'POST', body: JSON.stringify(body) }),
  };
}
