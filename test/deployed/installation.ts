import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { seen } from '../every-answer.ts';

export interface Answer<Body> {
  status: number;
  body: Body;
}

/** An installation as its clients see it: HTTP and nothing else. */
export interface Installation {
  url: string;
  /** Another key, or none, in place of the owner's. */
  send<Body>(method: string, path: string, json?: unknown, key?: string | null): Promise<Answer<Body>>;
}

/** An emulator on a busy machine; AWS takes seconds. */
const WAIT_MS = 240_000;

/** The installation under test, as the owner of its account. Others use it too, so tests use names of their own. */
export function openInstallation(): Installation {
  const url = process.env.CHAINMAIL_TEST_URL ?? '';
  const [ownersKey = ''] = (process.env.CHAINMAIL_TEST_KEYS ?? '').split(',');
  return {
    url,
    async send<Body>(method: string, path: string, json?: unknown, key: string | null = ownersKey) {
      const response = await fetch(url + path, {
        method,
        headers: {
          'content-type': 'application/json',
          ...(key !== null && { authorization: `Basic ${btoa(`${key}:`)}` }),
        },
        ...(json !== undefined && { body: typeof json === 'string' ? json : JSON.stringify(json) }),
      });
      const text = await response.text();
      const { status, headers } = response;
      const body = (text ? JSON.parse(text) : undefined) as Body;
      const answer = { method, path, requestBody: json, status, headers, body };
      // The gateway's own words, while a function is being replaced.
      return GATEWAY_ERRORS.includes(status) ? answer : seen(answer);
    },
  };
}

const GATEWAY_ERRORS = [502, 504];

/** A name that nobody else uses. */
export const aName = (): string => randomUUID().slice(0, 8);

/**
 * Asks until the answer is what is waited for: what was sent is seen seconds later.
 * @throws Error with the last answer if it never is
 */
export async function until<Body>(ask: () => Promise<Body>, done: (body: Body) => boolean): Promise<Body> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const body = await ask();
    if (done(body)) return body;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(body)}`);
    await sleep(250);
  }
}

/** Makes a campaign. @returns its id */
export async function makeCampaign({ send }: Installation): Promise<number> {
  const json = { origin: 'End to end', originId: aName(), name: 'A mail', subject: 'Hello' };
  const { status, body } = await send<{ id: number }>('POST', '/v1/emCampaigns', json);
  if (status !== 201) throw new Error(`the campaign was answered with ${status} ${JSON.stringify(body)}`);
  return body.id;
}

/** Makes people, eight at a time. @returns their ids and addresses */
export async function makePeople(
  { send }: Installation,
  count: number,
): Promise<{ id: number; address: string }[]> {
  const people: { id: number; address: string }[] = [];
  const name = aName();
  const makeOne = async (n: number) => {
    const address = `p${n}-${name}@example.com`;
    const { status, body } = await send<{ id: number }>('POST', '/v1/people', {
      emails: [{ value: address }],
    });
    if (status !== 201) throw new Error(`a person was answered with ${status} ${JSON.stringify(body)}`);
    people.push({ id: body.id, address });
  };
  for (let first = 0; first < count; first += 8) {
    await Promise.all(Array.from({ length: Math.min(8, count - first) }, (_, n) => makeOne(first + n)));
  }
  return people;
}
