import type { Message } from './event.ts';
import { type EventType, eventTypes } from './event-types.ts';

/** What an event id carries: the way to the event without an index, and whose it is. */
export interface EventAddress extends Message {
  account: number;
  number: number;
  type: EventType;
}

/** Widths in bits, the first field highest: all that a UUIDv8 has room for. */
const fields = [
  ['account', 24n],
  ['number', 40n],
  ['type', 5n],
  // A mailing's id, campaign × 10⁹ + person, stays below 2⁵³, so neither is larger.
  ['campaign', 23n],
  ['person', 30n],
] as const;

const VERSION = 0x8n;
const VARIANT = 0b10n;

/**
 * A UUIDv8 (RFC 9562, section 5.8), whose 122 bits of its own hold account, number, type, campaign and person.
 * Opaque to clients; no other account has an event of this id.
 */
export function eventId({ type, ...address }: EventAddress): string {
  const values = { ...address, type: eventTypes.indexOf(type) };
  const own = fields.reduce(
    (bits, [name, width]) => (bits << width) | lowest(BigInt(values[name]), width),
    0n,
  );
  const [a, b, c] = [own >> 74n, lowest(own >> 62n, 12n), lowest(own, 62n)];
  return ((a << 80n) | (VERSION << 76n) | (b << 64n) | (VARIANT << 62n) | c)
    .toString(16)
    .padStart(32, '0')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The event an id leads to; `undefined` if it is none of this account's. */
export function parseEventId(account: number, id: string): EventAddress | undefined {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(id)) return undefined;
  const bits = BigInt(`0x${id.replaceAll('-', '')}`);
  let own = ((bits >> 80n) << 74n) | (lowest(bits >> 64n, 12n) << 62n) | lowest(bits, 62n);
  const values: Record<string, number> = {};
  for (const [name, width] of fields.toReversed()) {
    values[name] = Number(lowest(own, width));
    own >>= width;
  }
  const type = eventTypes[values.type as number];
  if (!type || values.account !== Number(lowest(BigInt(account), fields[0][1]))) return undefined;
  const { number = 0, campaign = 0, person = 0 } = values;
  return { account, number, type, campaign, person };
}

const lowest = (value: bigint, width: bigint): bigint => value & ((1n << width) - 1n);
