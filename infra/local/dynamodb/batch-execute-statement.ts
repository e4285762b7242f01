import {
  dynalite,
  type Input,
  type Item,
  itemBytesMax,
  loadOperation,
  type Output,
  parseValue,
} from './dynalite.ts';
import { isRefusal, messageOf, nameOf, type Refusal, validationException } from './errors.ts';
import { parseStatement, type Statement } from './statement.ts';
import type { Store } from './store.ts';
import { keyNames, keyText } from './tables.ts';
import { givesItemOnFailure, runAction } from './write-item.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
const STATEMENTS_MAX = 25;
const STATEMENT_CHARACTERS_MAX = 8_192;

const putItem = loadOperation('putItem').action;
const updateItem = loadOperation('updateItem').action;

/** A statement as the operation on one item that it amounts to. */
interface Plan {
  kind: Statement['kind'];
  table: string;
  /** Tells its item apart from all others. */
  key: string;
  input: Input;
  giveItem: boolean;
}

/**
 * BatchExecuteStatement, for the statements of `parseStatement`: each succeeds or fails alone, and they are
 * committed together.
 * @throws DynamoDbError `ValidationException` if it can't be tried at all: too many statements, or one item twice
 */
export async function batchExecuteStatement(store: Store, { Statements }: Input): Promise<Output> {
  const plans = parseRequests(Statements).map((request) => planOrRefusal(store, request));
  const keys = plans.flatMap((plan) => (plan instanceof Error ? [] : [plan.key]));
  if (new Set(keys).size < keys.length) {
    throw validationException('Provided list of item keys contains duplicates');
  }
  // All are decided before the first is committed, so that they share one commit.
  return {
    Responses: await Promise.all(
      plans.map((plan) => (plan instanceof Error ? { Error: errorOf(plan) } : execute(store, plan))),
    ),
  };
}

interface Request extends Input {
  Statement: string;
  Parameters?: unknown;
}

function parseRequests(statements: unknown): Request[] {
  if (!Array.isArray(statements) || statements.length === 0) {
    throw validationException('The statement was empty.');
  }
  if (statements.length > STATEMENTS_MAX) {
    throw validationException(`Member must have length less than or equal to ${STATEMENTS_MAX}`);
  }
  for (const statement of statements) {
    const Statement: unknown = statement?.Statement;
    if (
      typeof Statement !== 'string' ||
      Statement.length === 0 ||
      Statement.length > STATEMENT_CHARACTERS_MAX
    ) {
      throw validationException(`Member must have length less than or equal to ${STATEMENT_CHARACTERS_MAX}`);
    }
  }
  return statements;
}

function planOrRefusal(store: Store, request: Request): Plan | (Error & Refusal) {
  try {
    return plan(store, request);
  } catch (error) {
    if (isRefusal(error)) return error;
    throw error;
  }
}

function plan({ tables }: Store, request: Request): Plan {
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

async function execute(store: Store, { kind, table, input, giveItem }: Plan): Promise<Output> {
  try {
    const action = kind === 'insert' ? putItem : updateItem;
    await store.write((draft) => runAction(draft, action, input, giveItem));
    return { TableName: table };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { Error: errorOf(error, kind), TableName: table };
  }
}

function errorOf(refusal: Refusal, kind?: Statement['kind']): Output {
  switch (nameOf(refusal)) {
    case 'ConditionalCheckFailedException':
      return kind === 'insert'
        ? { Code: 'DuplicateItem', Message: 'Duplicate primary key exists in table' }
        : { Code: 'ConditionalCheckFailed', Message: messageOf(refusal), Item: refusal.body.Item };
    case 'ResourceNotFoundException':
      return { Code: 'ResourceNotFound', Message: messageOf(refusal) };
    default:
      return { Code: 'ValidationError', Message: messageOf(refusal) };
  }
}
