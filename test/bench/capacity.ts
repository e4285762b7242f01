import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { tableSchema } from '../../lib/store/schema.ts';

/**
 * DynamoDB's documented rules of what a call consumes, for where DynamoDB Local says nothing (statements), or less
 * than AWS bills (absent keys of a batch, transactions, whose items it adds up before it rounds).
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */

export type Item = Record<string, AttributeValue>;

const WRITE_BYTES = 1_024;
const READ_BYTES = 4_096;
/** A transaction prepares and commits: twice the units, of its items and of their index entries. */
export const IN_TRANSACTION = 2;

/** Of an item that becomes another one: the larger of both counts. What was refused costs what stands there. */
export const writeUnits = (before: Item | undefined, after: Item | undefined): number =>
  Math.max(1, ...[before, after].map((item) => Math.ceil((item ? bytesOf(item) : 0) / WRITE_BYTES)));

/** Of one item of a batch, which is rounded by itself; an absent one costs as much as a small one. */
export const readUnits = (item: Item | undefined, consistent: boolean): number =>
  Math.max(1, Math.ceil((item ? bytesOf(item) : 0) / READ_BYTES)) * (consistent ? 1 : 0.5);

/** Of the entries that an item has in the sparse indexes: one that moves is deleted and put anew. */
export const indexUnits = (before: Item | undefined, after: Item | undefined): number =>
  indexWrites(before, after).reduce((sum, { units }) => sum + units, 0);

/** The same, each with the index's partition that takes it. */
export function indexWrites(
  before: Item | undefined,
  after: Item | undefined,
): { partition: string; units: number }[] {
  return tableSchema.GlobalSecondaryIndexes.flatMap(({ IndexName, KeySchema }) => {
    const names = KeySchema.map(({ AttributeName }) => AttributeName);
    const [old, next] = [before, after].map((item) => entryOf(item, names));
    if (old && next && JSON.stringify(old) === JSON.stringify(next)) return [];
    return [old, next].flatMap((entry) =>
      entry
        ? { partition: `${IndexName} ${entry[names[0] as string]?.S}`, units: writeUnits(undefined, entry) }
        : [],
    );
  });
}

function entryOf(item: Item | undefined, names: readonly string[]): Item | undefined {
  if (!item || !names.every((name) => item[name])) return undefined;
  return Object.fromEntries(['PK', 'SK', ...names].map((name) => [name, item[name] as AttributeValue]));
}

/** Names count, in UTF-8. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export const bytesOf = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);

const CONTAINER_BYTES = 3;

function valueBytes({ S, N, B, M, L, SS, NS, BS }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return numberBytes(N);
  if (B !== undefined) return B.length;
  if (M !== undefined) return CONTAINER_BYTES + Object.keys(M).length + bytesOf(M);
  if (L !== undefined) return CONTAINER_BYTES + L.reduce((sum, value) => sum + 1 + valueBytes(value), 0);
  const set = SS ?? NS ?? BS;
  // A boolean or a null takes a byte.
  if (!set) return 1;
  return set.reduce((sum, one) => sum + (NS ? numberBytes(String(one)) : Buffer.byteLength(one)), 0);
}

/** About a byte for two significant digits, and one more; one for the sign of a negative one. */
function numberBytes(text: string): number {
  const [mantissa = ''] = text.toLowerCase().split('e');
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}
