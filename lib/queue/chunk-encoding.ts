import * as z from 'zod/mini';
import type { Chunk, QueuedEvent } from '../domain/chunk.ts';
import type { Properties } from '../domain/event-properties.ts';
import { words } from '../domain/event-types.ts';
import type { Evidence } from '../domain/machine.ts';
import { escapeForQueue } from './escape-for-queue.ts';

/**
 * A chunk as the body of a queue message: JSON, an event as a row of about 90 bytes. What usually holds for all
 * events of a request (that they happened when they came in, that nobody named a person) costs nothing.
 */
const FORMAT = 1;

type Body = z.infer<ReturnType<typeof bodySchema>>;
type Row = Body['events'][number];

export function encodeChunk({ account, received, receipt, events }: Chunk): string {
  return JSON.stringify({
    format: FORMAT,
    account,
    received,
    ...(receipt && { receipt: [receipt.id, receipt.chunk] }),
    events: events.map(toRow),
  } satisfies Body);
}

/** Bytes that an event takes in its chunk as it is sent, with the comma. */
export const encodedBytes = (event: QueuedEvent): number =>
  Buffer.byteLength(escapeForQueue(JSON.stringify(toRow(event)))) + 1;

/** Of zod's small edition, which starts faster. Pure, so that the bundle of who only encodes is without it. */
const body = /* @__PURE__ */ bodySchema();

function bodySchema() {
  const id = z.int().check(z.nonnegative());
  const row = z.tuple([
    id, // number
    id, // position in the request
    id, // word, by its position in `words`
    z.int(), // created less received, ms
    z.union([z.literal(0), z.literal(1)]), // dated
    id, // campaign
    z.string(), // recipient
    id, // user
    id, // person named, 0 for none
    id, // person seen, 0 for none
    z.nullish(z.string()), // link
    z.nullish(z.string()), // the sender's own id
    z.nullish(z.record(z.string(), z.json())), // properties
    z.nullish(z.record(z.string(), z.json())), // evidence
  ]);
  return z.object({
    format: z.literal(FORMAT),
    account: id,
    received: id,
    receipt: z.optional(z.tuple([z.string(), id])),
    events: z.array(row),
  });
}

/** @throws if the text is no chunk that this version can read */
export function decodeChunk(text: string): Chunk {
  const { account, received, receipt, events } = body.parse(JSON.parse(text));
  return {
    account,
    received,
    ...(receipt && { receipt: { id: receipt[0], chunk: receipt[1] } }),
    events: events.map((values) => fromRow(values, received)),
  };
}

function toRow(event: QueuedEvent): Row {
  const { number, position, word, created, received, dated, campaign, recipient, user, person, seen } = event;
  const values = [
    number,
    position,
    words.indexOf(word),
    created - received,
    dated ? 1 : 0,
    campaign,
    recipient,
    user,
    person ?? 0,
    seen ?? 0,
  ];
  // What comes last and isn't there is left out.
  const more = [event.url, event.sourceId, event.properties, event.evidence];
  const there = more.findLastIndex((value) => value !== undefined) + 1;
  return [...values, ...more.slice(0, there).map((value) => value ?? null)] as Row;
}

function fromRow(values: Row, received: number): QueuedEvent {
  const [number, position, wordPosition, age, dated, campaign, recipient, user, person, seen, ...more] =
    values;
  const [url, sourceId, properties, evidence] = more;
  const word = words[wordPosition];
  if (word === undefined) throw new TypeError('a chunk with an unknown word');
  return {
    number,
    position,
    word,
    created: received + age,
    dated: dated === 1,
    received,
    campaign,
    recipient,
    user,
    ...(person !== 0 && { person }),
    ...(seen !== 0 && { seen }),
    ...(url != null && { url }),
    ...(sourceId != null && { sourceId }),
    ...(properties != null && { properties: properties as Properties }),
    ...(evidence != null && { evidence: evidence as Evidence }),
  };
}
