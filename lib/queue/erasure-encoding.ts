import * as z from 'zod/mini';

/** A person to be erased, once nobody can be at work any more who does not know it. */
export interface Erasure {
  account: number;
  person: number;
  /** Not before, ms since the epoch. */
  due: number;
}

/** A number of its own among the formats of queue messages: one that is no erasure is a chunk. */
const FORMAT = 'erasure-1';

/** Pure, so that the bundle of who only encodes is without it. */
const body = /* @__PURE__ */ bodySchema();

function bodySchema() {
  const id = z.int().check(z.nonnegative());
  return z.object({ format: z.literal(FORMAT), account: id, person: id, due: id });
}

/** An erasure as the body of a queue message. Nothing in it is personal. */
export const encodeErasure = ({ account, person, due }: Erasure): string =>
  JSON.stringify({ format: FORMAT, account, person, due } satisfies z.input<typeof body>);

/**
 * @returns nothing if the text is another kind of message
 * @throws if it is no JSON, or an erasure that this version can't read
 */
export function decodeErasure(text: string): Erasure | undefined {
  // Chunks are large and begin otherwise: they are not parsed twice.
  if (!text.startsWith(`{"format":"erasure`)) return undefined;
  const { account, person, due } = body.parse(JSON.parse(text));
  return { account, person, due };
}
