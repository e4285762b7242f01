import { type ClientTokens, digestOf, parseClientToken } from './client-tokens.ts';
import type { Draft } from './draft.ts';
import { type Action, dynalite, type Input, type Item, loadOperation, type Output } from './dynalite.ts';
import { DynamoDbError, isRefusal, messageOf, nameOf, validationException } from './errors.ts';
import type { Store } from './store.ts';
import { keyText, type Tables } from './tables.ts';
import { givesItemOnFailure, runAction } from './write-item.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const ACTIONS_MAX = 100;
const BYTES_MAX = 4 * 1_024 * 1_024;

const deleteItem = loadOperation('deleteItem');
const operations = {
  Put: loadOperation('putItem'),
  Update: loadOperation('updateItem'),
  Delete: deleteItem,
  ConditionCheck: { parse: deleteItem.parse, action: checkCondition },
};
type Kind = keyof typeof operations;

/** One action of a transaction, ready to run. */
interface Step {
  action: Action;
  input: Input;
  giveItem: boolean;
}

interface Reason {
  Code: string;
  Message?: string;
  Item?: unknown;
}

/**
 * TransactWriteItems: all actions happen, or none.
 * @throws DynamoDbError `TransactionCanceledException` with a reason by the position of each action
 */
export async function transactWriteItems(store: Store, tokens: ClientTokens, input: Input): Promise<Output> {
  const items = parseItems(input.TransactItems);
  const token = parseClientToken(input.ClientRequestToken);
  // Before dynalite's parsers drop from their input what they don't know.
  const digest = token === undefined ? '' : digestOf(items);
  const steps = items.map(parseStep);
  return store.write((draft) => {
    if (token !== undefined && tokens.isDone(token, digest)) return {};
    refuseRepeatedItems(store.tables, steps);
    const reasons = steps.map((step) => attempt(draft, step));
    if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
    refuseTooMuch(draft);
    if (token !== undefined) tokens.note(draft, token, digest);
    return {};
  });
}

function parseItems(items: unknown): Input[] {
  if (!Array.isArray(items) || items.length === 0) {
    throw validationException(
      "Value at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  if (items.length > ACTIONS_MAX) {
    throw validationException(`Member must have length less than or equal to ${ACTIONS_MAX}`);
  }
  return items as Input[];
}

function parseStep(item: Input): Step {
  const kinds = Object.keys(operations).filter((kind) => item?.[kind] != null) as Kind[];
  const [kind] = kinds;
  if (!kind || kinds.length > 1) {
    throw validationException('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const { parse, action } = operations[kind];
  const input = item[kind] as Input;
  const giveItem = givesItemOnFailure(input);
  const needed = {
    Put: 'Item',
    Update: 'UpdateExpression',
    Delete: 'Key',
    ConditionCheck: 'ConditionExpression',
  }[kind];
  if (input[needed] == null) {
    throw validationException(
      `Value null at '${kind}.${needed}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return { action, input: parse(input), giveItem };
}

function refuseRepeatedItems(tables: Tables, steps: readonly Step[]): void {
  const keys = steps.map(({ input }) =>
    keyText(tables.active(String(input.TableName)), (input.Key ?? input.Item) as Item),
  );
  if (new Set(keys).size < keys.length) {
    throw validationException('Transaction request cannot include multiple operations on one item');
  }
}

function attempt(draft: Draft, { action, input, giveItem }: Step): Reason {
  try {
    runAction(draft, action, input, giveItem);
    return { Code: 'None' };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const Code = codes[nameOf(error)];
    if (Code === undefined) throw error;
    return { Code, Message: messageOf(error), Item: error.body.Item };
  }
}

const codes: Record<string, string> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  ValidationException: 'ValidationError',
};

function cancelled(reasons: readonly Reason[]): DynamoDbError {
  const list = reasons.map(({ Code }) => Code).join(', ');
  return new DynamoDbError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${list}]`,
    { CancellationReasons: reasons },
  );
}

/** Counts index entries too, which are small. */
function refuseTooMuch(draft: Draft): void {
  let bytes = 0;
  for (const row of draft.writes.values()) if (row !== null) bytes += dynalite.itemSize(row as Item);
  if (bytes > BYTES_MAX) throw validationException('Transaction payload size cannot exceed 4MB');
}

/** What dynalite has no action for: the condition of an item that is not written. */
function checkCondition(view: Parameters<Action>[0], input: Input, done: Parameters<Action>[2]): void {
  view.getTable(String(input.TableName), (error, table) => {
    if (error || !table) return done(error);
    const key = input.Key as Item;
    const invalid = dynalite.validateKey(key, table);
    if (invalid) return done(invalid);
    view.getItemDb(table.TableName).get(dynalite.createKey(key, table), (failure, item) => {
      done(failure ?? dynalite.checkConditional(input, item) ?? null, {});
    });
  });
}
