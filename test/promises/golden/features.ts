import { inflateRawSync } from 'node:zlib';
import type { Item } from '../../../lib/store/attributes.ts';
import { chainDictionaries } from '../../../lib/store/chain-dictionaries.ts';
import { decodeEvents } from '../../../lib/store/chain-encoding.ts';
import { unpackText } from '../../../lib/store/packed-text.ts';
import { kindOf } from './kinds.ts';

/**
 * What a reader of an item has to know of its form: which attributes it has together, of which types, and within
 * them which encoding, columns, words and properties. An item of a form that is new has a feature that is new.
 */
export function featuresOf(item: Item): string[] {
  const kind = kindOf(item);
  const { PK: _, SK: __, ...attributes } = item;
  const names = Object.entries(attributes).map(([name, value]) => `${name}:${Object.keys(value)[0]}`);
  const inside = Object.keys(attributes).flatMap((name) => insideOf(kind, name, attributes));
  return kind === 'tallyKey'
    ? names.map((name) => `${kind} ${name}`)
    : [
        `${kind} ${[...new Set(names.map(withoutNumber))].sort().join(' ')}`,
        ...inside.map((one) => `${kind} ${one}`),
      ];
}

/** The same of a cursor in a request: its list, and what it says of the place. */
export function featuresOfCursor(path: string): string[] {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  const cursor = searchParams.get('next') ?? searchParams.get('offset');
  if (!cursor) return [];
  const fields = namesIn(JSON.parse(Buffer.from(cursor, 'base64url').toString())).sort();
  return [`cursor of ${pathname}: ${fields.join(' ')}`];
}

/** The same of a queue message. */
export function featuresOfMessage(body: string): string[] {
  const { events = [], ...rest } = JSON.parse(body) as { format: number; events?: unknown[][] };
  return [
    `message of format ${rest.format}: ${Object.keys(rest).sort().join(' ')}`,
    ...events.map((cells) => `message of format ${rest.format} with events of ${cells.length} cells`),
  ];
}

/** All features of what a version left, or of a fixture. */
export const featuresOfAll = (all: {
  items: readonly Item[];
  requests: readonly { path: string }[];
  queued: readonly string[];
}): Set<string> =>
  new Set([
    ...all.items.flatMap(featuresOf),
    ...all.requests.flatMap(({ path }) => featuresOfCursor(path)),
    ...all.queued.flatMap(featuresOfMessage),
  ]);

/** `outcome#0`, `outcome#1`, …: as many as a request has chunks. */
const withoutNumber = (name: string): string => name.replace(/\d+(?=:)/, 'N');

/** Attributes that say how to read the item, or in words what it is. */
const TELLING = new Set(['format', 'kind', 'state', 'role']);

function insideOf(kind: string, name: string, item: Item): string[] {
  const value = item[name];
  if (!value) return [];
  if (TELLING.has(name)) return [`${name}=${value.S ?? value.N}`];
  switch (name) {
    case 'events':
      return eventsFeatures(value.S, value.B).map((feature) => `events ${feature}`);
    case 'rows':
      return [`rows packed as ${value.B?.[0]}`];
    case 'document':
      return namesIn(JSON.parse(unpackText(value))).map((field) => `document ${field}`);
    case 'owners':
    case 'figures':
    case 'memo':
    case 'lists':
    case 'except':
      return kind === 'idempotencyKey'
        ? []
        : namesIn(JSON.parse(value.S ?? '')).map((field) => `${name} ${field}`);
    case 'createdSK':
    case 'updatedSK':
      return [`${name} of ${value.S?.split('#').length} parts`];
    default:
      return [];
  }
}

function eventsFeatures(plain: string | undefined, bytes: Uint8Array | undefined): string[] {
  const dictionary = bytes?.[0] ?? 0;
  const json = plain ?? inflate(bytes ?? new Uint8Array(), dictionary);
  const columns = JSON.parse(json) as unknown[];
  const more = columns[10];
  const events = decodeEvents(plain === undefined ? { B: bytes ?? new Uint8Array() } : { S: plain });
  return [
    `of format ${columns[0]}, ${plain === undefined ? `deflated with dictionary ${dictionary}` : 'plain'}`,
    ...(Array.isArray(more)
      ? ['with a list of links']
      : Object.keys(more ?? {}).map((name) => `with ${name}`)),
    ...events.map(({ word }) => `of ${word}`),
    ...events.flatMap(({ properties = {} }) =>
      Object.keys(properties).map((name) => `with the property ${name}`),
    ),
    ...events.flatMap(({ evidence = {} }) => Object.keys(evidence).map((name) => `with evidence of ${name}`)),
  ];
}

const inflate = (bytes: Uint8Array, dictionary: number): string =>
  inflateRawSync(bytes.subarray(1), { dictionary: chainDictionaries[dictionary] as Buffer }).toString();

/** The fields of an object, or of a list's objects. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value))
    return ['a list', ...value.flatMap((entry) => (isObject(entry) ? Object.keys(entry) : []))];
  return isObject(value) ? Object.keys(value) : [];
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
