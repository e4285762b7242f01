/**
 * What this server takes from dynalite 4.0.0: its validations and its actions, which evaluate one operation on
 * a store that is handed to them. dynalite has no types and exports no more than its own server, so its files
 * are loaded by name and typed here, as far as they are used.
 */
import { createRequire } from 'node:module';
import { DynamoDbError, isRefusal } from './errors.ts';

const require = createRequire(import.meta.url);

/** An item in DynamoDB's JSON, as on the wire: `{PK: {S: 'A#1'}}`. */
export type Item = Record<string, Record<string, unknown>>;
export type Input = Record<string, unknown>;
export type Output = Record<string, unknown>;

export interface TableDescription {
  TableName: string;
  TableStatus: string;
  KeySchema: { AttributeName: string }[];
  GlobalSecondaryIndexes?: {
    IndexName: string;
    IndexStatus: string;
    KeySchema: { AttributeName: string }[];
  }[];
}

type Callback<T> = (error: Error | null, value?: T) => void;

/** One table's items, or one index's entries. */
export interface Rows {
  get(key: string, done: Callback<Item>): void;
  put(key: string, value: Item, done: Callback<void>): void;
  del(key: string, done: Callback<void>): void;
  /** Calls `run` once the key is free; `run` wraps its callback in what it gets. */
  lock(key: string, run: (release: <F>(callback: F) => F) => void): void;
  createValueStream(range: Range): NodeJS.ReadableStream;
}

export interface Range {
  gt?: string;
  gte?: string;
  lt?: string;
  lte?: string;
  reverse?: boolean;
  limit?: number;
}

/** The part of dynalite's store that its item actions use. */
export interface View {
  options: { maxItemSize: number };
  getTable(name: string, done: Callback<TableDescription>): void;
  getItemDb(table: string): Rows;
  getIndexDb(kind: string, table: string, index: string): Rows;
}

/** The LevelDB database under dynalite's store (`level`, or `memory-level` without a path). */
export interface Level {
  open(): Promise<void>;
  close(): Promise<void>;
  getSync(key: string, options?: { snapshot: Snapshot }): unknown;
  batch(
    operations: ({ type: 'put'; key: string; value: unknown } | { type: 'del'; key: string })[],
  ): Promise<void>;
  snapshot(): Snapshot;
  iterator(range: Range): AsyncIterable<[key: string, value: unknown]>;
  values(range: Range & { snapshot: Snapshot }): {
    nextv(size: number): Promise<unknown[]>;
    close(): Promise<void>;
  };
  clear(range: Range): Promise<void>;
}
export interface Snapshot {
  close(): Promise<void>;
}
export interface DynaliteStore extends View {
  db: Level;
}

export type Action = (view: View, input: Input, done: Callback<Output>) => void;

export interface Operation {
  /** Checks types and values and parses expressions. Drops what dynalite doesn't know, also from `input`. */
  parse(input: Input): Input;
  action: Action;
}

type Types = Record<string, unknown>;
type Custom = (input: Input, store: Pick<View, 'options'>) => string | undefined;

const validations = require('dynalite/validations/index.js') as {
  checkTypes(input: Input, types: Types): Input;
  checkValidations(
    input: Input,
    types: Types,
    custom: Custom | undefined,
    store: Pick<View, 'options'>,
  ): void;
  /** Says what is wrong with a value; brings its numbers into their normal form. */
  validateAttributeValue(value: unknown): string | undefined;
};

export const dynalite = require('dynalite/db/index.js') as {
  create(options: { path?: string; createTableMs: number; deleteTableMs: number }): DynaliteStore;
  createKey(item: Item, table: TableDescription): string;
  validateKey(key: Item, table: TableDescription): Error | null | undefined;
  checkConditional(input: Input, existing: Item | undefined): Error | null | undefined;
  itemSize(item: Item): number;
  validationError(message: string): Error;
};

/** The largest item in bytes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const itemBytesMax = 400 * 1_024;
const options = { maxItemSize: itemBytesMax };

/** @param name as dynalite's files are called: `putItem` */
export function loadOperation(name: string): Operation {
  const { types, custom } = require(`dynalite/validations/${name}.js`) as { types: Types; custom?: Custom };
  return {
    action: require(`dynalite/actions/${name}.js`) as Action,
    parse: (input) =>
      refuseMalformed(() => {
        const parsed = validations.checkTypes(input, types);
        validations.checkValidations(parsed, types, custom, { options });
        return parsed;
      }),
  };
}

/**
 * Checks one value of an item that came outside an operation dynalite knows.
 * @returns the value, its numbers in their normal form
 * @throws Error as DynamoDB answers it
 */
export function parseValue(value: unknown): Item[string] {
  if (isText(value)) return value;
  return refuseMalformed(() => {
    const { value: parsed } = validations.checkTypes({ value }, { value: 'AttrStruct<ValueStruct>' });
    const wrong = validations.validateAttributeValue(parsed);
    if (wrong) throw dynalite.validationError(wrong);
    return parsed as Item[string];
  });
}

/** Most values are plain texts, and dynalite takes 4 µs to see that. */
const isText = (value: unknown): value is { S: string } =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { S?: unknown }).S === 'string' &&
  Object.keys(value).length === 1;

/** dynalite trips over JSON that no SDK sends, such as a `null` for an item's value. */
function refuseMalformed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (isRefusal(error)) throw error;
    throw new DynamoDbError('SerializationException', 'The request is malformed');
  }
}
