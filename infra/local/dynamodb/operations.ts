import { batchExecuteStatement } from './batch-execute-statement.ts';
import type { ClientTokens } from './client-tokens.ts';
import { type Input, loadOperation, type Output } from './dynalite.ts';
import type { Store } from './store.ts';
import { transactWriteItems } from './transact-write-items.ts';
import { writeItem } from './write-item.ts';

/** One operation of DynamoDB: takes the request's JSON, answers with the response's. */
type Handler = (store: Store, input: Input, tokens: ClientTokens) => Promise<Output>;

/** The operations this server knows, by their names in `X-Amz-Target`. */
export const operations: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['BatchGetItem', reading('batchGetItem')],
  ['GetItem', reading('getItem')],
  ['Query', reading('query')],
  ['Scan', reading('scan')],
  ['DeleteItem', writingItem('deleteItem')],
  ['PutItem', writingItem('putItem')],
  ['UpdateItem', writingItem('updateItem')],
  ['BatchWriteItem', writing('batchWriteItem')],
  ['BatchExecuteStatement', batchExecuteStatement],
  ['TransactWriteItems', (store, input, tokens) => transactWriteItems(store, tokens, input)],
  ['CreateTable', managing('createTable')],
  ['DeleteTable', managing('deleteTable')],
  ['DescribeTable', managing('describeTable')],
  ['ListTables', managing('listTables')],
]);

function reading(name: string): Handler {
  const { parse, action } = loadOperation(name);
  return (store, input) => store.read(action, parse(input));
}

function writingItem(name: string): Handler {
  const operation = loadOperation(name);
  return (store, input) => writeItem(store, operation, input);
}

function writing(name: string): Handler {
  const { parse, action } = loadOperation(name);
  return async (store, input) => {
    const parsed = parse(input);
    return store.write((draft) => draft.run(action, parsed));
  };
}

function managing(name: string): Handler {
  const { parse, action } = loadOperation(name);
  return (store, input) => store.manage(action, parse(input));
}
