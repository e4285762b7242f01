/** The input of any call to DynamoDB or SQS, as far as it matters here. */
export interface Input {
  RequestItems?: Record<string, { Keys?: readonly object[] } | readonly object[]>;
  Statements?: { Statement?: string; Parameters?: unknown }[];
  TransactItems?: Record<string, { Item?: Keyed; Key?: Keyed }>[];
  ClientRequestToken?: string;
  Entries?: { Id?: string; MessageBody?: string; ReceiptHandle?: string }[];
  Key?: object;
  Item?: object;
  ExpressionAttributeValues?: object;
}

interface Keyed {
  PK?: unknown;
  SK?: unknown;
}

/** One thing that is asked: a batch call asks several, which are tried again each for itself. */
export type Call = string | object;

const REWRITES = ['PutItem', 'UpdateItem', 'DeleteItem'];

/**
 * The calls that a request makes. A write is known by what it says, so that no layer can send it again unseen; but a
 * commit by its tag, as each try has its own time. A read may well be made again later, so it is known by the very
 * objects that it is sent with.
 */
export function callsOf(operation: string, input: Input): Call[] {
  const name = (said: unknown): string => `${operation} ${JSON.stringify(said)}`;
  if (operation === 'TransactWriteItems') return [name(input.ClientRequestToken ?? keysOf(input)[0])];
  if (operation === 'BatchExecuteStatement')
    return (input.Statements ?? []).map(({ Parameters }) => name(Parameters));
  if (operation === 'BatchGetItem') return [...batchOf(input)];
  if (operation === 'BatchWriteItem') return batchOf(input).map(name);
  if (input.Entries)
    return input.Entries.map(({ MessageBody, ReceiptHandle }) => name(MessageBody ?? ReceiptHandle));
  if (REWRITES.includes(operation)) return [name(input)];
  return [input.Key ?? input.ExpressionAttributeValues ?? input];
}

/** The keys or puts of a batch call, of its one table. */
export function batchOf({ RequestItems = {} }: Input): readonly object[] {
  const [requests = []] = Object.values(RequestItems);
  return 'Keys' in requests ? (requests.Keys ?? []) : (requests as readonly object[]);
}

/** The same batch with some of its keys or puts. */
export const batchWith = ({ RequestItems = {} }: Input, some: readonly object[]) =>
  Object.fromEntries(
    Object.entries(RequestItems).map(([table, requests]) => [
      table,
      'Keys' in requests ? { ...requests, Keys: some } : some,
    ]),
  );

/** The items that a transaction touches. */
export const keysOf = ({ TransactItems = [] }: Input): string[] =>
  TransactItems.map((action) => {
    const { Item, Key } = Object.values(action)[0] ?? {};
    const { PK, SK } = Item ?? Key ?? {};
    return JSON.stringify([PK, SK]);
  });
