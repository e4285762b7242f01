import { dynalite, type Input, type Item, itemBytesMax, parseValue } from './dynalite.ts';
import { validationException } from './errors.ts';
import { parseStatement, type Statement } from './statement.ts';
import { keyNames, keyText, type Tables } from './tables.ts';
import { givesItemOnFailure } from './write-item.ts';

export interface StatementRequest extends Input {
  Statement: string;
  Parameters?: unknown;
}

/** A statement as the operation on one item that it amounts to. */
export interface Plan {
  kind: Statement['kind'];
  table: string;
  /** Tells its item apart from all others. */
  key: string;
  /** For dynalite's putItem or updateItem. */
  input: Input;
  giveItem: boolean;
}

/** @throws Error as DynamoDB answers it: what is wrong with the statement or its parameters */
export function planStatement(tables: Tables, request: StatementRequest): Plan {
  const statement = parseStatement(request.Statement);
  const values = parseParameters(request.Parameters ?? []);
  const table = tables.active(statement.table);
  const names = keyNames(table);
  const [key, input] =
    statement.kind === 'insert' ? planInsert(statement, values, names) : planUpdate(statement, values, names);
  return {
    kind: statement.kind,
    table: statement.table,
    key: keyText(table, key),
    input: { TableName: statement.table, ...input },
    giveItem: statement.kind === 'update' && givesItemOnFailure(request),
  };
}

function parseParameters(parameters: unknown): Item[string][] {
  if (!Array.isArray(parameters)) throw validationException('Parameters must be a list');
  return parameters.map(parseValue);
}

type Planned = [key: Item, input: Input];

function planInsert(
  { attributes }: Statement & { kind: 'insert' },
  values: readonly Item[string][],
  [partitionKey = '']: readonly string[],
): Planned {
  const Item = pair(attributes, values);
  if (dynalite.itemSize(Item) > itemBytesMax) {
    throw validationException('Item size has exceeded the maximum allowed size');
  }
  // `Expected` says what an expression would, without parsing one.
  return [Item, { Item, Expected: { [partitionKey]: { Exists: false } } }];
}

function planUpdate(
  { set, remove, where }: Statement & { kind: 'update' },
  values: readonly Item[string][],
  keyNames: readonly string[],
): Planned {
  const conditions = pair(where, values.slice(set.length));
  const Key = Object.fromEntries(Object.entries(conditions).filter(([name]) => keyNames.includes(name)));
  if (Object.keys(Key).length < keyNames.length) {
    throw validationException('Where clause does not contain a mandatory equality on all key attributes');
  }
  const puts = Object.entries(pair(set, values.slice(0, set.length))).map(
    ([name, Value]) => [name, { Action: 'PUT', Value }] as const,
  );
  const deletes = remove.map((name) => [name, { Action: 'DELETE' }] as const);
  // The key is among what is expected: an UPDATE never makes an item.
  const Expected = Object.fromEntries(Object.entries(conditions).map(([name, Value]) => [name, { Value }]));
  return [Key, { Key, AttributeUpdates: Object.fromEntries([...puts, ...deletes]), Expected }];
}

function pair(names: readonly string[], values: readonly Item[string][]): Item {
  if (names.length !== values.length) {
    throw validationException("Number of parameters in request and statement don't match.");
  }
  return Object.fromEntries(names.map((name, position) => [name, values[position] ?? {}]));
}
