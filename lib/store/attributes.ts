import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Key } from './keys.ts';

export type Item = Record<string, AttributeValue>;

export const text = (value: string): AttributeValue => ({ S: value });
export const number = (value: number): AttributeValue => ({ N: String(value) });

/** A key as DynamoDB takes it. */
export const toKey = ({ PK, SK }: Key): Item => ({ PK: text(PK), SK: text(SK) });

/** The key of an item, or of an entry of an index. */
export const keyOf = (item: Item): Key => ({ PK: textOf(item, 'PK'), SK: textOf(item, 'SK') });

/** `ttl` is in epoch seconds, everything else in milliseconds. */
export const timeToLive = (expiresMs: number): AttributeValue => number(Math.ceil(expiresMs / 1_000));

export const textOf = (item: Item, name: string): string => {
  const value = item[name]?.S;
  if (value === undefined) throw new TypeError(`item without the text attribute ${name}`);
  return value;
};

export const numberOf = (item: Item, name: string): number => {
  const value = item[name]?.N;
  if (value === undefined) throw new TypeError(`item without the number attribute ${name}`);
  return Number(value);
};
