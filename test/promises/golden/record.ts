import { decodeChunk } from '../../../lib/queue/chunk-encoding.ts';
import type { Item } from '../../../lib/store/attributes.ts';
import { type OpenWorld, openWorld } from './open-world.ts';
import { read } from './readings.ts';
import type { Asked, World } from './world.ts';

/** What a version left: its table, requests whose answers shall stay, and what it sent into the queue. */
export interface Left {
  now: number;
  items: Item[];
  requests: Omit<Asked, 'status' | 'body'>[];
  queued: string[];
}

/** Reads what a version left with the system as it is today. Have a look at the result: it is kept for good. */
export async function record(about: string, { now, items, requests, queued }: Left): Promise<World> {
  const open = await openWorld(items);
  try {
    return {
      about,
      now,
      ...(await readAll(open, { items, requests, now })),
      queued: queued.map(readMessage),
    };
  } finally {
    await open.close();
  }
}

/** The store first: requests write, if only what they take of their key's rate. */
export async function readAll(
  { table, ask }: OpenWorld,
  { items, requests, now }: Omit<Left, 'queued'>,
): Promise<Pick<World, 'items' | 'answers'>> {
  return {
    items: await Promise.all(items.map(async (item) => ({ item, read: await read(table, item, now) }))),
    answers: await Promise.all(requests.map(async (request) => ({ ...request, ...(await ask(request)) }))),
  };
}

export const readMessage = (body: string) => ({ body, read: decodeChunk(body) });
