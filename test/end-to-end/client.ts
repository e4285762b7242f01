import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { seen } from '../every-answer.ts';

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

/** Sends a request with a key; an object goes as JSON, a text as it is. The path may be an absolute URL. */
export type Client = <Body = unknown>(
  method: string,
  path: string,
  sent?: object | string | null,
  headers?: Record<string, string>,
) => Promise<Answer<Body>>;

/** @param key `undefined` sends none */
export const openClient =
  (url: string, key?: string): Client =>
  async (method, path, sent, headers = {}) => {
    for (;;) {
      // Joined, not resolved: the base URL may have a path, as emulators of AWS give it.
      const response = await fetch(path.startsWith('/') ? url + path : path, {
        method,
        headers: {
          ...(key !== undefined && { authorization: `Basic ${btoa(`${key}:`)}` }),
          ...(sent !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(sent !== undefined && { body: typeof sent === 'string' ? sent : JSON.stringify(sent) }),
      });
      const text = await response.text();
      const { status, headers: answered } = response;
      const body = text === '' ? undefined : JSON.parse(text);
      seen({ method, path, requestBody: sent, status, headers: answered, body });
      // A deployed system has a rate of its own; waiting is what its clients do.
      if (status === 429) await sleep(Number(response.headers.get('retry-after') ?? 1) * 1_000);
      else return { status, headers: answered, body };
    }
  };

const PATIENCE_MS = 20_000;
const PAUSE_MS = 30;

/** Asks again and again until the answer is as it shall be; then, or when patience ends, the last answer. */
export async function until<T>(ask: () => Promise<T>, done: (answer: T) => boolean): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    // What is waited for is never there at once.
    await sleep(PAUSE_MS);
    const answer = await ask();
    if (done(answer) || performance.now() > end) return answer;
  }
}

/** The error of a bad request, in the shape of Follow Up Boss: both keys, the same text, nothing else. */
export function expectError(
  { status, headers, body }: Answer<unknown>,
  expected: number,
  says: RegExp,
): void {
  const { errorMessage } = body as { errorMessage: string };
  expect({ status, body }).toEqual({ status: expected, body: { errorMessage, message: errorMessage } });
  expect(errorMessage).toMatch(says);
  expect(headers.get('content-type')).toMatch(/^application\/json/);
}
