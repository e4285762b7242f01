import { setTimeout as sleep } from 'node:timers/promises';
import { inParallel } from '../../lib/in-parallel.ts';
import { seen } from '../every-answer.ts';
import type { Audience, BlastSize, PlannedRequest } from './plan.ts';

/** Where the API is. After a kill it is up again somewhere else, or not yet. */
export interface System {
  url(): Promise<string>;
  key: string;
  /** Whether it may be killed at any moment: else no answer, or a 5xx, is a failure and not sent again. */
  mortal?: boolean;
}

export interface Answer<Body> {
  status: number;
  body: Body;
  /** Whether it was sent before without an answer: what it said may have been taken in then. */
  repeated: boolean;
}

/** What a request was answered. With `Prefer: respond-async` there are no ids. */
export interface Acceptance {
  receipt: string;
  received?: number;
  emEventIds?: number[];
  recipientsNotFound?: string[];
}

export type Accepted = Answer<Acceptance>;

const CONCURRENT_POSTS = 4;
const CONCURRENT_PEOPLE = 8;
const PAUSE_MS = 100;
/** A twin of the request is still running, or there were too many: the sender waits and tries again. */
const LATER = [409, 429];

/** A sender's client. What a mortal system doesn't answer is sent again, just as it was, until it is. */
export async function send<Body>(
  { url, key, mortal }: System,
  method: string,
  path: string,
  { json, headers = {} }: { json?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer<Body>> {
  for (let repeated = false; ; repeated = true) {
    const answer = await fetch((await url()) + path, {
      method,
      headers: { authorization: `Basic ${btoa(`${key}:`)}`, 'content-type': 'application/json', ...headers },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    })
      .then(async (response) => {
        const { status, headers: answered } = response;
        const body = (await response.json()) as Body;
        return { status, headers: answered, body };
      })
      .catch((error: unknown) => {
        if (!mortal) throw error;
      });
    if (answer) seen({ method, path, requestBody: json, ...answer });
    const again = answer ? LATER.includes(answer.status) || (mortal && answer.status >= 500) : true;
    if (answer && !again) return { status: answer.status, body: answer.body, repeated };
    await sleep(PAUSE_MS);
  }
}

/** @throws Error for any status but 200 */
export async function get<Body>(system: System, path: string): Promise<Body> {
  const { status, body } = await send<Body>(system, 'GET', path);
  if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}

async function make(system: System, path: string, json: unknown): Promise<number> {
  const { status, body } = await send<{ id: number }>(system, 'POST', path, { json });
  if (status !== 201 && status !== 200) throw new Error(`POST ${path}: ${status} ${JSON.stringify(body)}`);
  return body.id;
}

/** Makes the campaigns and the people; every fifth has two addresses. */
export async function makeAudience(system: System, size: BlastSize): Promise<Audience> {
  const campaigns: number[] = [];
  for (let campaign = 0; campaign < size.campaigns; campaign++) {
    const json = { origin: 'Blast', originId: campaign, name: `Mail ${campaign}`, subject: 'Hello' };
    campaigns.push(await make(system, '/v1/emCampaigns', json));
  }
  const people: Audience['people'] = [];
  await inParallel(
    Array.from({ length: size.people }, (_, n) => n),
    CONCURRENT_PEOPLE,
    async (n) => {
      const addresses = [`p${n}@example.com`, ...(n % 5 === 0 ? [`p${n}@example.org`] : [])];
      const emails = addresses.map((value) => ({ value }));
      people.push({ id: await make(system, '/v1/people', { firstName: `P${n}`, emails }), addresses });
    },
  );
  // In order of their addresses, so that the same seed plans the same blast.
  people.sort((a, b) => (a.addresses[0]! < b.addresses[0]! ? -1 : 1));
  return { campaigns, people };
}

/**
 * Posts a blast, four requests at a time.
 * @param onAnswer is told how many requests have been answered
 * @returns the answers by the positions of the requests
 */
export async function postAll(
  system: System,
  requests: readonly PlannedRequest[],
  onAnswer: (answered: number) => void = () => {},
): Promise<Accepted[]> {
  const answers: Accepted[] = [];
  let answered = 0;
  await inParallel([...requests.entries()], CONCURRENT_POSTS, async ([position, request]) => {
    const posts = request.again === 'at once' ? [post(system, request), post(system, request)] : [];
    const [first = await post(system, request), second] = await Promise.all(posts);
    const again = second ?? (request.again && (await post(system, request)));
    if (again && JSON.stringify(again.body) !== JSON.stringify(first.body)) {
      throw new Error(`a repeated request had another answer: ${JSON.stringify([first, again])}`);
    }
    answers[position] = first;
    onAnswer(++answered);
  });
  return answers;
}

async function post(system: System, { events, respondAsync, key }: PlannedRequest): Promise<Accepted> {
  const answer = await send<Acceptance>(system, 'POST', '/v1/emEvents', {
    json: { emEvents: events },
    headers: {
      ...(respondAsync && { prefer: 'respond-async' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
  });
  if (answer.status !== (respondAsync ? 202 : 200)) throw new Error(JSON.stringify(answer));
  return answer;
}
