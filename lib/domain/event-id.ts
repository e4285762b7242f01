import type { Message } from './event.ts';
import type { EventType } from './event-types.ts';

/** What an event id carries: the way to the event without an index. */
export interface EventAddress extends Message {
  number: number;
  type: EventType;
}

// Positions are part of every id ever given out: types are only added at the end.
const types: readonly EventType[] = [
  'SENT',
  'DELIVERED',
  'DROPPED',
  'BOUNCE',
  'OPEN',
  'CLICK',
  'STATUSCHANGE',
  'SPAMREPORT',
];

const PERSON_BITS = 34n;
const CAMPAIGN_BITS = 28n;
const VERSION = 0x8n;
const VARIANT = 0b10n;

/**
 * A UUIDv8 (RFC 9562, section 5.8): custom_a is the event's number (48 bits), custom_b its type (12), custom_c
 * campaign (28) and person (34). Opaque to clients; it means nothing in another account.
 */
export function eventId({ number, type, campaign, person }: EventAddress): string {
  const customA = BigInt(number);
  const customB = BigInt(types.indexOf(type));
  const customC = (BigInt(campaign) << PERSON_BITS) | BigInt(person);
  const bits = (customA << 80n) | (VERSION << 76n) | (customB << 64n) | (VARIANT << 62n) | customC;
  return bits
    .toString(16)
    .padStart(32, '0')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The event an id leads to; `undefined` if it is none of ours. */
export function parseEventId(id: string): EventAddress | undefined {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(id)) return undefined;
  const bits = BigInt(`0x${id.replaceAll('-', '')}`);
  const type = types[Number((bits >> 64n) & 0xfffn)];
  if (!type) return undefined;
  return {
    number: Number(bits >> 80n),
    type,
    campaign: Number((bits >> PERSON_BITS) & ((1n << CAMPAIGN_BITS) - 1n)),
    person: Number(bits & ((1n << PERSON_BITS) - 1n)),
  };
}
