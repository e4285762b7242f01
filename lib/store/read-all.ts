import { ApiError } from '../errors.ts';
import { inGroups } from '../in-groups.ts';
import { inParallel } from '../in-parallel.ts';
import { KEYS_PER_READ_MAX } from '../limits.ts';
import { retry } from '../retry.ts';
import { type Item, toKey } from './attributes.ts';
import type { Key } from './keys.ts';
import type { Table } from './table.ts';

/** Reads in flight at once: more only queue at the client's sockets. */
const CONCURRENT_READS = 8;

export interface ReadOptions {
  /**
   * `true` reads what was written last, at twice the price. `if-absent` reads so only what is not there at the
   * usual price: right for what is written once, or where an older version of it will do.
   */
  consistent?: boolean | 'if-absent';
}

/**
 * Reads any number of items by their keys with BatchGetItem, 100 a call. What DynamoDB leaves unprocessed
 * (it says so inside a 200) is asked for again, see `retry`.
 *
 * @returns the items by the position of their keys, `undefined` where there is none
 * @throws ApiError `unavailable` if DynamoDB keeps leaving keys unprocessed
 */
export async function readAll(
  table: Table,
  keys: readonly Key[],
  { consistent = false }: ReadOptions = {},
): Promise<(Item | undefined)[]> {
  if (consistent === 'if-absent') return readAgainIfAbsent(table, keys);
  const distinct = new Map(keys.map((key) => [nameOf(key.PK, key.SK), key]));
  const groups = inGroups([...distinct.values()], KEYS_PER_READ_MAX);
  const found = new Map<string, Item>();
  await inParallel(groups, CONCURRENT_READS, async (group) => {
    for (const item of await readGroup(table, group, consistent)) {
      found.set(nameOf(item.PK?.S ?? '', item.SK?.S ?? ''), item);
    }
  });
  return keys.map((key) => found.get(nameOf(key.PK, key.SK)));
}

async function readAgainIfAbsent(table: Table, keys: readonly Key[]): Promise<(Item | undefined)[]> {
  const found = await readAll(table, keys);
  const absent = [...found.keys()].filter((position) => !found[position]);
  const again = await readAll(
    table,
    absent.map((position) => keys[position] as Key),
    { consistent: true },
  );
  for (const [index, position] of absent.entries()) found[position] = again[index];
  return found;
}

const nameOf = (PK: string, SK: string): string => JSON.stringify([PK, SK]);

/** Three tries are enough for what is left out for its size alone: 100 items of at most 400 KB, 16 MB an answer. */
async function readGroup(table: Table, keys: readonly Key[], consistent: boolean): Promise<Item[]> {
  const items: Item[] = [];
  let open: Item[] = keys.map(toKey);
  const read = async () => {
    const output = await table.call(
      'BatchGetItem',
      { RequestItems: { [table.name]: { Keys: open, ConsistentRead: consistent } } },
      { once: true },
    );
    items.push(...(output.Responses?.[table.name] ?? []));
    open = (output.UnprocessedKeys?.[table.name]?.Keys as Item[] | undefined) ?? [];
  };
  await retry(read, () => open.length > 0);
  if (open.length > 0) throw new ApiError('unavailable', 'The store is busy, please try again.');
  return items;
}
