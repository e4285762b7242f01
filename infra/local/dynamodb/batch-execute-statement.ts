import { type Input, loadOperation, type Output } from './dynalite.ts';
import { isRefusal, messageOf, nameOf, type Refusal, validationException } from './errors.ts';
import { type Plan, planStatement, type StatementRequest } from './plan-statement.ts';
import type { Store } from './store.ts';
import { runAction } from './write-item.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
const STATEMENTS_MAX = 25;
const STATEMENT_CHARACTERS_MAX = 8_192;

const putItem = loadOperation('putItem').action;
const updateItem = loadOperation('updateItem').action;

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

function parseRequests(statements: unknown): StatementRequest[] {
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

function planOrRefusal(store: Store, request: StatementRequest): Plan | (Error & Refusal) {
  try {
    return planStatement(store.tables, request);
  } catch (error) {
    if (isRefusal(error)) return error;
    throw error;
  }
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

function errorOf(refusal: Refusal, kind?: Plan['kind']): Output {
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
