import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { StoredEvent } from '../domain/event.ts';
import { type Json, type Properties, propertyNames } from '../domain/event-properties.ts';
import { words } from '../domain/event-types.ts';
import type { Evidence } from '../domain/machine.ts';
import { chainDictionaries, LATEST_DICTIONARY } from './chain-dictionaries.ts';

/**
 * A chain's events as columns in one JSON string: 93 bytes for one event and 778 for six with user agents,
 * where a map takes 99 and 1,937 (measured). Times and numbers are differences to the row above; tags,
 * addresses and links are positions in a list of the chain's own. Above 800 bytes the string is deflated with
 * a dictionary, so that the usual chain costs no CPU and the unusual one stays below a write unit of 1 KB.
 */
const FORMAT = 1;
const DEFLATE_FROM_BYTES = 800;

type Columns = [
  format: typeof FORMAT,
  strings: string[],
  numbers: number[],
  words: number[],
  created: number[],
  dated: (0 | 1)[],
  received: number[],
  users: number[],
  recipients: number[],
  tags: number[],
  /** The first chains that were ever written have no more than links: their column itself. */
  more?: MoreColumns | number[],
];

/** What few events have, each column only where one of them does. */
interface MoreColumns {
  /** Positions of links, plus 1; 0 where there is none. */
  urls?: number[];
  sourceIds?: number[];
  /** Of each property its position in the list of names, and that of its value. */
  properties?: number[][];
  /** Positions of their JSON, plus 1. */
  evidence?: number[];
}

export function encodeEvents(events: readonly StoredEvent[]): AttributeValue {
  const strings = new Strings();
  const columns: Columns = [
    FORMAT,
    strings.list,
    differences(events.map((event) => event.number)),
    events.map((event) => words.indexOf(event.word)),
    differences(events.map((event) => event.created)),
    events.map((event) => (event.dated ? 1 : 0)),
    // Most are learnt of soon after they happened, or at the very moment.
    events.map((event) => event.received - event.created),
    events.map((event) => event.user),
    events.map((event) => strings.positionOf(event.recipient)),
    events.map((event) => strings.positionOf(event.tag)),
  ];
  const has = (name: keyof StoredEvent) => events.some((event) => event[name] !== undefined);
  const more: MoreColumns = {
    ...(has('url') && { urls: events.map(({ url }) => strings.optionalPositionOf(url)) }),
    ...(has('sourceId') && {
      sourceIds: events.map(({ sourceId }) => strings.optionalPositionOf(sourceId)),
    }),
    ...(has('properties') && {
      properties: events.map(({ properties = {} }) => packProperties(properties, strings)),
    }),
    ...(has('evidence') && {
      evidence: events.map(({ evidence }) =>
        strings.optionalPositionOf(evidence && JSON.stringify(evidence)),
      ),
    }),
  };
  if (Object.keys(more).length > 0) columns.push(more);
  const json = JSON.stringify(columns);
  return Buffer.byteLength(json) < DEFLATE_FROM_BYTES ? { S: json } : { B: deflate(json) };
}

/** How much of an item they take. */
export function storedBytes(events: readonly StoredEvent[]): number {
  const { S, B } = encodeEvents(events);
  return S === undefined ? (B?.length ?? 0) : Buffer.byteLength(S);
}

export function decodeEvents(attribute: AttributeValue): StoredEvent[] {
  const columns = JSON.parse(attribute.S ?? inflate(attribute.B)) as Columns;
  if (columns[0] !== FORMAT) throw new TypeError(`a chain of the unknown format ${columns[0]}`);
  const [, strings, numbers, wordPositions, created, dated, received, users, recipients, tags, last = {}] =
    columns;
  const more: MoreColumns = Array.isArray(last) ? { urls: last } : last;
  let number = 0;
  let time = 0;
  return numbers.map((difference, row) => {
    number += difference;
    time += at(created, row);
    const url = more.urls?.[row];
    const sourceId = more.sourceIds?.[row];
    const properties = more.properties?.[row] ?? [];
    const evidence = more.evidence?.[row];
    return {
      number,
      word: at(words, at(wordPositions, row)),
      created: time,
      dated: dated[row] === 1,
      received: time + at(received, row),
      user: at(users, row),
      recipient: at(strings, at(recipients, row)),
      ...(url && { url: at(strings, url - 1) }),
      ...(sourceId && { sourceId: at(strings, sourceId - 1) }),
      ...(properties.length > 0 && { properties: unpackProperties(properties, strings) }),
      ...(evidence && { evidence: JSON.parse(at(strings, evidence - 1)) as Evidence }),
      tag: at(strings, at(tags, row)),
    };
  });
}

/** Texts stand in the list of strings as they are, everything else as JSON, at negative positions. */
function packProperties(properties: Properties, strings: Strings): number[] {
  return propertyNames.flatMap((name, position) => {
    const value = properties[name];
    if (value === undefined) return [];
    if (typeof value === 'string') return [position, strings.positionOf(value)];
    return [position, -1 - strings.positionOf(JSON.stringify(value))];
  });
}

function unpackProperties(packed: readonly number[], strings: readonly string[]): Properties {
  const properties: { [name: string]: Json } = {};
  for (let cell = 0; cell < packed.length; cell += 2) {
    const value = at(packed, cell + 1);
    properties[at(propertyNames, at(packed, cell))] =
      value >= 0 ? at(strings, value) : (JSON.parse(at(strings, -1 - value)) as Json);
  }
  return properties;
}

/** The strings of a chain, each once. */
class Strings {
  readonly list: string[] = [];
  private readonly positions = new Map<string, number>();

  positionOf(value: string): number {
    const known = this.positions.get(value);
    if (known !== undefined) return known;
    this.positions.set(value, this.list.length);
    return this.list.push(value) - 1;
  }

  /** Plus 1, as 0 stands for none. */
  optionalPositionOf(value: string | undefined): number {
    return value === undefined ? 0 : this.positionOf(value) + 1;
  }
}

const differences = (values: readonly number[]): number[] =>
  values.map((value, row) => value - (values[row - 1] ?? 0));

function at<T>(column: readonly T[], row: number): T {
  const value = column[row];
  if (value === undefined) throw new TypeError('a chain with a short column');
  return value;
}

/** The first byte names the dictionary. */
function deflate(json: string): Uint8Array {
  const dictionary = chainDictionaries[LATEST_DICTIONARY] as Buffer;
  return Buffer.concat([Buffer.of(LATEST_DICTIONARY), deflateRawSync(json, { dictionary })]);
}

function inflate(bytes: Uint8Array | undefined): string {
  const dictionary = chainDictionaries[bytes?.[0] ?? -1];
  if (!bytes || !dictionary) throw new TypeError('a chain with an unknown dictionary');
  return inflateRawSync(bytes.subarray(1), { dictionary }).toString();
}
